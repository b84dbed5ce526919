"""Questions: asked without an account, moderated for conduct, answered in public, appealed to a second moderator."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core import clock
from app.core.access import VISITOR, Role
from app.core.audit import AuditEntry
from app.core.clock import now
from app.core.db import db, unit_of_work
from app.core.errors import DomainError, NotAllowed, WrongState
from app.core.outbox import OutboxRow
from app.proposals.models import Proposal, ProposalState
from app.questions import commands, policies, privacy, queries
from app.questions.models import Conduct, Harm, Question, QuestionState
from app.questions.states import NEXT
from app.rounds import queries as rounds
from tests.groups.factories import acting, make_group
from tests.people.factories import make_person
from tests.proposals.factories import make_proposal
from tests.rounds.factories import CLOSES, NOW, make_locked
from tests.support.browser import Visitor

SignIn = Callable[[FlaskClient, Any], FlaskClient]
S = QuestionState


def moderator() -> Any:
    return acting(make_person(name="Mo Derator", roles=(Role.MODERATOR,)))


def public_proposal(**given: Any) -> Proposal:
    proposal = make_proposal(state=ProposalState.ELIGIBLE, **given)
    assert proposal.is_public
    return proposal


def asked(proposal: Proposal, text: str = "Is there a ramp?", email: str | None = None) -> Question:
    with unit_of_work():
        return commands.ask(proposal.id, text, lang="en", email=email, now=now())


def done(work: Callable[..., Any], *args: Any, **more: Any) -> Any:
    with unit_of_work():
        return work(*args, **more, now=now())


def again(question: Question) -> Question:
    db.session.expire_all()
    return queries.question(question.id)


def mails(session: Session, template: str) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(OutboxRow).where(OutboxRow.template == template)) or 0


def test_a_question_is_asked_published_and_answered(session: Session, visitor: Visitor, sign_in: SignIn) -> None:
    lead = make_person(name="Lena Lead")
    proposal = public_proposal(group=make_group(lead))
    page = visitor.open(f"/proposals/{proposal.reference}").follow("Ask a question")
    mine = page.form("Send the question").fill("Your question", "Is there a ramp?").submit()
    assert mine.h1 == "Your question"
    assert "Waiting for a moderator" in mine.text
    question = session.scalars(sa.select(Question)).one()
    assert (question.state, question.email) == (S.PENDING, None)
    assert "Is there a ramp?" not in visitor.open(f"/proposals/{proposal.reference}/questions").text

    done(commands.publish, moderator(), question.id)
    assert mails(session, "questions/mail/published") == 1
    assert "Is there a ramp?" in visitor.open(f"/proposals/{proposal.reference}").text
    sign_in(visitor.client, lead)
    page = visitor.open(f"/my/proposals/{proposal.reference}").follow("Answer: Is there a ramp?")
    board = page.form("Publish the answer").fill("Your answer", "Yes, at the side door.").submit()
    assert "Yes, at the side door." in board.text
    assert session.scalar(sa.select(sa.func.count()).where(AuditEntry.verb == "answer_question")) == 1


def test_who_gave_an_address_is_told_once_and_it_is_forgotten(session: Session) -> None:
    lead = make_person()
    proposal = public_proposal(group=make_group(lead))
    question = asked(proposal, email="resident@example.org")
    done(commands.publish, moderator(), question.id)
    done(commands.answer, acting(lead), question.id, "Yes", "en")
    assert mails(session, "questions/mail/answered") == 1
    assert again(question).email is None


def test_a_machine_is_thanked_and_nothing_is_kept(session: Session, visitor: Visitor) -> None:
    proposal = public_proposal()
    form = visitor.open(f"/proposals/{proposal.reference}/questions/ask").form("Send the question")
    form.fill("Your question", "Buy now").fill("Leave this empty", "http://spam.example").submit()
    assert session.scalar(sa.select(sa.func.count()).select_from(Question)) == 0


@pytest.mark.slow
def test_too_many_questions_from_one_place_wait(session: Session, visitor: Visitor) -> None:
    proposal = public_proposal()
    for _each in range(5):
        form = visitor.open(f"/proposals/{proposal.reference}/questions/ask").form("Send the question")
        assert form.fill("Your question", "Why?").submit().status == 200
    form = visitor.open(f"/proposals/{proposal.reference}/questions/ask").form("Send the question")
    assert form.fill("Your question", "Why?").submit().status == 429


def test_a_second_moderator_decides_the_appeal(session: Session, visitor: Visitor) -> None:
    """`domain.md` iv.6: the reasons are of conduct, and the appeal goes to another person."""
    first, second = moderator(), moderator()
    question = asked(public_proposal(), email="resident@example.org")
    done(commands.reject, first, question.id, Conduct.OFF_TOPIC, "It is about another street")
    assert mails(session, "questions/mail/not_shown") == 1
    page = visitor.open(f"/questions/{question.id}/{queries.author_token(question.id)}")
    assert "It is about another street" in page.text
    page.form("Ask a second moderator").fill("Why should it be shown?", "It is about this street").submit()
    assert again(question).state is S.APPEALED
    with pytest.raises(NotAllowed, match="Another moderator"):
        done(commands.publish, first, question.id, words="Mine again")
    assert question.id not in {q.id for q, _p in queries.waiting(first.id)}
    assert question.id in {q.id for q, _p in queries.waiting(second.id)}
    with pytest.raises(DomainError, match="reason"):
        done(commands.publish, second, question.id)
    done(commands.reject, second, question.id, Conduct.OFF_TOPIC, "I looked at the map too")
    assert again(question).is_final
    with pytest.raises(NotAllowed, match="no other appeal"):
        done(commands.appeal, question.id, "Again")


def test_the_database_wants_two_moderators(session: Session) -> None:
    one = moderator()
    question = asked(public_proposal())
    done(commands.reject, one, question.id, Conduct.SPAM, "An advertisement")
    with pytest.raises(IntegrityError), unit_of_work():
        session.execute(sa.update(Question).values(second_id=one.id))


def test_words_are_changed_only_with_the_author(session: Session, visitor: Visitor) -> None:
    proposal = public_proposal()
    question = asked(proposal, "Why does John Smith of 3 High Street get it?")
    done(commands.offer_edit, moderator(), question.id, "Why does the lead get it?", "It names somebody")
    assert visitor.open(f"/proposals/{proposal.reference}/questions").text.count("Why does") == 0
    page = visitor.open(f"/questions/{question.id}/{queries.author_token(question.id)}")
    page.form("Agree to these words").submit()
    found = again(question)
    assert (found.state, found.text) == (S.EDITED, "Why does the lead get it?")


def test_nobody_else_has_the_authors_page(session: Session, visitor: Visitor) -> None:
    question = asked(public_proposal())
    assert visitor.open(f"/questions/{question.id}/{'0' * 32}").status == 404


def test_a_takedown_is_at_once_and_logged(session: Session, visitor: Visitor, sign_in: SignIn) -> None:
    person = make_person(roles=(Role.MODERATOR,))
    proposal = public_proposal()
    question = asked(proposal, "Something bad")
    done(commands.publish, acting(person), question.id)
    sign_in(visitor.client, person)
    form = visitor.open(f"/office/questions/{question.id}").form("Decide")
    form.pick("Take the question and its answer down now").pick("It threatens somebody")
    form.fill("Your reason", "It names an address and threatens").submit()
    assert again(question).state is S.TAKEN_DOWN
    entry = session.scalars(sa.select(AuditEntry).where(AuditEntry.verb == "take_down_question")).one()
    assert entry.reason == "It names an address and threatens"
    assert "Something bad" not in str(entry.after)
    assert "Something bad" not in visitor.open(f"/proposals/{proposal.reference}").text


def test_the_queue_is_by_harm_then_age(session: Session) -> None:
    proposal = public_proposal()
    old, raised, flagged = asked(proposal, "Old"), asked(proposal, "Ring 07700 900123"), asked(proposal, "Shown")
    assert raised.harm is Harm.RAISED
    done(commands.publish, moderator(), flagged.id)
    done(commands.flag, flagged.id, Conduct.HATE)
    order = [q.id for q, _p in queries.waiting(moderator().id)]
    assert order == [flagged.id, raised.id, old.id]


def test_all_is_frozen_at_the_close_of_voting(session: Session, visitor: Visitor) -> None:
    round_, _first, _second = make_locked()
    proposal = db.session.get_one(Proposal, rounds.items(round_.id)[0].proposal_id)
    lead = acting(make_person())
    with clock.at(NOW):
        shown, waiting = asked(proposal, "Early"), asked(proposal, "Late")
        done(commands.publish, moderator(), shown.id)
    with clock.at(CLOSES):
        with pytest.raises(NotAllowed, match="Voting has closed"):
            asked(proposal)
        with pytest.raises(WrongState, match="Voting has closed"):
            done(commands.publish, moderator(), waiting.id)
        assert not policies.can_answer(lead, proposal, again(shown), CLOSES, now())
        page = visitor.open(f"/proposals/{proposal.reference}/questions")
        assert "Early" in page.text
        assert "Ask a question" not in page.links()


def test_no_visitor_and_no_other_officer_moderates(session: Session) -> None:
    question = asked(public_proposal())
    for actor in (VISITOR, acting(make_person()), acting(make_person(roles=(Role.ADMINISTRATOR,)))):
        assert not policies.can_moderate(actor, question)
        assert not policies.can_take_down(actor, question)


def test_reasons_are_of_conduct_only() -> None:
    """S0-20: there is no reason "disagree"."""
    assert {each.value for each in Conduct} == {"hate", "threat", "personal-data", "spam", "off-topic"}
    assert set(NEXT) == set(S)


def test_addresses_and_unshown_words_go_in_time(session: Session) -> None:
    key = asked(public_proposal(), email="resident@example.org").id
    day = clock.today()
    assert not list(privacy.overdue(day))
    assert [each.rows for each in privacy.overdue(day + dt.timedelta(days=92))] == [1]
    due = list(privacy.overdue(day + dt.timedelta(days=400)))
    assert [each.rows for each in due] == [1, 1]
    with unit_of_work():
        for each in due:
            each.erase()
    assert session.scalar(sa.select(sa.func.count()).where(Question.id == key)) == 0
