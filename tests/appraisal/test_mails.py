"""Every mail to groups and officers can be composed, says which proposal, and leads to its page."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from flask import Flask, g, render_template
from sqlalchemy.orm import Session

from app.appraisal import emails
from app.appraisal.models import Query
from app.core import outbox
from app.core.db import db, unit_of_work
from app.funds import queries as funds
from app.proposals import emails as proposal_emails
from app.proposals.models import ProposalState
from tests.people.factories import make_person
from tests.proposals.factories import make_proposal


@pytest.mark.slow
def test_every_mail(app: Flask, session: Session) -> None:
    proposal, lead = make_proposal(state=ProposalState.SUBMITTED, title="Soup & stories"), make_person()
    call = funds.call(proposal.call_id)
    query = Query(
        id=uuid.uuid4(), proposal_id=proposal.id, text="Who has the key?", answer="Me", answer_by_on=dt.date(2027, 6, 8)
    )
    with app.test_request_context(), unit_of_work():
        proposal_emails.submitted(proposal, call, [lead])
        proposal_emails.withdrawn(proposal, [lead])
        proposal_emails.more_time(proposal, call, call.closes_at, [lead])
        emails.asked(proposal, query, [lead])
        emails.answered(proposal, query, lead)
        emails.passed(proposal, [lead])
        emails.refused(proposal, "It is for members only", dt.date(2027, 6, 15), "funds@council.example", [lead])
    composed = [outbox._compose(row) for row in db.session.scalars(db.select(outbox.OutboxRow))]
    assert len(composed) == 7
    for message in composed:
        text = message.get_content()
        assert message["Subject"] and message["To"] == lead.email
        assert "Soup & stories" in text, "nothing is escaped as if it were HTML"
        assert proposal.reference in str(message["Subject"]) or proposal.reference in text
    refused = composed[-1].get_content()
    assert "It is for members only" in refused and "15 June 2027" in refused and "funds@council.example" in refused


@pytest.mark.parametrize("name", ["invitation", "join_request", "join_decided", "membership_ended"])
def test_mails_of_groups_have_a_subject_and_no_empty_lines_at_the_head(app: Flask, name: str) -> None:
    context = {"group": "The Loom", "inviter": "Ann", "name": "Bob", "note": "Hi", "url": "https://example.org/x"}
    for language in ("en", "ur"):
        with app.test_request_context():
            g.language = language
            text = render_template(
                f"groups/mail/{name}.txt", **context, function="Lead", is_approved=True, ends_on="2027-06-01"
            ).strip()
        subject, _, body = text.partition("\n")
        assert subject and body.strip()
