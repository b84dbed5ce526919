"""The whole rehearsal, stage by stage."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.core import clock, references
from app.core.errors import DomainError
from app.rounds.models import Channel
from app.settings import Settings

from . import day, ending, ground, pages, papers, sealed, voters
from . import place as places
from .report import Report, Stopped

FEWEST_ITEMS, MOST_ITEMS, FEWEST_VOTERS = 2, 2000, 60
THROUGH_PAGES = 500
SEALED = frozenset({Channel.ONLINE, Channel.KIOSK, Channel.ASSISTED})


@dataclass(frozen=True, slots=True)
class Plan:
    """What is rehearsed. pages: how many vote at real pages. url: an empty database; "" makes one in a file."""

    items: int
    voters: int
    out: Path
    seed: int = 7
    pages: int = THROUGH_PAGES
    url: str = ""
    keep: bool = False


def rehearse(plan: Plan, real: Settings, say: Callable[[str], None]) -> Report:
    """`certificate.json`, `result.pb` and `report.json` are in `plan.out`; the database they came from is gone.

    Raises:
        DomainError: the plan does not work, or the database is not empty.
    """
    if not FEWEST_ITEMS <= plan.items <= MOST_ITEMS or plan.voters < FEWEST_VOTERS:
        raise DomainError(f"Rehearse with {FEWEST_ITEMS} to {MOST_ITEMS} items and at least {FEWEST_VOTERS} voters")
    plan.out.mkdir(parents=True, exist_ok=True)
    for name in ("certificate.json", "result.pb", "report.json"):
        (plan.out / name).unlink(missing_ok=True)
    report = Report(say)
    place: places.Place | None = None
    try:
        with report.stage("a database by the migrations"):
            place = places.make(real, plan.url, say)
        _go_through(plan, place, report)
    except Stopped:
        pass
    finally:
        if place is not None:
            _leave(plan, place, say)
    (plan.out / "report.json").write_text(json.dumps(report.as_data(), indent=1) + "\n", encoding="utf-8")
    return report


def _go_through(plan: Plan, place: places.Place, report: Report) -> None:
    chance = random.Random(plan.seed)  # noqa: S311 - the same voters each time, and no secret of a real round
    here = ground.Ground(clock.today(), plan.items)
    with references.drawn_from(random.Random(plan.seed)):  # noqa: S311
        everybody = _before(plan, place, here, chance, report)
        _voting(plan, place, here, everybody, chance, report)
        _after(plan, place, here, report)


def _before(
    plan: Plan, place: places.Place, here: ground.Ground, chance: random.Random, report: Report
) -> list[voters.Voter]:
    with place.app.app_context():
        with report.stage("officers, places, money, proposals"):
            ground.lay(here, chance)
        with report.stage("draft and lock by two officers"):
            ground.draft(here, chance)
        with report.stage("trustees, key, test envelope"):
            ground.make_key(here)
    with report.stage("made-up voters"):
        most = min(ground.MOST_CHOICES, plan.items)
        return voters.make(plan.voters, plan.items, most, here.postcodes, chance)


def _voting(
    plan: Plan,
    place: places.Place,
    here: ground.Ground,
    everybody: Sequence[voters.Voter],
    chance: random.Random,
    report: Report,
) -> None:
    held = sealed.Held()
    envelopes = [voter for voter in everybody if voter.channel in SEALED]
    online = [voter for voter in envelopes if voter.channel is Channel.ONLINE]
    at_pages = online[: plan.pages]
    known = {id(voter) for voter in at_pages}
    in_hall = [voter for voter in everybody if voter.channel is Channel.HALL]
    with place.app.app_context(), report.stage("papers and decision day prepared"):
        desks, day_id = papers.prepare(here, everybody), day.plan(here)
    with report.stage(f"{len(at_pages)} voters at real pages"):
        pages.vote(place, here, at_pages, held, report)
    with place.app.app_context():
        with report.stage("votes online, at kiosks and assisted"):
            sealed.vote(here, [voter for voter in envelopes if id(voter) not in known], held, report)
        with report.stage("papers handed out and posted"):
            papers.hand_out(here, desks, everybody, report)
        with report.stage("decision day in the hall"):
            day.hold(here, day_id, in_hall, report)
        with report.stage("close and held votes decided"):
            ending.close(here)
            sealed.decide(here, held, report)
        with report.stage("boxes emptied, papers typed twice and settled"):
            papers.empty(here, desks, chance, report)
            papers.type_all(here, desks, report)
            papers.reconcile(here, desks)


def _after(plan: Plan, place: places.Place, here: ground.Ground, report: Report) -> None:
    with place.app.app_context():
        with report.stage("opening by two trustees"):
            ending.open_box(here)
        with report.stage("papers put into the count"):
            papers.count(here)
        with report.stage("count"):
            count_id = ending.count(here)
        with report.stage("independent check"):
            ending.check(count_id, report)
        with report.stage("counted against what was given"):
            ending.compare(here, count_id, report)
        with report.stage("certified by two and published"):
            ending.certify(here, count_id)
    with report.stage("public pages"):
        ending.visit(place, here, report)
    with place.app.app_context():
        with report.stage("objection, and final"):
            ending.object_and_close(here, count_id, report)
        with report.stage("files written"):
            ending.write(here, count_id, plan.out, report)
    with report.stage("verify_result.py"):
        ending.verify(plan.out, report)


def _leave(plan: Plan, place: places.Place, say: Callable[[str], None]) -> None:
    if plan.keep:
        say(f"Kept, until `flask rehearse --purge --out {plan.out}`: {places.keep(place, plan.out)}")
    else:
        places.destroy(place)
        say("The rehearsal's database, files and keys are destroyed.")
