"""Pages kept ready for visitors are never old ones, and never somebody's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core.access import SYSTEM
from app.core.db import unit_of_work
from app.groups import commands as groups
from app.proposals import commands
from app.proposals.models import ProposalState
from tests.groups.factories import acting, make_group
from tests.people.factories import make_person
from tests.proposals.factories import make_proposal
from tests.support.browser import Visitor

SignIn = Callable[[FlaskClient, Any], FlaskClient]


@pytest.fixture
def keeping(committed: Flask) -> Iterator[Flask]:
    """An application that keeps pages, as a real one does."""
    committed.config["TESTING"] = False
    yield committed
    committed.config["TESTING"] = True


@pytest.mark.slow
def test_a_kept_page_is_sent_again_until_something_changes(keeping: Flask) -> None:
    lead = make_person()
    group = make_group(lead, name="The Loom")
    proposal = make_proposal(state=ProposalState.SUBMITTED, group=group, title="Soup on Fridays")
    visitor = Visitor(keeping.test_client())
    assert "No proposals yet" in visitor.open("/proposals").text
    with unit_of_work():
        commands.set_state(proposal.id, ProposalState.ELIGIBLE, actor=SYSTEM)
    assert "Soup on Fridays" in visitor.open("/proposals").text
    first = visitor.open(f"/proposals/{proposal.reference}").response.data
    kept = len(keeping.extensions["kept_pages"])
    assert visitor.open(f"/proposals/{proposal.reference}").response.data == first
    assert len(keeping.extensions["kept_pages"]) == kept, "the second visit drew nothing"
    with unit_of_work():
        facts = {"name": "The Great Loom", "legal_form": "company"}
        groups.edit_group(acting(lead), group.id, facts, [], seen=group.version)
    assert "The Great Loom" in visitor.open(f"/proposals/{proposal.reference}").text
    assert "The Great Loom" in visitor.open("/proposals").text
    with unit_of_work():
        commands.set_state(proposal.id, ProposalState.INELIGIBLE, actor=SYSTEM, reason="No")
    assert visitor.open(f"/proposals/{proposal.reference}").status == 404


@pytest.mark.slow
def test_each_language_and_each_person_has_their_own(keeping: Flask, sign_in: SignIn) -> None:
    make_proposal(state=ProposalState.ELIGIBLE)
    client = keeping.test_client()
    assert 'lang="en" dir="ltr"' in client.get("/proposals").text
    client.set_cookie("lang", "ur")
    assert 'lang="ur" dir="rtl"' in client.get("/proposals").text
    kept = len(keeping.extensions["kept_pages"])
    sign_in(client, make_person(name="Ann Lee"))
    assert "/account/leave" in client.get("/proposals").text
    assert len(keeping.extensions["kept_pages"]) == kept, "a signed-in person's page is never kept"
    assert "/account/leave" not in keeping.test_client().get("/proposals").text
