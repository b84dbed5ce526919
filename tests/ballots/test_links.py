"""Where the voting pages lead: from a held vote to what is still needed, from a project to its questions."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app.core.clock import now
from app.core.db import db, unit_of_work
from app.questions.models import Question, QuestionState
from app.register import policies
from app.register.models import HoldReason, Voter, VoterState
from app.rounds.models import BallotItem, Proof, Round
from tests.ballots.factories import make_round, make_ward
from tests.ballots.test_journey import register
from tests.people.factories import make_person
from tests.proposals.factories import make_proposal
from tests.support.browser import Page, Visitor

pytestmark = pytest.mark.usefixtures("session")
WAY = "See what you can do"


@pytest.fixture
def round_() -> Round:
    make_ward("Manningham", "BD8 8AA")
    return make_round()


def voted(visitor: Visitor, round_: Round, name: str = "Ann Lee") -> Page:
    page = register(visitor, round_, name).follow("Choose projects")
    return page.form("Check your choices").fill("Project 1", True).submit().submit("Cast my vote")


@pytest.mark.slow
def test_the_receipt_leads_to_what_is_still_needed_and_to_nothing_else(client: FlaskClient, round_: Round) -> None:
    page = voted(Visitor(client), round_)
    assert page.h1 == "Your vote is in the box" and WAY not in page.links()
    client.delete_cookie("vote", path="/vote")
    page = voted(Visitor(client), round_, "ann  lee")
    assert "waits until a person has checked" in page.text
    needed = page.follow(WAY)
    assert needed.h1 == "What your vote waits for"
    with unit_of_work():
        db.session.execute(sa.update(Voter).where(Voter.state == VoterState.HELD).values(birth_band="1980-1984"))
    page = page.visitor.open(f"/vote/{round_.slug}/done")
    assert "waits until a person has checked" in page.text and WAY not in page.links(), "an officer's turn now"


@pytest.mark.parametrize(
    ("waits", "given", "can"),
    [
        ([HoldReason.NO_PROOF], {}, True),
        ([HoldReason.NO_PROOF], {"proof": Proof.POSTCODE}, True),
        ([HoldReason.UNKNOWN_POSTCODE], {"street": "Oak Lane"}, False),
        ([HoldReason.UNKNOWN_POSTCODE, HoldReason.NO_PROOF], {"street": "Oak Lane"}, True),
        ([HoldReason.OTHER_CHANNEL], {"birth_band": "1980-1984"}, False),
        ([], {}, False),
    ],
)
def test_only_what_the_voter_has_not_given_is_asked_for(
    waits: list[HoldReason], given: dict[str, object], can: bool
) -> None:
    state = VoterState.HELD if waits else VoterState.ACCEPTED
    voter = Voter(state=state, waits_for=[each.value for each in waits], **({"street": "", "birth_band": ""} | given))
    assert policies.can_settle(voter) is can
    voter.state = VoterState.REFUSED
    assert not policies.can_settle(voter)


def test_a_project_leads_to_its_questions_when_there_are_some(visitor: Visitor, round_: Round) -> None:
    proposal = make_proposal()
    with unit_of_work():
        item = db.session.scalars(sa.select(BallotItem).where(BallotItem.round_id == round_.id)).first()
        assert item is not None
        item.proposal_id = proposal.id
    choose = register(visitor, round_).follow("Choose projects")
    assert not [words for words in choose.links() if words.startswith("Questions and answers")]
    for number, state in enumerate((QuestionState.PUBLISHED, QuestionState.PENDING), start=1):
        asked = Question(proposal_id=proposal.id, text=f"Is there a ramp {number}?", lang="en", state=state)
        asked.asked_at = now()
        if state is QuestionState.PUBLISHED:
            asked.moderator_id, asked.moderated_at = make_person("Mo Derator").id, now()
        with unit_of_work():
            db.session.add(asked)
    page = visitor.open(f"/vote/{round_.slug}/choose")
    links = [url for words, url in page.links().items() if words.startswith("Questions and answers (1)")]
    assert links == [f"/proposals/{proposal.reference}/questions"], "and what waits for a moderator is not counted"
