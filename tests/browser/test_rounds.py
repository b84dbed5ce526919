"""From a vote to a certified result: the box is opened, counted, certified, published, and recomputed by a stranger."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from app.ballots import seal
from app.core import clock
from app.core.access import Role
from app.core.clock import today
from app.rounds.commands import RuleChoices
from app.rounds.models import BallotType
from tests.ballots import factories as ballots
from tests.browser.test_voting import A_POSTCODE, boxes, register
from tests.browser.walker import Walker
from tests.browser.worlds import World, python
from tests.people.factories import PASSWORD, app_code, make_person, totp_secret
from tests.rounds import factories as rounds

PLANTED = 50


def plant() -> tuple[str, list[str]]:
    """A round that is open, its box made, fifty votes cast. Its slug, and the trustees' addresses."""
    with clock.at(rounds.NOW):
        ward = ballots.make_ward("Manningham", "BD8 8AA")
        rosa = make_person("Rosa Ro", "rosa@example.org", (Role.RETURNING_OFFICER,))
        dev = make_person("Dev Deputy", "dev@example.org", (Role.DEPUTY_RETURNING_OFFICER,))
        first, second = rounds.officer(rosa), rounds.officer(dev, Role.DEPUTY_RETURNING_OFFICER)
        rules = RuleChoices(ballot_type=BallotType.BUDGET, max_choices=None)
        round_ = rounds.lock(rounds.make_draft(first, rules=rules, name="You Decide Here"), first, second)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(seal, "SCRYPT_LOG_N", 5)
            ballots.make_box(round_)
    with clock.at(rounds.OPENS + dt.timedelta(days=1)):
        for number in range(PLANTED):
            ballots.cast(ballots.make_voter(round_, ward).voter.id, [number % 5 + 1, (number + 2) % 5 + 1])
    return round_.slug, [person.email for person in ballots.trustees_of(round_)]


@pytest.mark.both
def test_from_a_vote_to_a_certified_result(empty_world: World, walker: Callable[..., Walker], tmp_path: Path) -> None:
    with empty_world.planting() as app:
        slug, trustees = plant()
    empty_world.start(at=rounds.OPENS + dt.timedelta(days=2))

    def officer(email: str) -> Walker:
        """Signed in with the second step."""
        person = walker(empty_world).sign_in(email, PASSWORD)
        with app.app_context():
            code = app_code(totp_secret())
        person.check_h1("Enter the 6 numbers").fill("The 6 numbers", code).press("Sign in")
        return person

    voter = register(walker(empty_world), "Hannah Phone", "BD8 8AA", f"/vote/{slug}/").follow("Choose projects")
    for label in boxes(voter):
        voter.pick(label)
    voter.press("Check your choices").check_h1("Choose projects")
    assert len(voter.errors) == 1, "more than there is money for"
    for label in boxes(voter)[1:]:
        voter.pick(label, False)
    voter.press("Check your choices").press("Cast my vote").check_h1("Your vote is in the box")
    receipt = voter.page.locator("#receipt").inner_text()

    empty_world.start(at=rounds.CLOSES + dt.timedelta(hours=2))
    visitor = walker(empty_world).open(f"/rounds/{slug}").check_sees("Voting has closed")
    trustee = walker(empty_world).sign_in(trustees[0], PASSWORD).open(f"/office/rounds/{slug}/opening")
    trustee.choose("First trustee", "Trustee 1").choose("Second trustee", "Trustee 2")
    trustee.fill("First trustee: passphrase or recovery code", ballots.PASSPHRASES[0])
    trustee.fill("Second trustee: passphrase or recovery code", "not the right words").press("Open all envelopes")
    assert trustee.errors
    trustee.choose("First trustee", "Trustee 1").choose("Second trustee", "Trustee 2")
    trustee.fill("First trustee: passphrase or recovery code", ballots.PASSPHRASES[0])
    trustee.fill("Second trustee: passphrase or recovery code", ballots.PASSPHRASES[1]).press("Open all envelopes")
    trustee.check_h1("The ballot box is open").check_sees(str(PLANTED + 1))
    empty_world.jobs()

    first = officer("rosa@example.org").open(f"/office/rounds/{slug}/count").press("Count the votes")
    first.press("Certify this count")
    second = officer("dev@example.org").open(f"/office/rounds/{slug}/count").press("Certify this count")
    second.press("Publish the result")

    visitor.open(f"/rounds/{slug}/results").check_sees("Project 1", "Project 5")
    certificate = tmp_path / "certificate.json"
    certificate.write_bytes(visitor.read("Certificate"))
    code, said = python("scripts/verify_result.py", certificate)
    assert code == 0, said
    certificate.write_text(re.sub(r'"budget_pence": ?500000', '"budget_pence": 600000', certificate.read_text()))
    assert python("scripts/verify_result.py", certificate)[0] == 1, "a changed certificate is found out"
    visitor.open(f"/rounds/{slug}/receipts")
    assert receipt in visitor.text


TRUSTEES = [f"trustee{number}@demo.example" for number in (1, 2, 3)]
ELIGIBLE = """SELECT {} FROM proposal p JOIN pot ON pot.id = p.pot_id
WHERE p.state = 'eligible' ORDER BY p.reference"""


def draft(officer: Walker, world: World, name: str, opens: dt.date) -> str:
    """A draft of a round that only the lock is missing from. Its address."""
    pot, title = world.ask(ELIGIBLE.format("pot.name")), world.ask(ELIGIBLE.format("p.title"))
    officer.open("/office/rounds").follow("New round").press("Save")
    assert officer.errors
    officer.fill("Name of the round", name).date("Voting opens", opens, "9am")
    officer.date("Voting closes", opens + dt.timedelta(days=14), "5pm")
    officer.fill("What it is about (English)", "Choose what helps neighbours meet").press("Save")
    home = officer.page.url
    officer.follow("Money").fill(pot, "9,000").press("Save").follow("Proposals on the ballot")
    officer.pick(title).press("Save and draw numbers").check_sees("Ballot numbers").open(home)
    officer.follow("How people vote and how it is counted").fill("Most choices", "1")
    officer.press("Save and read it in plain words").open(home)
    officer.follow("Trustees").fill("Email addresses of the trustees", "\n".join(TRUSTEES)).press("Save")
    return home


def test_two_officers_lock_a_round_and_trustees_make_its_box(own_world: World, walker: Callable[..., Walker]) -> None:
    opens = today() + dt.timedelta(days=20)
    first = walker(own_world).as_role("returning-officer")
    home = draft(first, own_world, "Common Ground Vote", opens)
    first.open(home).follow("Lock the rules (two officers)").press("Ask a second officer to lock")
    second = walker(own_world).as_role("deputy-returning-officer").open(home).follow("Lock the rules (two officers)")
    second.press("Lock the rules").check_sees("The rules are locked")
    public = home.replace("/office", "")
    visitor = walker(own_world).open(public).check_sees("Choose what helps neighbours meet")
    assert not visitor.page.get_by_role("button", name="Vote now").count()

    trustees = [walker(own_world).sign_in(email) for email in TRUSTEES]
    words = "four unusual words here"
    for trustee in trustees:
        trustee.open(f"{home}/keys").follow("Choose my passphrase").fill("Passphrase", words)
        trustee.fill("The same passphrase again", words).press("Choose this passphrase").check_h1("Recovery sheet")
        trustee.follow("I have kept it safe")
    trustees[0].open(f"{home}/keys").press("Make the key").follow("Open the test envelope")
    trustees[0].choose("First trustee", "Robert Ackroyd").choose("Second trustee", "Anna Kowalska")
    trustees[0].fill("First trustee: passphrase or recovery code", words)
    trustees[0].fill("Second trustee: passphrase or recovery code", words).press("Open the test envelope")

    own_world.start(at=clock.london_instant(opens, dt.time(10)))
    slug = public.rsplit("/", 1)[-1]
    voter = walker(own_world)
    register(voter, "Hannah Phone", own_world.ask(A_POSTCODE), f"/vote/{slug}/").follow("Choose projects")
    voter.pick(boxes(voter)[0]).press("Check your choices").press("Cast my vote").check_h1("Your vote is in the box")
