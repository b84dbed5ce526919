"""200 planted votes: nowhere in clear before the opening, joined to nobody after it (`design.md` section 5)."""

from __future__ import annotations

import itertools
import random
import re
import struct
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
import sqlalchemy as sa
import structlog
from flask import Flask

from app.ballots import commands, queries, seal
from app.ballots.jobs import sweep
from app.ballots.models import Ballot, Choice, Envelope, Receipt
from app.core.clock import now
from app.core.db import db, unit_of_work
from app.core.jobs import run_due
from app.register.models import Entitlement, Voter
from app.rounds.models import BallotItem, Round
from tests.ballots.factories import cast, make_round, make_voter, make_ward, open_box
from tests.support.browser import Visitor

VOTES = 200
ITEMS = 24
pytestmark = pytest.mark.slow


def planted() -> list[tuple[int, ...]]:
    """200 different votes of four items each."""
    every = list(itertools.combinations(range(1, ITEMS + 1), 4))
    return random.Random(7).sample(every, VOTES)


def traces(vote: Sequence[int]) -> list[bytes]:
    """How this vote might look in clear: packed, in hex, and as lists with and without spaces."""
    packed = b"".join(struct.pack(">HI", number, 1) for number in vote)
    texts = [",".join(map(str, vote)), ", ".join(map(str, vote)), "&".join(f"choices-0={n}" for n in vote)]
    return [packed, packed.hex().encode(), *(f"[{text}]".encode() for text in texts[:2]), texts[2].encode()]


def everything(app: Flask, logs: str) -> bytes:
    """All that a thief could copy: data folder with queue and mail, database with its log, or a dump; and our logs."""
    settings = app.config["SETTINGS"]
    parts = [logs.encode(), *(path.read_bytes() for path in _files(settings.data_dir))]
    if settings.is_sqlite:
        stem = Path(settings.database_url.removeprefix("sqlite:///"))
        parts += [path.read_bytes() for path in stem.parent.glob(stem.name + "*")]
    else:
        parts += [str(row).encode() for row in _dump()]
    return b"\n".join(parts)


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def _dump() -> Iterator[str]:
    with db.engine.connect() as connection:
        for name in sa.inspect(connection).get_table_names():
            for (row,) in connection.execute(sa.text(f'SELECT t::text FROM "{name}" t')):  # noqa: S608
                yield row


def ids_of_items(text: bytes) -> Counter[bytes]:
    """How often each item's key stands somewhere, as hex, as a dashed text or as bytes."""
    found: Counter[bytes] = Counter()
    for key in db.session.scalars(sa.select(BallotItem.id)):
        found[key.bytes] = sum(text.count(form) for form in (key.hex.encode(), str(key).encode(), key.bytes))
    return found


@pytest.fixture
def logs(capfd: pytest.CaptureFixture[str]) -> pytest.CaptureFixture[str]:
    """The application's own log, from the level that a live server writes."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(20))
    return capfd


def test_planted_votes_are_nowhere_before_the_opening_and_nobodys_after_it(
    committed: Flask, logs: pytest.CaptureFixture[str]
) -> None:
    round_, area = make_round([10_000] * ITEMS, most=4), make_ward(postcode="BD9 9AA")
    round_id, slug = round_.id, round_.slug
    votes = planted()
    before = ids_of_items(everything(committed, ""))
    codes, names = [], []
    for vote in votes[:-3]:
        made = make_voter(round_, area)
        codes.append(made.code)
        names.append(made.voter.name)
        cast(made.voter.id, vote)
    for vote in votes[-3:]:
        codes.append(_vote_over_http(committed, slug, vote))
        names.append(f"Web {vote}")
    half_done = make_voter(round_, area).voter.id
    with unit_of_work():
        commands.keep_draft(half_done, shown=votes[0], ticked=votes[0], received_at=now())
    run_due()
    db.session.rollback()
    seen = logs.readouterr()
    assert '"event": "request"' in seen.out + seen.err
    found = everything(committed, seen.out + seen.err)
    assert db.session.scalar(sa.select(sa.func.count()).where(Envelope.round_id == round_id)) == VOTES
    _nothing_is_in_clear(found, votes, codes)
    after = ids_of_items(found)
    assert {key: after[key] - before[key] for key in before} == dict.fromkeys(before, 0)

    sealed = list(db.session.scalars(sa.select(Envelope.sealed)))
    orders = {
        "envelopes": _cast_places("envelope e", "v.name", names),
        "voters": [names.index(name) for name in ordered("voter", "name") if name in names],  # type: ignore[arg-type]
    }
    receipts = _receipts_by_name(names)
    open_box(db.session.get_one(Round, round_id))
    sweep(str(round_id))
    ballots = _ballots_in_place(round_id, {vote: place for place, vote in enumerate(votes)})
    assert sorted(ballots) == list(range(VOTES))
    published = [row for listed in queries.receipts(round_id).values() for row in listed]
    assert published == sorted(receipts)
    orders |= {"casting": list(range(VOTES)), "receipts": [receipts.index(receipt) for receipt in published]}
    for name, order in orders.items():
        assert abs(rank_correlation([order.index(place) for place in ballots])) < 0.3, name
    _one_transaction_wrote_them_all()
    _nothing_sealed_is_left(committed, sealed)


def _nothing_is_in_clear(found: bytes, votes: Sequence[Sequence[int]], codes: Sequence[str]) -> None:
    assert b"Project" in found
    for vote in votes:
        assert not [trace for trace in traces(vote) if trace in found], vote
    for code in codes:
        assert code.encode() not in found


def _cast_places(table: str, column: str, names: Sequence[str]) -> list[int]:
    """When each row's voter cast, in the physical order of the table."""
    joined = "JOIN entitlement r ON r.id = e.entitlement_id JOIN voter v ON v.id = r.voter_id"
    place = f"e.{place_of()}"
    found = db.session.scalars(sa.text(f"SELECT {column} FROM {table} {joined} ORDER BY {place}"))  # noqa: S608
    return [names.index(name) for name in found]


def _receipts_by_name(names: Sequence[str]) -> list[str]:
    rows = db.session.execute(
        sa.select(Voter.name, Envelope.receipt)
        .join(Entitlement, Entitlement.voter_id == Voter.id)
        .join(Envelope, Envelope.entitlement_id == Entitlement.id)
    )
    by_name = {row[0]: row[1] for row in rows}
    return [by_name[name] for name in names]


def _vote_over_http(app: Flask, slug: str, vote: Sequence[int]) -> str:
    visitor = Visitor(app.test_client())
    form = visitor.open(f"/vote/{slug}/").form("Continue").fill("Your full name", f"Web {vote}")
    page = form.fill("Your postcode", "BD9 9AA").pick("Yes").pick("I live here").submit()
    code = re.search(r'id="voting-code"[^>]*>([^<]+)<', page.response.text)
    assert code
    ballot = page.follow("Choose projects").form("Check your choices")
    for number in vote:
        ballot.fill(f"Project {number}", True)
    assert ballot.submit().submit("Cast my vote").h1 == "Your vote is in the box"
    return code[1].replace(" ", "")


def test_a_ballot_has_no_column_that_could_lead_to_a_voter() -> None:
    assert set(Ballot.__table__.columns.keys()) == {"id", "round_id", "channel_class", "electorate", "rejected_for"}
    assert set(Choice.__table__.columns.keys()) == {"ballot_id", "item_id", "value", "boost"}
    assert set(Receipt.__table__.columns.keys()) == {"round_id", "channel", "receipt"}
    for table in (Ballot.__table__, Choice.__table__, Receipt.__table__):
        assert not [c for c in table.columns if isinstance(c.type, sa.Date | sa.DateTime)]
        targets = {key.column.table.name for key in table.foreign_keys}
        assert targets <= {"round", "ballot", "ballot_item"}


def place_of() -> str:
    """The physical place of a row: rowid on SQLite, ctid on PostgreSQL."""
    return "rowid" if db.engine.dialect.name == "sqlite" else "ctid"


def ordered(table: str, column: str) -> list[object]:
    return list(db.session.scalars(sa.text(f'SELECT {column} FROM "{table}" ORDER BY {place_of()}')))  # noqa: S608


def rank_correlation(order: Sequence[int]) -> float:
    """Spearman's rho between the order given and 0, 1, 2 ..."""
    n = len(order)
    return 1 - 6 * sum((place - rank) ** 2 for place, rank in enumerate(order)) / (n * (n * n - 1))


def _ballots_in_place(round_id: object, cast_order: dict[tuple[int, ...], int]) -> list[int]:
    """For each ballot in its physical place, when its vote was cast."""
    rows = db.session.execute(sa.select(Choice.ballot_id, BallotItem.number).join(BallotItem)).all()
    chosen: dict[int, list[int]] = {}
    for key, number in rows:
        chosen.setdefault(key, []).append(number)
    return [cast_order[tuple(sorted(chosen[int(str(key))]))] for key in ordered("ballot", "id")]


def _one_transaction_wrote_them_all() -> None:
    if db.engine.dialect.name == "sqlite":
        return
    by_table = {
        name: set(db.session.scalars(sa.text(f'SELECT xmin::text FROM "{name}"')))  # noqa: S608
        for name in ("ballot", "choice", "receipt", "voter", "entitlement", "turnout_count")
    }
    assert len(by_table["ballot"]) == 1
    assert by_table["ballot"] == by_table["choice"] == by_table["receipt"]
    for name in ("voter", "entitlement", "turnout_count"):
        assert not by_table["ballot"] & by_table[name]


def _nothing_sealed_is_left(app: Flask, sealed: list[bytes]) -> None:
    db.session.rollback()
    if app.config["SETTINGS"].is_sqlite:
        stem = Path(app.config["SETTINGS"].database_url.removeprefix("sqlite:///"))
        disk = b"".join(path.read_bytes() for path in stem.parent.glob(stem.name + "*"))
        assert not [one for one in sealed if one[:32] in disk]
    else:
        for name in ("envelope", "draft", "key_share", "voter_code", "trustee_key"):
            assert db.session.scalar(sa.text(f"SELECT pg_relation_size('{name}')")) == 0  # noqa: S608


def test_the_key_never_touches_the_disk(committed: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[bytes] = []
    real = seal.new_pair

    def remembered() -> tuple[bytes, bytes]:
        pair = real()
        made.append(pair[0])
        return pair

    monkeypatch.setattr(seal, "new_pair", remembered)
    make_round()
    keys = everything(committed, "") + b"".join(
        path.read_bytes() for path in _files(committed.config["SETTINGS"].keys_dir)
    )
    assert len(made) == 4
    for private in made:
        assert private not in keys
        assert private.hex().encode() not in keys
