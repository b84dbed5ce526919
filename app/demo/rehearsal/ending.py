"""From the opening to the final result: two trustees, the count, the check, two certifiers, an objection, the files."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import uuid
from pathlib import Path

from app.ballots import commands as ballots
from app.ballots import queries as ballot_queries
from app.core import clock
from app.core.db import db, unit_of_work
from app.core.money import show
from app.results import commands as results
from app.results import exports
from app.results import queries as result_queries
from app.results.models import CertificateForm, Count, Grounds
from app.rounds import commands as rounds
from app.rounds import queries as round_queries
from app.rounds.models import Round

from .ground import CLOSES, Ground, two_of
from .place import Place
from .report import Report

VERIFIER = Path(__file__).resolve().parents[3] / "scripts" / "verify_result.py"
LONGEST = 14 * 60
NAMED = 20  # winners that are named in the sentence
DRAWN = "4 2 6 1 3 5 rehearsal"


def close(ground: Ground) -> None:
    """The clock has closed the round; a moment before it still took votes."""
    with clock.at(ground.at(CLOSES, 17)), unit_of_work():
        rounds.move_on(clock.now())


def open_box(ground: Ground) -> None:
    """Two trustees have opened the box, and every trace of it is destroyed."""
    words = two_of(ground)
    with clock.at(ground.at(CLOSES + 3, 10)):
        opener = ballots.recover_key(ground.round_id, words)
        with unit_of_work():
            ballots.open_envelopes(ground.round_id, opener, list(words), actor=ground.actor("officer"), now=clock.now())
        ballots.sweep_opening(ground.round_id)
        with unit_of_work():
            ballots.mark_swept(ground.round_id)


def count(ground: Ground) -> uuid.UUID:
    """The lot is drawn in public and the ballots are counted. Returns the count."""
    with clock.at(ground.at(CLOSES + 3, 14)), unit_of_work():
        officer = ground.actor("officer")
        rounds.enter_lot(ground.round_id, words=DRAWN, actor=officer, now=clock.now())
        return results.count_round(ground.round_id, actor=officer).id


def check(count_id: uuid.UUID, report: Report) -> None:
    """The independent program has recomputed the count; what explains it is kept."""
    enough, notes = results.enough_for(count_id), results.check_of(count_id)
    with unit_of_work():
        results.keep_enough(count_id, enough)
        results.keep_check(count_id, notes)
    for line in notes:
        report.error(f"the independent check: {line}")


def compare(ground: Ground, count_id: uuid.UUID, report: Report) -> None:
    """What was counted is what was given: as many ballots, and for every project as many votes."""
    made = result_queries.count_by_id(count_id)
    numbers = {item.id: item.number for item in round_queries.items(ground.round_id)}
    for result in made.items:
        number = numbers[result.item_id]
        if result.voters != report.truth[number]:
            report.error(f"number {number}: {report.truth[number]} people chose it, {result.voters} were counted")
    ballots_there = sum(ballot_queries.ballot_counts(ground.round_id).values())
    given = sum(report.cast[each] for each in ("online", "kiosk", "assisted", "paper", "post", "hall"))
    if ballots_there != given - report.cast["held, then refused"]:
        report.error(f"{ballots_there} ballots, but {given} votes of which some were refused")


def certify(ground: Ground, count_id: uuid.UUID) -> None:
    """Two officers have certified the count and it is public."""
    for days, key in ((4, "officer"), (5, "deputy")):
        with clock.at(ground.at(CLOSES + days, 11)), unit_of_work():
            results.certify(count_id, actor=ground.actor(key))
    with clock.at(ground.at(CLOSES + 6, 11)), unit_of_work():
        results.publish(count_id, actor=ground.actor("officer"))


def object_and_close(ground: Ground, count_id: uuid.UUID, report: Report) -> None:
    """Somebody objected, an officer who did not certify dismissed it, and the result is final when its time is over."""
    with clock.at(ground.at(CLOSES + 7, 11)), unit_of_work():
        given = results.Given(next(iter(Grounds)), "A rehearsed objection")
        objection_id = results.object_to(ground.round_id, given).id
    with clock.at(ground.at(CLOSES + 8, 11)), unit_of_work():
        results.decide_objection(objection_id, None, answer="Rehearsed", actor=ground.actor("other"))
    until = result_queries.count_by_id(count_id).objections_until
    if until is None:
        raise AssertionError("a published result has no time for objections")
    with clock.at(clock.london_instant(until + dt.timedelta(days=1), dt.time(9))), unit_of_work():
        results.close_results(clock.today())
    db.session.expire_all()
    if result_queries.count_by_id(count_id).final_at is None:
        report.error("the result is not final after the time for objections")


def write(ground: Ground, count_id: uuid.UUID, out: Path, report: Report) -> None:
    """`certificate.json` and `result.pb` are in the folder; the sentences say what would be funded."""
    round_, made = round_queries.round_by_id(ground.round_id), result_queries.count_by_id(count_id)
    (pot,) = round_.pots
    certificate = result_queries.certificate(count_id, pot.id, CertificateForm.OPEN)
    if certificate is None:
        raise AssertionError("a count has no certificate")
    (out / "certificate.json").write_text(certificate.body, encoding="utf-8")
    (out / "result.pb").write_text(exports.pabulib(round_, made, pot), encoding="utf-8")
    report.sentences = _sentences(round_, made)


def _sentences(round_: Round, made: Count) -> list[str]:
    (pot,) = round_.pots
    cost = {result_queries.item_key(item): item.cost_pence for item in round_queries.items(round_.id)}
    found = [(round_.rules.rule, made.outcome[str(pot.id)])]
    found += [(str(other["rule"]), other) for other in (made.comparison or {}).values()]
    return [
        _sentence(rule, [str(key) for key in data["winners"]], len(cost), int(data["spent"]), pot.amount_pence)
        for rule, data in found
    ]


def _sentence(rule: str, winners: list[str], items: int, spent: int, pence: int) -> str:
    ordered = sorted(winners, key=int)
    named = ", ".join(ordered[:NAMED])
    more = f" and {len(ordered) - NAMED} more" if len(ordered) > NAMED else ""
    which = f": numbers {named}{more}" if ordered else ""
    return f"With these ballots {rule} funds {len(ordered)} of {items} projects, {show(spent)} of {show(pence)}{which}"


def visit(place: Place, ground: Ground, report: Report) -> None:
    """What anybody can open after publication opens: the round, its result, its receipts."""
    base = place.app.config["SETTINGS"].base_url
    with clock.at(ground.at(CLOSES + 7, 12)):
        for path in ("", "/results"):
            answer = place.app.test_client().get(f"/rounds/{ground.slug}{path}", base_url=base)
            if answer.status_code != 200:
                report.error(f"the round's public page {path or '/'} answers {answer.status_code}")


def verify(out: Path, report: Report) -> None:
    """The program that anybody can run accepts the certificate that was written."""
    command = [sys.executable, "-I", str(VERIFIER), str(out / "certificate.json")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST, check=False)  # noqa: S603 - our own
    report.say(done.stdout.strip())
    if done.returncode:
        report.error(f"verify_result.py does not accept the certificate (exit code {done.returncode})")
