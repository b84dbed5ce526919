"""Paper in a browser: from the desk to the published result; by post; and in a school. What a journey is not about is
planted by the commands that its pages call."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from flask import Flask

from app.ballots import seal
from app.ballots.commands import paper_desk, paper_entry
from app.ballots.models.paper import PaperBatch, PaperBox, PaperDesk, SheetKind
from app.core import clock
from app.core.access import Actor
from app.core.db import db, unit_of_work
from app.people.models import Person
from app.rounds.commands import RuleChoices
from app.rounds.models import Channel, Round
from tests.ballots import factories as ballots
from tests.ballots.paper import factories as made
from tests.browser.walker import Walker
from tests.browser.worlds import World
from tests.results import factories as results
from tests.rounds import factories as rounds

OPEN_AT = rounds.OPENS + dt.timedelta(days=1)
PAPERS = ("12", "3", "b", "45", "13", "1", "12", "35", "2", "4", "1", "31")
ONLINE = 20  # with the papers as many as a small round publishes
SLIP = 2  # the paper that the second person reads wrongly


@dataclass
class Here:
    """One world with a round that has papers, and its people. One application plants in it: making one takes long."""

    world: World
    app: Flask
    walker: Callable[..., Walker]
    crew: made.Crew
    slug: str
    desk: str

    @property
    def home(self) -> str:
        return f"/office/paper/{self.slug}"

    def at(self, moment: dt.datetime, *acts: Callable[[made.Crew, Round], object]) -> None:
        """These things have been done at that moment; the server, if it runs, runs on."""
        with self.app.app_context(), clock.at(moment):
            for act in acts:
                act(self.crew, db.session.scalars(sa.select(Round)).one())
            db.session.remove()
            db.engine.dispose()

    def enter(self, actor: Actor) -> Walker:
        """The officer, signed in: signing in has a walk of its own."""
        person = self.walker(self.world)
        with self.app.app_context():
            serializer = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]
            key = db.session.get_one(Person, actor.id).get_id()
            db.session.remove()
        value = serializer.dumps({"_user_id": key, "_fresh": True})
        person.context.add_cookies([{"name": "session", "value": value, "url": person.url}])
        return person


@pytest.fixture(autouse=True)
def _cheap_passphrases(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seal, "SCRYPT_LOG_N", 5)


@pytest.fixture
def plant(empty_world: World, walker: Callable[..., Walker]) -> Callable[..., Here]:
    """`plant(channel)`: a locked round with its box and a desk with a pack, and people for every task."""

    def do(channel: Channel, *, min_age: int = 11) -> Here:
        with empty_world.planting() as app, clock.at(rounds.NOW):
            ballots.make_ward("Manningham", "BD8 8AA")
            crew = made.make_crew()
            draft = rounds.make_draft(crew.rosa, rules=RuleChoices(max_choices=3), name="Park Day")
            with unit_of_work():
                found = db.session.get_one(Round, draft.id)
                found.min_age, found.rules.channels = min_age, [Channel.ONLINE.value, channel.value]
                found.rules.min_ballots_published = 30
            round_ = rounds.lock(draft, crew.rosa, crew.dev)
            ballots.make_box(round_)
            desk = made.prepare(round_, crew, channel=channel, papers=30)
            return Here(empty_world, app, walker, crew, round_.slug, f"/office/paper/{round_.slug}/desks/{desk.id}")

    return do


def boxed(crew: made.Crew, round_: Round) -> None:
    """One paper was handed out by a page; the others are too, and all are in a box that two people have closed."""
    desk, ward = db.session.scalars(sa.select(PaperDesk)).one(), ballots.make_ward()
    for _paper in PAPERS[1:]:
        voter_id = ballots.make_voter(round_, ward).voter.id
        with unit_of_work():
            paper_desk.hand_out(voter_id, desk.id, actor=crew.desk1, now=clock.now())
    for _vote in range(ONLINE):
        ballots.cast(ballots.make_voter(round_, ward).voter.id, [2])
    made.make_box(round_, desk, crew)


def half_typed(crew: made.Crew, round_: Round) -> None:
    """After the close: emptied, one batch, typed to the end by one person and up to the last paper by another."""
    at = clock.now()
    box = db.session.scalars(sa.select(PaperBox)).one()
    made.empty(box, len(PAPERS), crew, at)
    batch = made.make_batch(box, len(PAPERS), crew)
    made.key(round_, crew.keyer1, PAPERS, at)
    with unit_of_work():
        paper_entry.take_batch(round_.id, actor=crew.keyer2, now=at)
    for place, typed in enumerate(PAPERS[:-1], start=1):
        with unit_of_work():
            paper_entry.key_paper(batch.id, place, "5" if place == SLIP else typed, actor=crew.keyer2, now=at)


def sheets_below(crew: made.Crew, round_: Round) -> None:
    """The sheets of batch and box have two signatures; the envelopes are open."""
    batch, box = (db.session.scalars(sa.select(model)).one() for model in (PaperBatch, PaperBox))
    made.sign(round_, SheetKind.BATCH, batch.id, crew)
    made.sign(round_, SheetKind.BOX, box.id, crew)
    ballots.open_box(round_)


def published(crew: made.Crew, round_: Round) -> None:
    results.publish_it(results.count_it(round_, crew.rosa), crew.rosa, crew.dev)


def on_register(name: str, codes: list[str] | None = None) -> Callable[[made.Crew, Round], None]:
    """Somebody is on the register; their code is added to `codes`."""

    def do(_crew: made.Crew, round_: Round) -> None:
        code = ballots.make_voter(round_, ballots.make_ward(), name).code
        if codes is not None:
            codes.append(code)

    return do


def test_papers_from_the_desk_to_the_result(plant: Callable[..., Here]) -> None:
    """iv.3, decision day on paper: E10, E17 (two signatures), E18 (two readings, a third decides, a sample), E20."""
    here = plant(Channel.PAPER)
    here.at(OPEN_AT, on_register("Hannah Phone"))
    here.world.start(at=OPEN_AT)
    desk = here.enter(here.crew.desk1).open(here.desk).fill("Name or postcode", "Hannah").press("Find")
    desk.press("Hand out a paper to %(name)s", name="Hannah Phone")
    desk.check_sees("This person's right to vote is used now").press("Exchange a spoilt paper")
    here.at(OPEN_AT, boxed)

    here.at(results.AFTER, half_typed)
    here.world.start(at=results.AFTER)
    last = len(PAPERS)
    keyer = here.enter(here.crew.keyer2).open(f"{here.home}/key").check_h1(f"Batch 1, paper {last}")
    keyer.fill(f"What is on paper {last}", "77").press("Next paper")
    assert keyer.errors, "there are five projects"
    keyer.fill(f"What is on paper {last}", PAPERS[-1]).press("Next paper")
    keyer.check_sees("Counts").press(f"The pile is typed: {last} papers")
    judge = here.enter(here.crew.judge).open(f"{here.home}/settle").follow(f"Settle paper {SLIP} of batch 1")
    judge.check_sees("First reading", "Second reading").press("This counts")
    assert judge.errors
    judge.pick("The first reading is right").press("This counts").follow("Read the sample of batch 1")
    place = here.world.ask("SELECT place FROM paper_sample WHERE agrees IS NULL")
    judge.fill(f"What is on paper {place}", PAPERS[place - 1]).press("Compare").check_sees("as it was typed")

    here.at(results.AFTER, sheets_below)
    first = here.enter(here.crew.rosa).open(f"{here.home}/sheets").follow("Desk paper")
    first.fill("Papers left at the desk", "17").press("Sign as the first person").check_sees("Signed by")
    second = here.enter(here.crew.dev).open(f"{here.home}/sheets").follow("Desk paper")
    second.press("Sign as the second person").check_sees("signed by two people")
    first.open(f"{here.home}/sheets").press("Put the papers into the count").check_sees("11 count, 1 are rejected")

    here.at(results.AFTER, published)
    visitor = here.walker(here.world).open(f"/rounds/{here.slug}/results").check_sees("Project 1", "On paper")
    for title, number in {"Project 1": 6, "Project 2": 3 + ONLINE, "Project 3": 4}.items():
        row = visitor.page.locator("tr", has_text=title).first.inner_text()
        assert str(number) in row.split(), f"{title}: {row}"


def come_back(crew: made.Crew, round_: Round) -> None:
    """A paper came back in time, was typed by two, and its sheets are signed."""
    at, desk = clock.now(), db.session.scalars(sa.select(PaperDesk)).one()
    with clock.at(OPEN_AT):
        box = made.make_box(round_, desk, crew)
    made.empty(box, 1, crew, at)
    batch = made.make_batch(box, 1, crew)
    for keyer in (crew.keyer1, crew.keyer2):
        made.key(round_, keyer, ["12"], at)
    made.check_samples(batch.id, ["12"], crew)
    made.sign(round_, SheetKind.BATCH, batch.id, crew)
    made.sign(round_, SheetKind.BOX, box.id, crew)


def test_a_paper_by_post_takes_the_vote_and_comes_back(plant: Callable[..., Here]) -> None:
    """iv.3, post and drop box: one right (E10); what comes after the last day is not opened and counts as late."""
    here, codes = plant(Channel.POST), list[str]()
    here.at(OPEN_AT, on_register("Petra Post", codes), on_register("Lee Late"))
    here.world.start(at=OPEN_AT)
    desk = here.enter(here.crew.desk1)
    for name in ("Petra Post", "Lee Late"):
        desk.open(here.desk).fill("Name or postcode", name).press("Find")
        desk.press("Hand out a paper to %(name)s", name=name)
    voter = here.walker(here.world).open(f"/vote/{here.slug}/code").fill("Your voting code", codes[0])
    voter.press("Continue").check_sees(
        "You have a paper ballot. One person has one vote. If this is wrong, ask at a voting desk"
    )
    assert not voter.page.locator("#projects input").count(), "the right is with the paper"

    after = results.AFTER + dt.timedelta(days=1)
    here.at(after, come_back)
    here.world.start(at=after)
    here.enter(here.crew.desk1).open(here.desk).press("Count one late paper").check_sees("Counted as late")
    first = here.enter(here.crew.rosa).open(f"{here.home}/sheets").follow("Desk post")
    first.fill("Papers left at the desk", "28").press("Sign as the first person").check_sees("Signed by")
    second = here.enter(here.crew.dev).open(f"{here.home}/sheets").follow("Desk post")
    second.press("Sign as the second person").check_sees("signed by two people")


def test_a_school_class_votes_with_pictures(plant: Callable[..., Here]) -> None:
    """iv.3, voters under 18: from 8 on, without account or address; one go for a class; a paper with pictures."""
    here = plant(Channel.PAPER, min_age=8)
    here.at(OPEN_AT, on_register("Zoe Ahmed"))
    here.world.start(at=OPEN_AT)
    desk = here.enter(here.crew.desk1).open(here.desk).follow("Papers for a school class")
    desk.press("Put the class on the register")
    assert len(desk.errors) == 4
    area = desk.page.locator("select[name=area] option").nth(1).inner_text()
    desk.fill("School and teacher", "Park School, Mr Reed").choose("Ward of the school", area)
    desk.fill("Names of the children", "Ali Raza\nBea Lund\nCy Okoro")
    desk.pick("Every child is 8 or over, and their parents know of the vote").press("Put the class on the register")
    desk.check_h1("Hand out 3 papers").follow("Back to the desk").check_sees("Issue log")
    assert here.world.ask("SELECT sum(number) FROM paper_count WHERE kind = 'issued'") == 3
    paper = desk.context.request.get(f"{desk.url}{here.home}/paper.pdf?pictures=1")
    assert paper.body().startswith(b"%PDF")
