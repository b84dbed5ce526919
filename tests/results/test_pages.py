"""The pages of results: before and after publication, files to count again, who may open what."""

from __future__ import annotations

import json
import subprocess
import sys
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import current_app
from flask.testing import FlaskClient

from app.core.access import VISITOR, Grant, Role, Scope, actor_for
from app.core.db import unit_of_work
from app.core.ports import ports
from app.proposals import queries as proposals
from app.results import commands, panels
from app.rounds import queries as rounds
from app.rounds.commands import RuleChoices
from tests.people.factories import make_person
from tests.results.factories import count_it, make_opened, publish_it
from tests.results.test_count import GREEDY, MANY
from tests.support.browser import Visitor

pytestmark = pytest.mark.usefixtures("session")
SignIn = Callable[[FlaskClient, Any], FlaskClient]
VERIFY = Path(__file__).parents[2] / "scripts" / "verify_result.py"


def test_before_publication_the_page_says_that_nothing_is_counted(visitor: Visitor) -> None:
    """E24: nobody sees how it stands."""
    round_, first, second = make_opened(MANY)
    assert "not yet counted" in visitor.open(f"/rounds/{round_.slug}/results").text
    made = count_it(round_, first)
    commands_of = {"certificate.json", "election.pb"}
    assert all(visitor.open(f"/rounds/{round_.slug}/results/1/{name}").status == 404 for name in commands_of)
    assert visitor.open(f"/rounds/{round_.slug}/results.csv").status == 404
    assert visitor.open(f"/rounds/{round_.slug}/results/counts/{made.number}").status == 404

    publish_it(made, first, second)
    assert "projects are funded" in visitor.open(f"/rounds/{round_.slug}/results").text


def test_the_result_says_what_was_funded_and_why_and_what_was_not_and_why(visitor: Visitor) -> None:
    """E28."""
    round_, first, second = make_opened(
        [[1], [1], [1], [2], [2], [3]] * 10, costs=(300_000, 300_000, 100_000), amount=400_000, rules=GREEDY
    )
    publish_it(count_it(round_, first), first, second)

    page = visitor.open(f"/rounds/{round_.slug}/results")

    assert "2 of 3 projects are funded, with £4,000 of £4,000." in page.text
    assert "It gets £3,000. It was next by votes and there was enough money left." in page.text
    assert "when its turn came £1,000 was left and it costs £3,000" in page.text
    assert "It is number 1 on the reserve list." in page.text
    assert "Receipts" in " ".join(page.links())


def test_equal_shares_is_explained_and_its_fairness_told(visitor: Visitor) -> None:
    round_, first, second = make_opened(MANY, rules=RuleChoices(publish_comparison=True))
    publish_it(count_it(round_, first), first, second)

    page = visitor.open(f"/rounds/{round_.slug}/results")

    assert "Its voters paid for it together from their equal shares." in page.text
    assert "no group of voters was left out" in page.text
    assert "Another way of counting" in page.text


def test_a_small_pot_shows_no_numbers_of_votes(visitor: Visitor) -> None:
    round_, first, second = make_opened([[1], [1, 2], [3]])
    publish_it(count_it(round_, first), first, second)

    page = visitor.open(f"/rounds/{round_.slug}/results")
    table = visitor.client.get(f"/rounds/{round_.slug}/results.csv").text
    notice = visitor.client.get(f"/rounds/{round_.slug}/results/1/certificate.json").get_json()

    assert "the number of votes is not shown" in page.text
    assert "paid, at most" not in page.text
    assert notice["form"] == "sealed"
    assert table.splitlines()[1].split(",")[6:8] == ["", ""]
    assert visitor.open(f"/rounds/{round_.slug}/results/1/election.pb").status == 404


@pytest.mark.slow
def test_the_published_certificate_is_confirmed_by_the_independent_script(visitor: Visitor, tmp_path: Path) -> None:
    """Both forms: the open certificate alone, the notice with the sealed one that observers hold."""
    round_, first, second = make_opened(MANY)
    made = publish_it(count_it(round_, first), first, second)
    small, other, third = make_opened([[1], [2]])
    publish_it(count_it(small, other), other, third)
    from app.results import queries

    (tmp_path / "open.json").write_bytes(visitor.client.get(f"/rounds/{round_.slug}/results/1/certificate.json").data)
    sealed = queries.current_count(small.id)
    assert sealed
    by_form = {each.form.value: each.body for each in queries.certificates(sealed.id)}
    (tmp_path / "notice.json").write_text(by_form["sealed"], encoding="utf-8")
    (tmp_path / "whole.json").write_text(by_form["open"], encoding="utf-8")

    for arguments in (["open.json"], ["notice.json", "--sealed", "whole.json"]):
        run = subprocess.run(  # noqa: S603 - our own script
            [sys.executable, str(VERIFY), *arguments], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert run.returncode == 0, run.stdout + run.stderr
    document = json.loads((tmp_path / "open.json").read_text())
    document["winners"].reverse()
    (tmp_path / "open.json").write_text(json.dumps(document), encoding="utf-8")
    forged = subprocess.run(  # noqa: S603
        [sys.executable, str(VERIFY), "open.json"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert forged.returncode == 1
    assert made.number == 1


@pytest.mark.slow
def test_superseded_counts_stay_to_be_read(visitor: Visitor) -> None:
    """E35."""
    round_, first, second = make_opened(MANY)
    publish_it(count_it(round_, first), first, second)
    publish_it(count_it(round_, first, "A batch was found"), first, second)

    page = visitor.open(f"/rounds/{round_.slug}/results")
    assert "Counted again: A batch was found" in page.text
    assert "Superseded: the votes were counted again" in page.follow("Count 1").text


@pytest.mark.slow
def test_officers_count_certify_and_publish_on_one_page(client: FlaskClient, visitor: Visitor, sign_in: SignIn) -> None:
    one = make_person(name="Rosa Two", roles=(Role.RETURNING_OFFICER,))
    two = make_person(name="Dev Two", roles=(Role.DEPUTY_RETURNING_OFFICER,))
    round_, _first, _second = make_opened(MANY)
    path = f"/office/rounds/{round_.slug}/count"

    sign_in(client, one)
    page = visitor.open(path).submit("Count the votes").submit("Certify this count")
    assert "A second officer must certify too" in page.text
    sign_in(client, two)
    with current_app.test_request_context():
        actor = actor_for(two.id, two.name)
        assert [item.url for source in ports().queue for item in source(actor) if item.kind == "count"] == [path]
    page = visitor.open(path).submit("Certify this count").submit("Publish the result")

    assert "The result is public" in page.text
    assert "Rosa Two, Dev Two" in page.text


@pytest.mark.parametrize(
    ("role", "reads", "may_count"),
    [
        (None, 404, False),
        (Role.ADMINISTRATOR, 403, False),
        (Role.TRUSTEE, 403, False),
        (Role.OBSERVER, 200, False),
        (Role.RETURNING_OFFICER, 200, True),
        (Role.DEPUTY_RETURNING_OFFICER, 200, True),
    ],
)
@pytest.mark.slow
def test_who_reads_a_count_and_who_runs_it(
    client: FlaskClient, visitor: Visitor, sign_in: SignIn, role: Role | None, reads: int, may_count: bool
) -> None:
    round_, *_ = make_opened(MANY)
    sign_in(client, make_person(roles=(role,) if role else ()))

    page = visitor.open(f"/office/rounds/{round_.slug}/count")

    assert page.status == reads
    assert ("Count the votes" in page.text) == may_count


def test_the_sealed_certificate_is_for_observers_of_the_round_only(client: FlaskClient, sign_in: SignIn) -> None:
    round_, first, second = make_opened([[1], [2]])
    publish_it(count_it(round_, first), first, second)
    path = f"/rounds/{round_.slug}/results/1/sealed.json"

    sign_in(client, make_person(roles=(Grant(Role.OBSERVER, Scope.ROUND, uuid.uuid4()),)))
    assert client.get(path).status_code == 403
    sign_in(client, make_person(roles=(Grant(Role.OBSERVER, Scope.ROUND, round_.id),)))
    assert client.get(path).get_json()["form"] == "ballots"


def test_a_proposals_page_tells_its_result(client: FlaskClient) -> None:
    round_, first, second = make_opened(MANY)
    made = count_it(round_, first)
    item = rounds.item_by_number(round_.id, 1)
    assert item.proposal_id
    proposal = proposals.proposal(item.proposal_id)
    with current_app.test_request_context():
        assert list(panels.on_proposal(proposal, VISITOR)) == []
    for actor in (first, second):
        with unit_of_work():
            commands.certify(made.id, actor=actor)
    with unit_of_work():
        commands.publish(made.id, actor=first)

    with current_app.test_request_context():
        (panel,) = panels.on_proposal(proposals.proposal(proposal.id), VISITOR)
        story = list(panels.proposal_story(proposal))
    assert panel.context["label"] == "Funded."
    assert len(story) == 1


@pytest.mark.slow
def test_the_result_is_a_pdf_too(client: FlaskClient) -> None:
    round_, first, second = make_opened(MANY)
    publish_it(count_it(round_, first), first, second)

    answer = client.get(f"/rounds/{round_.slug}/results.pdf")

    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF")
