"""One count: ballots read twice, by SQL and by Python, the locked rule run over them, everything kept."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Sequence
from typing import Any

from app.ballots import queries as ballots
from app.core import audit, jobs
from app.core.access import Actor
from app.core.clock import now
from app.core.db import db, locked
from app.core.errors import DomainError
from app.core.i18n import _
from app.counting import Body, Outcome, Profile, Rule, Totals, certificate, fairness, lot_order, notice
from app.counting.certificate import SOFTWARE
from app.rounds import commands as rounds
from app.rounds import queries as round_queries
from app.rounds.commands.permission import must
from app.rounds.models import BallotItem, Round, RoundState

from .. import policies, queries
from ..models import Certificate, CertificateForm, Count, ItemResult, Remedy, Verdict
from . import tally
from .pots import Lot, Pot, count_pots


def count_round(round_id: uuid.UUID, *, actor: Actor, reason: str = "") -> Count:
    """The opened ballots are counted by the locked rule and everything that decided is kept; older counts stay, marked
    superseded (E35).

    reason: why it is counted again; needed once a result was published.

    Raises:
        DomainError: SQL and Python do not agree (E25), the rules are not the locked ones, or the lot is needed first.
    """
    round_ = locked(Round, round_id)
    is_due = bool(queries.due_remedies(round_id, Remedy.RECOUNT))
    has_open_papers = not ballots.paper_is_reconciled(round_id)
    must(policies.can_count(actor, round_, may_recount=is_due, has_open_papers=has_open_papers))
    if round_.state is RoundState.PUBLISHED and not reason.strip():
        raise DomainError(_("Say why the votes are counted again"), field="reason")
    _check_rules(round_)
    ballots.look_afresh()
    rule = round_queries.counting_rule(round_.rules, round_queries.items(round_id))
    seed, lot = lot_of(round_)
    counted = count_pots(round_, rule, lot)
    tally.check(round_, [(part.pot, part.items, part.tally) for part in counted])
    made = _keep(round_, counted, rule, seed, lot, actor, reason)
    rounds.set_state(round_id, RoundState.COUNTED, actor=actor, reason=reason)
    audit.record(
        actor,
        "count_round",
        made,
        name=round_.name,
        after={"inputs_hash": made.inputs_hash, "number": made.number},
        reason=reason,
    )
    jobs.put("results.enough", count_id=str(made.id))
    if not round_.is_imported:  # it decides nothing here, and nobody certifies it
        jobs.put("results.verify", count_id=str(made.id))
    db.session.flush()
    return made


def _check_rules(round_: Round) -> None:
    """The rules are still those that were locked (E01)."""
    items = round_queries.items(round_.id)
    if not round_.is_imported and rounds.rules_hash(round_, items) != round_.rules.rules_hash:
        raise DomainError(_("The rules are not the ones that were locked. Nothing was counted"))


def lot_of(round_: Round) -> tuple[str, Lot]:
    """The whole seed and the order it draws; "" and None as long as nothing was drawn in public."""
    if not round_.lot_public:
        return "", None
    secret = round_.rules.lot_secret
    if hashlib.sha256(secret.encode()).hexdigest() != round_.rules.lot_hash:
        raise DomainError(_("The sealed half of the lot is not the one published at the lock. Nothing was counted"))
    seed = f"{secret}:{round_.lot_public}"
    return seed, lot_order(seed, [item.number for item in round_queries.items(round_.id)])


def _keep(round_: Round, counted: Sequence[Pot], rule: Rule, seed: str, lot: Lot, actor: Actor, reason: str) -> Count:
    earlier = queries.counts(round_.id)
    for old in earlier:
        if old.superseded_at is None:
            old.superseded_at = now()
    documents = {part.pot.id: _document(round_, part, seed, lot) for part in counted}
    made = Count(
        round_id=round_.id,
        number=max((old.number for old in earlier), default=0) + 1,
        rules_hash=round_.rules.rules_hash or rule.hash(),
        inputs_hash=_inputs_hash(round_, documents),
        software_version=SOFTWARE,
        ballots=ballots.valid_ballots(round_.id),
        lot_seed=seed,
        outcome={str(part.pot.id): _outcome(part, rule) for part in counted},
        comparison={str(part.pot.id): _comparison(*part.other) for part in counted if part.other} or None,
        refused=_refused(round_.id),
        counted_at=now(),
        counted_by_id=actor.id,
        reason=reason,
    )
    db.session.add(made)
    made.items = [each for part in counted for each in _results(part)]
    made.items += _withdrawn(round_)
    db.session.flush()
    for part in counted:
        _add_certificates(made, part, documents[part.pot.id], queries.is_small(round_, made.outcome[str(part.pot.id)]))
    db.session.flush()
    return made


def _document(round_: Round, part: Pot, seed: str, lot: Lot) -> dict[str, Any]:
    numbers = {item.number for item in part.standing}
    mine = None if lot is None else [number for number in lot if number in numbers]
    scale = None if round_.currency == "GBP" and round_.minor_unit == 100 else round_.minor_unit
    title = f"{round_.name}: {part.pot.name}" if len(round_.pots) > 1 else round_.name
    return certificate(
        part.countable,
        part.outcome,
        mine,
        seed=seed or None,
        currency=round_.currency,
        scale=scale,
        title=title,
        bodies=_bodies(round_, part),
    )


def _bodies(round_: Round, part: Pot) -> list[Body]:
    """Each body of voters with the weight that was locked; none where all votes are worth the same."""
    weights = round_queries.weights(round_) if part.tally.blend is not None else {}
    return [Body(name.value, weight, part.tally.parts[name].totals()) for name, weight in weights.items()]


def _inputs_hash(round_: Round, documents: dict[uuid.UUID, dict[str, Any]]) -> str:
    """SHA-256 over what went in: rules, items, budgets, totals or multisets of ballots, lot; not what came out."""
    names = (
        "rule",
        "items",
        "n",
        "totals",
        "electorates",
        "ballots",
        "lot",
        "budget",
        "budget_pence",
        "scale",
        "currency",
    )
    what = {
        "rules_hash": round_.rules.rules_hash,
        "pots": [{name: document.get(name) for name in names} for document in documents.values()],
    }
    return hashlib.sha256(json.dumps(what, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _outcome(part: Pot, rule: Rule) -> dict[str, Any]:
    data = part.outcome.to_dict()
    is_shared = rule.is_shares and isinstance(part.countable, Profile)
    checked = fairness(part.countable, part.outcome) if is_shared and isinstance(part.countable, Profile) else None
    data["fairness"] = checked.to_dict() if checked else None
    data |= {"own": part.pot.amount_pence, "received": part.received, "leftover_to": part.leftover_to}
    data |= {"measure": part.tally.measure.value, "electorates": part.tally.electorates()}
    return data


def _comparison(name: str, outcome: Outcome) -> dict[str, Any]:
    return {"rule": name, "winners": list(outcome.winners), "awards": outcome.awards, "spent": outcome.spent}


def _refused(round_id: uuid.UUID) -> dict[str, Any]:
    found = {reason.value: number for reason, number in ballots.refused(round_id).items()}
    return found | {reason.value: number for reason, number in ballots.rejected(round_id).items()}


def _results(part: Pot) -> list[ItemResult]:
    outcome = part.outcome
    reserve = {key: place for place, key in enumerate(outcome.reserve, start=1)}
    made = []
    for place, item in enumerate(part.items):
        key = queries.item_key(item)
        if key in part.won_elsewhere:
            made.append(_won_elsewhere(part, item, place))
            continue
        why = part.why[key]
        award = outcome.awards.get(key, 0)
        made.append(
            ItemResult(
                item_id=item.id,
                round_pot_id=part.pot.id,
                verdict=_verdict(item, award, key in outcome.awards, key in reserve),
                amount_pence=award,
                support=int(why.support),
                voters=why.voters,
                place=why.place,
                reserve_place=reserve.get(key),
                reason=why.reason,
                detail=why.to_dict() | {"tally": part.tally.detail(place)},
            )
        )
    return made


def _won_elsewhere(part: Pot, item: BallotItem, place: int) -> ItemResult:
    """Its like has won in another pot, so it was not counted in this one (E43)."""
    key = queries.item_key(item)
    detail = {"item": key, "cost": item.cost_pence, "because_of": part.won_elsewhere[key]}
    whole = Totals.of(part.tally.countable)
    return ItemResult(
        item_id=item.id,
        round_pot_id=part.pot.id,
        verdict=Verdict.NOT_FUNDED,
        support=int(whole.support[place]),
        voters=whole.voters[place],
        reason="won-elsewhere",
        detail=detail | {"tally": part.tally.detail(place)},
    )


def _verdict(item: BallotItem, award: int, is_winner: bool, is_reserve: bool) -> Verdict:
    if is_winner:
        return Verdict.FUNDED if award >= item.cost_pence else Verdict.PART_FUNDED
    return Verdict.RESERVE if is_reserve else Verdict.NOT_FUNDED


def _withdrawn(round_: Round) -> list[ItemResult]:
    return [
        ItemResult(item_id=item.id, round_pot_id=item.round_pot_id, verdict=Verdict.WITHDRAWN, reason="withdrawn")
        for item in round_queries.items(round_.id)
        if item.is_withdrawn
    ]


def _add_certificates(made: Count, part: Pot, document: dict[str, Any], is_small: bool) -> None:
    """The open certificate; of a small pot it stays sealed and only its notice is public."""
    forms = {CertificateForm.OPEN: document}
    if is_small:
        forms[CertificateForm.SEALED] = notice(document)
    for form, content in forms.items():
        db.session.add(
            Certificate(
                count_id=made.id,
                round_pot_id=part.pot.id,
                form=form,
                body=json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")),
                sha256=content["sha256"],
                is_public=(form is CertificateForm.SEALED) or not is_small,
                made_at=now(),
            )
        )
