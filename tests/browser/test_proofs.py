"""Who somebody is, and how they show it: a panel's letter, a postcode that is gone, an organisation that knows them
(`domain.md` iv.2 step 2, iv.3)."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from app.core.clock import now, today
from app.core.db import db, unit_of_work
from app.groups.models import Group, Membership
from app.people.models import Person
from app.register.codes import commands as codes
from app.register.codes import jobs
from app.register.codes.models import Desk, Shape
from app.register.models import Partner
from app.rounds.models import Electorate, Round
from tests.ballots import factories as made
from tests.browser.test_voting import SLUG, boxes
from tests.browser.test_ways import WAITS
from tests.browser.walker import Walker
from tests.browser.worlds import World
from tests.register.test_lists import round_of

OLD = "SELECT postcode FROM postcode WHERE terminated IS NOT NULL AND ward_id IS NOT NULL ORDER BY postcode LIMIT 1"
STATE = "SELECT state FROM voter WHERE name = :name"
IN_THE_BOX = (
    "SELECT count(*) FROM envelope e JOIN entitlement n ON n.id = e.entitlement_id "
    "JOIN voter v ON v.id = n.voter_id WHERE v.name = :name"
)


def cast(voter: Walker) -> Walker:
    """The first project, cast."""
    voter.pick(boxes(voter)[0]).press("Check your choices").press("Cast my vote")
    return voter.check_h1("Your vote is in the box")


def test_a_panel_member_votes_with_their_letter(empty_world: World, walker: Callable[..., Walker]) -> None:
    """Nobody else comes in; the letter makes its holder one of the panel, once."""
    with empty_world.planting():
        made.make_ward("Manningham", "BD8 8AA")
        round_, officer = round_of(Electorate.PANEL, Electorate.DELEGATES), made.returning_officer()
        slug = round_.slug
        with unit_of_work():
            wish = codes.Wish(Desk.LETTER, Shape.FILE, "Panel", 3, proves_address=True, electorate=Electorate.PANEL)
            batch_id = codes.order_batch(round_.id, wish, actor=officer, now=now()).id
        jobs.make(str(batch_id))
        code = jobs.clear_codes(batch_id)[1]
        with unit_of_work():
            codes.claim_download(batch_id, actor=officer, today=today())
    stranger = walker(empty_world).open(f"/vote/{slug}/")
    stranger.check_sees("This vote is for people who were invited. Use the code or the link that you were given")
    member = walker(empty_world).open(f"/vote/{slug}/code").fill("Your voting code", code).press("Continue")
    member.check_sees("Your code is right. Tell us who you are to use it: it works for one person.")
    member.fill("Your full name", "Pia Panel").fill("Your postcode", "BD8 8AA").pick("Yes").pick("I live here")
    member.press("Continue").check_h1("Your voting code").follow("Choose projects")
    cast(member)
    assert empty_world.ask("SELECT electorate FROM voter WHERE name = 'Pia Panel'") == "panel"
    stranger.open(f"/vote/{slug}/code").fill("Your voting code", code).press("Continue")
    assert len(stranger.errors) == 1, "a letter works for one person"


def test_a_postcode_that_is_gone_is_looked_at_and_the_vote_counts(world: World, walker: Callable[..., Walker]) -> None:
    voter = walker(world)
    name = f"Olga Oldcode {voter.lang}"
    voter.open(f"/vote/{SLUG}/").fill("Your full name", name).fill("Your postcode", world.ask(OLD))
    voter.pick("Yes").pick("I live here").press("Continue").follow("See what you can do")
    voter.fill("The name of your street", "Lamp Street").press("Save the street")
    cast(voter.follow("Choose projects")).check_sees(WAITS)
    assert world.ask(STATE, name=name) == "held"

    officer = walker(world).as_role("returning-officer").open(f"/office/rounds/{SLUG}/register")
    officer.follow("Decide about %(name)s", name=name).check_sees("Lamp Street").pick("Accept this voter")
    officer.fill("Why you decided this", "The postcode was split in spring").press("Save the decision")
    assert (world.ask(STATE, name=name), world.ask(IN_THE_BOX, name=name)) == ("accepted", 1)
    voter.open(f"/vote/{SLUG}/done")
    assert not voter.sees(WAITS)


def test_an_organisation_confirms_somebody_without_papers(world: World, walker: Callable[..., Walker]) -> None:
    group_id, group = trust_the_lead(world)
    voter = walker(world)
    name = f"Nell Nopapers {voter.lang}"
    voter.open(f"/vote/{SLUG}/").fill("Your full name", name)
    voter.pick("I have no fixed address, or I do not know my postcode")
    voter.choose("Your area", area_of(world))
    voter.pick("Yes").pick("I live here").press("Continue").follow("See what you can do")
    voter.choose("An organisation that knows you", group).press("Ask this organisation")
    cast(voter.follow("Choose projects")).check_sees(WAITS)

    lead = walker(world).as_role("group-lead").open("/my/voters").check_sees(name)
    lead.press("We know %(name)s", name=name).check_sees("Thank you. The person is confirmed")
    assert (world.ask(STATE, name=name), world.ask(IN_THE_BOX, name=name)) == ("accepted", 1)
    assert world.ask("SELECT partner_id FROM voter WHERE name = :name", name=name) in {str(group_id), group_id.hex}
    voter.open(f"/vote/{SLUG}/done")
    assert not voter.sees(WAITS)


def area_of(world: World) -> str:
    return str(world.ask("SELECT a.name FROM area a JOIN postcode p ON p.ward_id = a.id ORDER BY a.name LIMIT 1"))


def trust_the_lead(world: World) -> tuple[uuid.UUID, str]:
    """The demo lead's organisation may confirm voters of the open round."""
    with world.planting(), unit_of_work():
        of_lead = db.session.query(Group).join(Membership, Membership.group_id == Group.id)
        group = of_lead.join(Person, Person.id == Membership.person_id).filter(
            Person.email == "group-lead@demo.example"
        )
        found = group.order_by(Group.name).first()
        assert found is not None
        round_ = db.session.query(Round).filter_by(slug=SLUG).one()
        if not db.session.query(Partner).filter_by(round_id=round_.id, group_id=found.id).count():
            db.session.add(Partner(round_id=round_.id, group_id=found.id, added_on=today()))
        return found.id, found.name
