"""Rounds of any rule set for tests, with the ballots that an opening would leave behind."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from app.ballots.models import Ballot, Choice, random_key
from app.ballots.policies import Limits, fault, lines
from app.core import clock
from app.core.access import Actor
from app.core.db import db, unit_of_work
from app.counting import verify
from app.results import queries
from app.results.models import CertificateForm, Count, ItemResult
from app.rounds import commands
from app.rounds import queries as rounds
from app.rounds.commands import PRESETS, RuleChoices, VoterChoices
from app.rounds.models import Channel, Electorate, Round, RoundState
from tests.rounds.factories import CLOSES, NOW, lock, make_draft, make_officers

SCRIPT = Path(__file__).parents[2] / "scripts" / "verify_result.py"
Vote = Mapping[int, int]


def make_round(
    *,
    preset: str = "",
    rules: RuleChoices | None = None,
    voters: VoterChoices | None = None,
    boosted: Sequence[int] = (),
    groups: Sequence[Sequence[int]] = (),
    **given: Any,
) -> tuple[Round, Actor, Actor]:
    """A locked round with a rule set of its own, and its two officers."""
    first, second = make_officers()
    round_ = make_draft(first, rules=rules or (PRESETS[preset].rules if preset else None), **given)
    with clock.at(NOW), unit_of_work():
        if preset:
            commands.use_preset(round_.id, preset, actor=first)
        if voters:
            commands.set_voters(round_.id, voters, actor=first)
        commands.set_marks(round_.id, boosted, groups, actor=first)
    return lock(round_, first, second), first, second


def open_with(
    round_: Round, votes: Iterable[Vote | tuple[Vote, Electorate] | tuple[Vote, Electorate, set[int]]]
) -> int:
    """The round is opened and holds these votes, checked and turned into lines as at an opening. Returns how many were
    rejected. A vote is item number -> value, maybe with its electorate and the voter's own numbers."""
    items = rounds.items(round_.id)
    limits = Limits.of(round_.rules, round_.pots, items)
    ids = {item.number: item.id for item in items}
    rejected = 0
    with unit_of_work():
        commands.close_round(round_.id, CLOSES)
        commands.set_state(round_.id, RoundState.OPENED)
        for vote in votes:
            marks, electorate, own = _parts(vote)
            reason = fault(limits, marks, own)
            rejected += reason is not None
            ballot = Ballot(
                id=random_key(),
                round_id=round_.id,
                channel_class=Channel.ONLINE,
                electorate=electorate,
                rejected_for=reason,
            )
            db.session.add(ballot)
            db.session.flush()
            for number, (value, boost) in ({} if reason else lines(limits, marks, own)).items():
                db.session.add(Choice(ballot_id=ballot.id, item_id=ids[number], value=value, boost=boost))
    return rejected


def _parts(vote: Any) -> tuple[Vote, Electorate, set[int]]:
    if not isinstance(vote, tuple):
        return vote, Electorate.OPEN, set()
    marks, electorate, *own = vote
    return marks, electorate, own[0] if own else set()


def by_number(round_: Round, made: Count) -> dict[int, ItemResult]:
    """What the count says about each ballot number."""
    numbers = {item.id: item.number for item in rounds.items(round_.id)}
    return dict(sorted((numbers[result.item_id], result) for result in made.items))


def support(result: ItemResult) -> str:
    """The exact support."""
    return str(result.detail["support"])


def documents(made: Count) -> list[dict[str, Any]]:
    """The certificates of a count, each confirmed by the library and by the stand-alone verifier."""
    found = [json.loads(each.body) for each in queries.certificates(made.id) if each.form is CertificateForm.OPEN]
    spec = importlib.util.spec_from_file_location("verify_result", SCRIPT)
    assert spec
    assert spec.loader
    alone = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(alone)
    for document in found:
        assert verify(document) == []
        assert alone.differences(document) == []
    return found
