"""After the result, over HTTP: somebody objects, an officer who did not certify decides, two officers disqualify."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.core import clock
from app.core.access import SYSTEM, Role, Scope
from app.core.db import db, unit_of_work
from app.people import commands as people
from app.people.models import Person
from app.results import queries
from app.rounds.models import Round
from tests.people.factories import make_person, totp_secret
from tests.results.factories import AFTER, object_now
from tests.results.test_after import item, published
from tests.support.browser import Page, Visitor

pytestmark = pytest.mark.usefixtures("session")
SignIn = Callable[[FlaskClient, Any], FlaskClient]


@pytest.fixture(autouse=True)
def _after_the_result() -> Iterator[None]:
    with clock.at(AFTER):
        yield


def person(name: str, role: Role = Role.RETURNING_OFFICER) -> Person:
    return make_person(name, roles=(role,))


def objections(round_: Round) -> str:
    return f"/rounds/{round_.slug}/results/objections"


@pytest.mark.slow
def test_anybody_objects_without_a_name_and_nobody_reads_their_words(visitor: Visitor) -> None:
    """E35: grounds and decision are public, the words and the name are not."""
    round_, *_rest = published()
    page = visitor.open(f"/rounds/{round_.slug}/results").follow("Objections").follow("Object to the result")
    refused = page.submit("Send my objection")
    assert refused.errors == ["Choose what is wrong", "Tell us what happened"]
    form = refused.form("Send my objection").pick("Somebody was pressed, paid or misled")
    page = form.fill("Tell us what happened", "A leaflet promised free meals").submit()
    assert page.path == objections(round_)
    assert "Somebody was pressed, paid or misled" in page.text and "Being looked at" in page.text
    assert "free meals" not in page.text
    assert "Objections (1)" in visitor.open(f"/rounds/{round_.slug}/results").links()


def test_an_objection_is_decided_on_its_page_and_told_to_everybody(
    client: FlaskClient, sign_in: SignIn, visitor: Visitor
) -> None:
    round_, *_rest = published()
    found = object_now(round_, name="Ann Other", email="ann@example.org")
    path = f"/office/rounds/{round_.slug}/objections"
    sign_in(client, person("Bo Board", Role.BOARD_MEMBER))
    page = visitor.open(path)
    page = visitor.open(f"{path}/{found.number}")
    assert "Ann Other" in page.text and "A batch was left in the hall" in page.text
    refused = page.submit("Publish the decision")
    assert refused.errors == ["Choose what you decide", "Say what you decided and why"]
    form = refused.form("Publish the decision").pick("The votes are counted again")
    page = form.fill("What you decided and why", "A sealed box was found in the hall").submit()
    assert "The objection is decided" in page.text
    client.delete_cookie("session")
    told = visitor.open(objections(round_)).text
    assert "Upheld" in told and "A sealed box was found" in told and "Ann Other" not in told


def test_who_certified_reads_and_does_not_decide(client: FlaskClient, sign_in: SignIn, visitor: Visitor) -> None:
    round_, _made, first, _second = published()
    found = object_now(round_)
    certifier = db.session.get_one(Person, first.id)
    with unit_of_work():
        part = people.Part(Role.RETURNING_OFFICER, Scope.COUNCIL, None)
        certifier.tf_primary_method, certifier.tf_totp_secret = "authenticator", totp_secret()
        people.give(certifier.id, part, actor=SYSTEM, from_on=clock.today())
    sign_in(client, certifier)
    page = visitor.open(f"/office/rounds/{round_.slug}/objections/{found.number}")
    assert "You certified this count" in page.text
    assert "Publish the decision" not in page.response.text


def office(round_: Round) -> str:
    return f"/office/rounds/{round_.slug}/result"


def ask(page: Page, label: str, reason: str) -> Page:
    form = page.form("Ask a second officer to disqualify it").fill("Project", label).fill("Why?", reason)
    return form.submit()


@pytest.mark.slow
def test_a_change_needs_two_officers_and_frees_the_money(
    client: FlaskClient, sign_in: SignIn, visitor: Visitor
) -> None:
    """E50, E30."""
    round_, made, _first, _second = published()
    one = item(round_, 1)
    sign_in(client, person("Rosa Two"))
    page = visitor.open(office(round_))
    assert page.submit("Ask a second officer to disqualify it").errors == ["Choose a project", "Say why"]
    page = ask(page, f"1 {one.title}", "It is not in the area")
    assert "A second officer must confirm it before it counts" in page.text
    assert "You asked for it yourself" in page.text
    (change,) = queries.changes(made.id)
    token = next(e.get("value") for e in page.tree.iter("input") if e.get("name") == "csrf_token")
    visitor.send(f"{office(round_)}/disqualify/{change.id}/confirm", {"csrf_token": token})
    assert one.id in queries.standing(made, queries.changes(made.id)).gets, "not by the same officer"
    sign_in(client, person("Dev Two", Role.DEPUTY_RETURNING_OFFICER))
    page = visitor.open(office(round_)).submit(f"Disqualify 1 {one.title}")
    assert "The project is disqualified." in page.text
    assert one.id not in queries.standing(made, queries.changes(made.id)).gets
    two = item(round_, 2)
    page = page.submit(f"Offer £3,000 to 2 {two.title}")
    assert "The project is promoted" in page.text
    client.delete_cookie("session")
    public = visitor.open(f"/rounds/{round_.slug}/results").text
    assert "may not be funded: It is not in the area" in public and "next on the reserve list, gets £3,000" in public


def test_a_winner_leaves_with_a_reason(client: FlaskClient, sign_in: SignIn, visitor: Visitor) -> None:
    round_, made, _first, _second = published()
    three = item(round_, 3)
    sign_in(client, person("Rosa Two"))
    page = visitor.open(office(round_))
    assert page.submit("Take it out of the result").errors == ["Choose a project", "Say why"]
    form = page.form("Take it out of the result").fill("Project", f"3 {three.title}").fill("Why?", "The hall closed")
    assert "has left the result" in form.submit().text
    assert three.id not in queries.standing(made, queries.changes(made.id)).gets
