"""Things that change the ballot box. Each reads the row afresh, checks, changes, flushes; none commits."""

from __future__ import annotations

from .choosing import keep_draft, keep_marks, keep_one, send_marks
from .elsewhere import new_way_in
from .hall import keep_score, move_vote, put_sealed, withdraw_vote
from .keys import enrol_trustee, make_keys, new_enrolment, prove_key, recover_key, server_key, server_key_name
from .opening import destroy_box, mark_swept, open_envelopes, sweep_opening
from .voting import cast_vote, delete_drafts, destroy_refused, destroy_voided, draft_mark, read_draft
from .writing import add_ballots, fresh_keys, write_ballots

__all__ = [
    "add_ballots",
    "cast_vote",
    "delete_drafts",
    "destroy_box",
    "destroy_refused",
    "destroy_voided",
    "draft_mark",
    "enrol_trustee",
    "fresh_keys",
    "keep_draft",
    "keep_marks",
    "keep_one",
    "keep_score",
    "make_keys",
    "mark_swept",
    "move_vote",
    "new_enrolment",
    "new_way_in",
    "open_envelopes",
    "prove_key",
    "put_sealed",
    "read_draft",
    "send_marks",
    "recover_key",
    "server_key",
    "server_key_name",
    "sweep_opening",
    "withdraw_vote",
    "write_ballots",
]
