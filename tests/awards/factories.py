"""An offer for tests, made by the command that makes real ones."""

from __future__ import annotations

from app.awards import commands
from app.awards.models import Award
from app.core.access import SYSTEM
from app.core.clock import today
from app.core.db import db, unit_of_work
from app.groups.models import Group
from app.proposals.models import Proposal, ProposalState
from tests.funds.factories import make_pot
from tests.proposals.factories import make_proposal


def make_award(group: Group | None = None, *, amount_pence: int = 150_000) -> Award:
    """An offer to the group for a funded proposal, from a pot of £25,000."""
    pot = make_pot()
    made = make_proposal(state=ProposalState.FUNDED, group=group, pot=pot, amount_pence=amount_pence)
    with unit_of_work():
        proposal = db.session.get_one(Proposal, made.id)
        return commands.offer_award(SYSTEM, proposal, pot.id, amount_pence, on=today())
