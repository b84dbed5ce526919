"""What a hall does when voting closes, and what it has to say when the box is opened."""

from __future__ import annotations

from app.ballots.events import BallotsOpened, DeskReconciled
from app.core.clock import now, today
from app.core.errors import WrongState
from app.core.i18n import _
from app.rounds.events import RoundClosed

from .. import queries
from ..models import DayState
from .voting import cast_waiting


def cast_what_waits(news: RoundClosed) -> None:
    """Voting has closed: scores that nobody confirmed are cast as the rule says, before drafts are deleted."""
    for day in queries.open_lists(news.round_id):
        cast_waiting(day, now=now(), today=today())


def list_is_closed(news: BallotsOpened) -> None:
    """The envelopes are opened only when nothing more can be handed over.

    Raises:
        WrongState: a hall's list is open; so the opening does not happen.
    """
    for day in queries.open_lists(news.round_id):
        raise WrongState(_("The list of the hall is still open: %(name)s. Close it first", name=day.name))


def papers_may_come(news: DeskReconciled) -> None:
    """A desk is reconciled only when no hall can note any more that one of its papers is out.

    Raises:
        WrongState: the list of a hall that hands these papers out is open; so the sheet is not drawn up.
    """
    for day in queries.days_of_desk(news.desk_id):
        if day.state is DayState.OPEN:
            raise WrongState(_("The list of the hall is still open: %(name)s. Close it first", name=day.name))
