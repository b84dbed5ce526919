"""Batches of codes: made in pieces, fetched once, used once, stopped, counted; never told who used which (E12, E21)."""

from __future__ import annotations

import csv
import datetime as dt
import io
import uuid
import zipfile

import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives import hashes, padding, serialization
from cryptography.hazmat.primitives.asymmetric import padding as rsa_padding
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC
from flask import current_app
from sqlalchemy.orm import Session

from app.core import key_files
from app.core.access import Actor, Grant, Role
from app.core.audit import AuditEntry
from app.core.clock import now, today
from app.core.db import db, unit_of_work
from app.core.errors import DomainError, NotAllowed, Refusals, WrongState
from app.core.jobs import JobRow, run_due
from app.core.references import ALPHABET, as_code, new_codes, not_in_codes
from app.register import commands as register
from app.register.codes import commands, exports, jobs, policies, queries, store
from app.register.codes.commands import Wish
from app.register.codes.models import BatchCode, BatchState, CodeBatch, Desk, Shape
from app.register.commands import Registration
from app.register.models import Voter, VoterState
from app.rounds.models import Connection, Round, RoundState
from tests.ballots.factories import make_round, make_ward, returning_officer

pytestmark = pytest.mark.usefixtures("session")
WISH = Wish(Desk.LIBRARY, Shape.FILE, "Keighley library", 12)


def order(round_: Round, wish: Wish = WISH) -> CodeBatch:
    with unit_of_work():
        return commands.order_batch(round_.id, wish, actor=returning_officer(), now=now())


def ready(round_: Round, wish: Wish = WISH) -> tuple[CodeBatch, list[str]]:
    """A batch that can be downloaded, and its codes."""
    batch = order(round_, wish)
    jobs.make(str(batch.id))
    codes = jobs.clear_codes(batch.id)
    if wish.shape is not Shape.FILE:
        with unit_of_work():
            commands.note_printed(batch.id, wish.number)
    return queries.batch(batch.id), codes


def fetch(batch: CodeBatch, round_: Round, **how: object) -> tuple[exports.Download, bytes]:
    def done(sha256: str) -> None:
        with unit_of_work():
            commands.note_sent(key, sha256)

    key = batch.id
    made = exports.Download(batch, pepper=pepper(), link_prefix="https://x/vote/l/", done=done, **how)  # type: ignore[arg-type]
    with unit_of_work():
        commands.claim_download(key, actor=returning_officer(), today=today())
    return made, b"".join(made)


def pepper() -> str:
    return str(current_app.config["SETTINGS"].code_pepper)


def come(round_: Round, code: str, name: str, **changed: object) -> Voter:
    """Somebody registers with a code of a batch."""
    area = make_ward()
    given: dict[str, object] = {"postcode": None, "area_id": area.id} | changed
    with unit_of_work():
        return register.register_voter(
            round_.id,
            Registration(
                name=name,
                connection=Connection.LIVE,
                age_ok=True,
                code_digest=queries.digest_of(round_.id, code),
                **given,  # type: ignore[arg-type]
            ),
            received_at=now(),
            today=today(),
        ).voter


def opened(content: bytes, passphrase: str) -> bytes:
    """What `openssl enc -d -aes-256-cbc -pbkdf2 -iter 600000` makes of it (docs/operating.md)."""
    made = PBKDF2HMAC(hashes.SHA256(), 48, content[8:16], 600_000).derive(passphrase.encode())
    cipher = Cipher(algorithms.AES(made[:32]), modes.CBC(made[32:])).decryptor()
    unpadder = padding.PKCS7(128).unpadder()
    return unpadder.update(cipher.update(content[16:]) + cipher.finalize()) + unpadder.finalize()


# What a code is, and how it is read


def test_codes_made_by_the_thousand_are_of_the_alphabet_and_all_letters_come() -> None:
    codes = new_codes(3_000)
    assert {len(code) for code in codes} == {10}
    assert set("".join(codes)) == set(ALPHABET)
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (" ab2c3-d4e6f ", "AB2C3D4E6F"),
        ("ＡＢ２Ｃ３", "AB2C3"),  # full width
        ("АВЕКМНРСТХ", "ABEKMHPCTX"),  # Cyrillic capitals drawn alike
        ("۲۳۴۶۷۸۹", "2346789"),  # digits of an Urdu keyboard
        ("২৩৪", "234"),
    ],
)
def test_a_code_is_read_however_it_is_typed(typed: str, read: str) -> None:
    """E21: case-insensitive, spaces and dashes ignored, letters that look alike without doubt taken as ours."""
    assert as_code(typed) == read


def test_letters_that_no_code_has_are_named() -> None:
    assert not_in_codes(as_code("AB0C1OI5S")) == "01OI5S"


def test_the_two_ways_to_a_digest_agree() -> None:
    round_id = uuid.uuid4()
    maker = queries.DigestMaker(round_id, pepper())
    assert maker.token("AB2C3D4E6F") == queries.link_token(round_id, "ab2c3 d4e6f")
    assert maker.digest("AB2C3D4E6F") == queries.digest_of(round_id, "AB2C3D4E6F")
    assert maker.digest("AB2C3D4E6F") != queries.digest_of(uuid.uuid4(), "AB2C3D4E6F")


# Making


def test_a_batch_is_made_in_pieces_and_only_hashes_are_in_the_database(session: Session) -> None:
    round_ = make_round()
    batch = order(round_)
    assert (batch.state, batch.made) == (BatchState.MAKING, 0)
    with unit_of_work():
        commands.make_some(batch.id, pepper(), 5)
    assert (batch.made, batch.state) == (5, BatchState.MAKING)
    with unit_of_work():
        commands.make_some(batch.id, pepper(), 5)
    jobs.make(str(batch.id))
    assert (batch.made, batch.state) == (12, BatchState.READY)
    codes = jobs.clear_codes(batch.id)
    assert len(set(codes)) == 12
    stored = str(session.execute(sa.text("SELECT * FROM batch_code")).all())
    on_disk = b"".join(path.read_bytes() for path in store._folder(batch.id).iterdir())
    assert not [code for code in codes if code in stored or code.encode() in on_disk]
    rows = session.scalars(sa.select(BatchCode.digest).where(BatchCode.batch_id == batch.id)).all()
    assert sorted(rows) == sorted(queries.digest_of(round_.id, code) for code in codes)


def test_the_job_goes_on_by_itself_until_all_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "PIECES_A_RUN", 2)
    monkeypatch.setattr(commands.make_some, "__defaults__", (5,))
    round_ = make_round()
    batch = order(round_, Wish(Desk.LETTER, Shape.FILE, "Letters", 23))
    runs = 0
    while queries.batch(batch.id).state is BatchState.MAKING:
        assert run_due() > 0
        runs += 1
    assert (queries.batch(batch.id).made, runs) == (23, 3)
    assert db.session.scalars(sa.select(JobRow).where(JobRow.name == commands.MAKE)).all() == []


def test_a_code_that_is_taken_already_is_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    round_ = make_round()
    first, second = order(round_, Wish(Desk.HALL, Shape.FILE, "Hall", 1)), order(round_)
    drawn = [["AAAAAAAAAA"], ["AAAAAAAAAA", "BBBBBBBBBB"], ["CCCCCCCCCC", "DDDDDDDDDD"]]
    monkeypatch.setattr(commands, "new_codes", lambda _number: drawn.pop(0))
    with unit_of_work():
        commands.make_some(first.id, pepper(), 1)
    with unit_of_work():
        commands.make_some(second.id, pepper(), 2)
    assert jobs.clear_codes(second.id) == ["CCCCCCCCCC", "DDDDDDDDDD"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"number": 0}, "number"),
        ({"number": 1_000_001}, "number"),
        ({"number": 5_001, "shape": Shape.LETTERS}, "number"),
        ({"place": " "}, "place"),
        ({"languages": ("xx",)}, "languages"),
        ({"ends_on": dt.date(2020, 1, 1)}, "ends_on"),
        ({"proves_address": True}, "proves_address"),
    ],
)
def test_a_batch_that_cannot_be_is_refused_at_its_field(changed: dict[str, object], field: str) -> None:
    wish = {"desk": Desk.LIBRARY, "shape": Shape.FILE, "place": "Library", "number": 5} | changed
    with pytest.raises(Refusals) as refused:
        order(make_round(), Wish(**wish))  # type: ignore[arg-type]
    assert [each.field for each in refused.value.refusals] == [field]


def test_only_a_returning_officer_makes_fetches_and_stops() -> None:
    """Role × stage (`design.md` section 2)."""
    round_ = make_round()
    batch, _codes = ready(round_)
    desk = Actor(uuid.uuid4(), "Desk", (Grant(Role.DESK_STAFF),))
    officer = returning_officer()
    for actor, may in ((officer, True), (desk, False)):
        assert bool(policies.can_make(actor, round_, now())) is may
        assert bool(policies.can_download(actor, round_, batch)) is may
        assert bool(policies.can_revoke(actor, round_, batch)) is may
    for state in RoundState:
        probe = Round(state=state, is_imported=False, closes_at=now() + dt.timedelta(days=1), id=round_.id)
        assert bool(policies.can_make(officer, probe, now())) is (state in {RoundState.LOCKED, RoundState.OPEN})
    assert not policies.can_make(officer, round_, round_.closes_at)


# The one download


@pytest.mark.slow
def test_the_file_for_a_print_house_opens_with_the_passphrase_and_nothing_clear_is_left() -> None:
    round_ = make_round()
    batch, codes = ready(round_)
    made, content = fetch(batch, round_, passphrase="a long passphrase")
    assert made.name.endswith(".csv.enc")
    assert content.startswith(b"Salted__")
    rows = list(csv.DictReader(io.StringIO(opened(content, "a long passphrase").decode())))
    assert [row["code"] for row in rows] == codes
    assert rows[0]["link"] == "https://x/vote/l/" + queries.link_token(round_.id, codes[0])
    assert [row["number"] for row in rows] == [str(n) for n in range(1, 13)]
    assert not key_files.exists(store.key_name(batch.id))
    assert batch.id not in list(store.kept())
    known = queries.batch(batch.id)
    assert (known.state, len(known.sha256)) == (BatchState.DOWNLOADED, 64)


@pytest.mark.slow
def test_with_a_public_key_only_the_print_house_opens_it() -> None:
    round_ = make_round()
    batch, codes = ready(round_)
    private = rsa.generate_private_key(public_exponent=65537, key_size=3072)
    kind = serialization.PublicFormat.SubjectPublicKeyInfo
    pem = private.public_key().public_bytes(serialization.Encoding.PEM, kind).decode()
    made, content = fetch(batch, round_, recipient=exports.public_key(pem))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        wrapped, sealed = (archive.read(name) for name in archive.namelist())
    oaep = rsa_padding.OAEP(rsa_padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
    words = private.decrypt(wrapped, oaep).decode()
    assert codes[3] in opened(sealed, words).decode()
    assert made.name.endswith(".zip")


@pytest.mark.parametrize("pem", ["", "nonsense", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"])
def test_a_key_that_is_none_is_refused(pem: str) -> None:
    with pytest.raises(DomainError) as refused:
        exports.public_key(pem)
    assert refused.value.field == "public_key"


def test_a_download_happens_once_also_when_it_breaks_off() -> None:
    round_ = make_round()
    batch, _codes = ready(round_)
    made = exports.Download(
        batch, pepper=pepper(), link_prefix="", done=lambda _: pytest.fail("told done"), passphrase="x" * 16
    )
    with unit_of_work():
        commands.claim_download(batch.id, actor=returning_officer(), today=today())
    broken = iter(made)
    next(broken)
    broken.close()  # type: ignore[attr-defined]
    assert not key_files.exists(store.key_name(batch.id))
    assert queries.batch(batch.id).sha256 == ""
    with pytest.raises(NotAllowed), unit_of_work():
        commands.claim_download(batch.id, actor=returning_officer(), today=today())
    with pytest.raises(key_files.KeyMissing):
        jobs.clear_codes(batch.id)


def test_what_a_killed_worker_left_is_swept() -> None:
    round_ = make_round()
    batch, _codes = ready(round_)
    alive, _more = ready(round_)
    with unit_of_work():
        commands.claim_download(batch.id, actor=returning_officer(), today=today())
    jobs.sweep()
    assert batch.id not in list(store.kept())
    assert alive.id in list(store.kept())


def test_after_a_broken_download_the_batch_is_replaced_by_as_many_unused() -> None:
    round_ = make_round()
    batch, codes = ready(round_)
    come(round_, codes[0], "Ann Lee")
    with unit_of_work():
        new = commands.replace_batch(batch.id, reason="broke off", actor=returning_officer(), now=now())
    assert (new.number, new.place, new.state) == (11, batch.place, BatchState.MAKING)
    with pytest.raises(WrongState, match="replaced"):
        come(round_, codes[1], "Bo Ray")
    verbs = db.session.scalars(sa.select(AuditEntry.verb).where(AuditEntry.subject_type == "code_batch")).all()
    assert {"order_batch", "revoke_batch"} <= set(verbs)


# Using a code


def test_a_code_works_for_one_person_and_says_so() -> None:
    """`domain.md` iv.2 step 8, E12."""
    round_ = make_round()
    _batch, codes = ready(round_)
    voter = come(round_, codes[0], "Ann Lee")
    assert voter.state is VoterState.ACCEPTED
    with pytest.raises(WrongState, match="has been used"):
        come(round_, codes[0], "Bo Ray")
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Voter).where(Voter.round_id == round_.id)) == 1
    other = make_round()
    with pytest.raises(WrongState, match="another vote"), unit_of_work():
        commands.use_code(other.id, queries.digest_of(round_.id, codes[1]), today=today())


def test_a_registration_that_is_refused_leaves_the_code_unused() -> None:
    round_ = make_round()
    batch, codes = ready(round_)
    with pytest.raises(Refusals):
        come(round_, codes[0], "A")
    assert queries.used([batch.id]) == {}
    come(round_, codes[0], "Ann Lee")
    assert queries.used([batch.id]) == {batch.id: 1}


def test_a_revoked_or_expired_code_says_what_it_is() -> None:
    round_ = make_round()
    batch, codes = ready(round_)
    old, older = ready(round_, Wish(Desk.LIBRARY, Shape.FILE, "Old", 3, ends_on=today()))
    assert come(round_, older[0], "Ann Lee")
    with unit_of_work():
        db.session.get_one(CodeBatch, old.id).ends_on = today() - dt.timedelta(days=1)
    with pytest.raises(WrongState, match="worked only until"):
        come(round_, older[1], "Bo Ray")
    with unit_of_work():
        commands.revoke_batch(batch.id, reason="box stolen", actor=returning_officer(), today=today())
    with pytest.raises(WrongState, match="stopped by the council"):
        come(round_, codes[0], "Cy Day")
    with pytest.raises(NotAllowed), unit_of_work():
        commands.revoke_batch(batch.id, reason="again", actor=returning_officer(), today=today())
    with pytest.raises(DomainError), unit_of_work():
        commands.revoke_batch(old.id, reason=" ", actor=returning_officer(), today=today())


def test_a_letter_to_a_known_address_stands_for_it() -> None:
    """An unknown postcode (new-build, E65) holds nobody who shows the letter that was sent there."""
    round_, ward = make_round(), make_ward()
    wish = Wish(Desk.LETTER, Shape.FILE, "Letters", 3, area_id=ward.id, proves_address=True)
    _batch, codes = ready(round_, wish)
    voter = come(round_, codes[0], "Ann Lee", postcode="BD99 9ZZ", area_id=None)
    assert (voter.state, voter.area_id) == (VoterState.ACCEPTED, ward.id)
    _other, plain = ready(round_)
    assert come(round_, plain[0], "Bo Ray", postcode="BD99 9ZZ", area_id=None).state is VoterState.HELD


# Counting


def test_every_code_is_used_unused_or_dead_and_nothing_tells_whose() -> None:
    round_ = make_round()
    batch, codes = ready(round_)
    stopped, _ = ready(round_, Wish(Desk.LETTER, Shape.FILE, "Letters", 7))
    for number in range(3):
        come(round_, codes[number], f"Person {'abc'[number]}")
    with unit_of_work():
        commands.revoke_batch(stopped.id, reason="lost", actor=returning_officer(), today=today())
    listed = {line.batch.id: line for line in queries.lines(round_.id, today())}
    assert (listed[batch.id].used, listed[batch.id].unused, listed[batch.id].dead) == (3, 9, 0)
    assert (listed[stopped.id].used, listed[stopped.id].unused, listed[stopped.id].dead) == (0, 0, 7)
    totals = {each.desk: each for each in queries.totals(list(listed.values()))}
    assert (totals[Desk.LIBRARY].made, totals[Desk.LIBRARY].used, totals[Desk.LETTER].dead) == (12, 3, 7)
    columns = {column.name for column in BatchCode.__table__.columns}
    assert columns == {"digest", "batch_id", "slip_key", "is_used", "is_void"}
    entries = str([(e.before, e.after, e.reason) for e in db.session.scalars(sa.select(AuditEntry))])
    assert not [code for code in codes if code in entries]


def test_the_opening_deletes_the_hashes_and_keeps_the_numbers() -> None:
    round_ = make_round()
    batch, codes = ready(round_)
    come(round_, codes[0], "Ann Lee")
    with unit_of_work():
        register.delete_codes(round_.id)
    line = queries.line(batch.id, today())
    assert (line.used, line.unused, line.dead) == (1, 0, 11)
    assert queries.found(queries.digest_of(round_.id, codes[1])) is None
