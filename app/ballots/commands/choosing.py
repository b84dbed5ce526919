"""Every choice is kept as it is made: a mark or a boost vote of one item, or all that a page showed."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from app.core.errors import DomainError, NotAllowed, WrongState
from app.core.i18n import _
from app.register import policies as register_policies
from app.rounds.models import BOOST, BallotType, Round

from .. import policies, queries
from . import rows
from .voting import read_draft, write_draft

MOST_VALUE = 9999


def keep_draft(
    voter_id: uuid.UUID, *, shown: Iterable[int], ticked: Iterable[int], received_at: dt.datetime
) -> dict[int, int]:
    """Of the item numbers `shown`, exactly `ticked` are in the voter's draft; what was not shown stays. Returns it all.

    Raises as `keep_marks`.
    """
    return keep_marks(voter_id, shown=shown, marks=dict.fromkeys(ticked, 1), received_at=received_at)


def keep_marks(
    voter_id: uuid.UUID, *, shown: Iterable[int], marks: Mapping[int, int], received_at: dt.datetime
) -> dict[int, int]:
    """As `send_marks`; returns the whole draft."""
    return send_marks(voter_id, shown=shown, marks=marks, received_at=received_at)[0]


def send_marks(
    voter_id: uuid.UUID, *, shown: Iterable[int], marks: Mapping[int, int], received_at: dt.datetime
) -> tuple[dict[int, int], queries.DraftRow]:
    """Of the items `shown`, the draft has exactly these marks and boost votes (keys with BOOST); the rest stays.

    Limits are not looked at here: a draft may hold too much until it is cast. Returns the whole draft, and its row.
    Raises:
        WrongState: voting is not open. NotAllowed: the voter was refused.
    """
    open_draft = _open(voter_id, received_at)
    asked = set(shown)
    kept = {key: value for key, value in open_draft.chosen.items() if key & ~BOOST not in asked}
    return open_draft.write(kept, {key: value for key, value in marks.items() if key & ~BOOST in asked})


def keep_one(voter_id: uuid.UUID, key: int, value: int | None, *, received_at: dt.datetime) -> dict[int, int]:
    """One item has this mark, or none; the others stay as they are.

    key: its number, with BOOST for its boost vote. Returns the whole draft.
    Raises:
        DomainError: the item was withdrawn, or is not on this ballot. Else as `keep_marks`.
    """
    open_draft = _open(voter_id, received_at)
    if key & ~BOOST not in open_draft.pot_of:
        raise DomainError(_("Number %(number)s has been withdrawn. Choose another project", number=key & ~BOOST))
    kept = {each: given for each, given in open_draft.chosen.items() if each != key}
    if value is None:
        return open_draft.write(kept, {})[0]
    return open_draft.write(kept, {key: value})[0]


@dataclass(frozen=True, slots=True)
class _OpenDraft:
    """A voter's draft, held until the unit of work ends. pot_of: the pot of each item that can be chosen."""

    voter: queries.VoterRow
    round: Round
    row: queries.DraftRow | None
    chosen: dict[int, int]
    pot_of: dict[int, uuid.UUID]
    boosted: Collection[int]

    def write(self, rest: Mapping[int, int], new: Mapping[int, int]) -> tuple[dict[int, int], queries.DraftRow]:
        """`rest` stays as it was; of `new`, what is on the ballot is kept: never more than the sealed length holds."""
        has_zero = self.round.rules.ballot_type is BallotType.SCORE
        kept = dict(rest)
        for key, value in new.items():
            is_here = key in self.pot_of or self._is_boost(key)
            if is_here and 0 <= value <= MOST_VALUE and (value or has_zero):
                kept[key] = value
        row = self.row
        if row is None or kept != self.chosen:  # the same said twice must not spoil a review that is open
            row = write_draft(self.round.id, self.voter.id, kept)
        if not self.voter.has_begun:
            rows.note_voter(self.voter.id)
        return kept, row

    def _is_boost(self, key: int) -> bool:
        return key >= BOOST and key - BOOST in self.boosted


def _open(voter_id: uuid.UUID, received_at: dt.datetime) -> _OpenDraft:
    voter, here = queries.locked_voter(voter_id)
    round_ = here.round
    if not (may := policies.can_cast_at(round_, received_at)):
        raise WrongState(may.reason)
    if not (may := register_policies.can_cast(voter)):
        raise NotAllowed(may.reason)
    facts = [item for item in here.items if not item.is_withdrawn]
    row = queries.draft(voter_id)
    chosen = read_draft(row) if row is not None else {}
    boosted = {item.number for item in facts if item.is_boosted}
    return _OpenDraft(voter, round_, row, chosen, {item.number: item.round_pot_id for item in facts}, boosted)
