"""Coming in with a code, typed or by link: one way for the code page, the keypad of a shared device and QR pictures."""

from __future__ import annotations

import datetime as dt

from flask import request, url_for

from app.core import attempts
from app.core.clock import today
from app.core.errors import DomainError
from app.core.i18n import _
from app.core.references import as_code, not_in_codes
from app.register import policies as register_policies
from app.register import queries as register
from app.register.kiosk.device import kiosk_here
from app.register.sessions import enter, leave, voter_here
from app.rounds.models import Round
from app.rounds.queries import round_by_id

from . import policies, queries
from .carried import carry

LENGTH = 10
SLOW_AFTER, SLOW_AFTER_AT_KIOSK, SLOW_FOR = 10, 20, dt.timedelta(minutes=1)


class WaitALittle(DomainError):
    """There were many wrong codes from this device in the last minute; the next minute it may try again (E21)."""


def by_code(round_: Round, typed: str) -> str:
    """Somebody is in, and this is the address of their next page.

    A code with letters that no code has is not counted as a wrong try: nobody's code was guessed at.
    Raises:
        WaitALittle: too many wrong codes within a minute.
        DomainError: the code leads nowhere; the words say why.
    """
    _check_pace()
    code = as_code(typed)
    if strange := not_in_codes(code):
        letters = ", ".join(strange[:5])
        words = _("Codes have no %(letters)s. Look again: 0, O, 1, I, L, 5 and S are never in one", letters=letters)
        raise DomainError(words, field="code")
    if len(code) != LENGTH:
        raise DomainError(_("A code has 10 letters and numbers. Check it and try again"), field="code")
    if (to := _by_batch(round_, queries.digest_of(round_.id, code))) is not None:
        return to
    found = register.code_by_digest(register.code_digest(round_.id, code))
    if found is not None and register.voter(found.voter_id).round_id == round_.id:
        if not (may := register_policies.can_use(found, today())):
            raise DomainError(may.reason, field="code")
        enter(round_, found.id)
        return url_for("ballots.choose", slug=round_.slug)
    attempts.note("vote-code", device())
    raise DomainError(_("This code is not right for this vote. Check it and try again"), field="code")


def by_link(token: str) -> str | None:
    """The same for the token of a mailed link or a QR picture; None when it leads nowhere.

    Raises:
        DomainError: a code of a batch that does not work any more.
    """
    _check_pace()
    known = queries.found(queries.batch_digest(token))
    if known is not None:
        return _by_batch(round_by_id(known[1].round_id), known[0].digest)
    found = register.code_by_digest(register.link_digest(token))
    if found is not None and register_policies.can_use(found, today()):
        round_ = round_by_id(register.voter(found.voter_id).round_id)
        enter(round_, found.id)
        return url_for("ballots.choose", slug=round_.slug)
    attempts.note("vote-code", device())
    return None


def _by_batch(round_: Round, digest: str) -> str | None:
    known = queries.found(digest)
    if known is None:
        return None
    if not (may := policies.can_use(*known, round_, today())):
        raise DomainError(may.reason, field="code")
    if voter_here(round_) is not None:
        leave()  # somebody else's turn at the same browser: a code stands for one new person
    carry(round_, digest)
    return url_for("register.start", slug=round_.slug)


def _check_pace() -> None:
    most = SLOW_AFTER_AT_KIOSK if kiosk_here() is not None else SLOW_AFTER
    if attempts.tries("vote-code", device(), SLOW_FOR) >= most:
        raise WaitALittle(_("There were many wrong codes from here. Wait a minute, then try again"), field="code")


def device() -> str:
    """What wrong tries are counted by: the shared device, or the address the request came from."""
    kiosk = kiosk_here()
    return f"kiosk {kiosk.id}" if kiosk is not None else request.remote_addr or ""
