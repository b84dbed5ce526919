"""The shared device in front of this request: its cookie, its frame, and how every trace of a voter is taken off it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from flask import Flask, Response, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, URLSafeSerializer

from app.core.i18n import COOKIE as LANG_COOKIE
from app.core.i18n import language
from app.core.web.preferences import SIZE_COOKIE
from app.register.sessions import is_assisted, leave
from app.rounds import queries as rounds
from app.rounds.models import Channel, Round

from . import queries
from .models import Kiosk

AFTER, GRACE = 60, 20  # seconds without input until the warning, and then to stay (`domain.md` vi.5 B4)
AFTER_UNSEEN = 180  # without scripts nobody sees the input: a page with fields gets longer
AFTER_CAST = 30
NOBODY = 600  # the start, as the worker left it
YEAR = 365 * 24 * 3600
CAST = "cast"
AFTER_CASTING = frozenset({"ballots.done", "kiosk.clear", "kiosk.start"})
INSTEAD = {"register.enter_code": "kiosk.keypad", "register.finish": "kiosk.clear"}
WITH_FIELDS = frozenset({"register.start", "register_proof.needed", "ballots.choose"})
CAN_COME_BACK = frozenset({"register.start", "ballots.choose", "ballots.review"})
CLOSED_TO_VOTERS = ("/account", "/office", "/my", "/login", "/logout")


@dataclass(frozen=True, slots=True)
class SharedDevice:
    """What the frame of a page needs to warn and to clear.

    after: seconds until the warning; grace: seconds it gives, 0 clears at once; unseen: where no script sees the input.
    is_start: nobody has begun, so there is nothing to finish.
    """

    after: int
    unseen: int
    grace: int
    clear_url: str
    still_url: str
    is_start: bool


def _cookie() -> str:
    return "__Host-kiosk" if current_app.config["SESSION_COOKIE_SECURE"] else "kiosk"


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="kiosk")


def hand_over(answer: Response, kiosk: Kiosk) -> None:
    """From this answer on the browser is a shared device; the cookie is signed and says only which."""
    secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
    value = _signer().dumps(kiosk.id.hex)
    answer.set_cookie(_cookie(), value, max_age=YEAR, path="/", httponly=True, samesite="Lax", secure=secure)


def take_back(answer: Response) -> None:
    """The browser is nobody's device but the worker's again."""
    secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
    answer.delete_cookie(_cookie(), path="/", httponly=True, samesite="Lax", secure=secure)


def kiosk_here() -> Kiosk | None:
    """The shared device that this request comes from; None for all other browsers, and once it was taken back."""
    if "kiosk" not in g:
        g.kiosk = _read()
    found: Kiosk | None = g.kiosk
    return found


def _read() -> Kiosk | None:
    kept = request.cookies.get(_cookie(), "")
    if not kept:
        return None
    try:
        found = queries.kiosk(uuid.UUID(str(_signer().loads(kept))))
    except (BadSignature, ValueError):
        return None
    return found if found is not None and found.ended_on is None else None


def channel_here(round_: Round) -> Channel:
    """How a vote of this request comes in: `kiosk` from a device shared for this round, `assisted` when read out."""
    kiosk = kiosk_here()
    if kiosk is None and is_assisted(round_):
        return Channel.ASSISTED
    return Channel.KIOSK if kiosk is not None and kiosk.round_id == round_.id else Channel.ONLINE


def forget_voter(answer: Response, kiosk: Kiosk) -> None:
    """Nothing of the voter is left on the device: no session, no language or text size of theirs, no cache."""
    leave()
    secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
    answer.set_cookie(LANG_COOKIE, kiosk.lang, max_age=YEAR, samesite="Lax", secure=secure, httponly=True)
    answer.delete_cookie(SIZE_COOKIE, samesite="Lax", secure=secure, httponly=True)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    answer.headers["Cache-Control"] = "no-store"


def start_url(kiosk: Kiosk) -> str:
    return url_for("kiosk.start", slug=rounds.round_by_id(kiosk.round_id).slug)


def fence() -> ResponseReturnValue | None:
    """On a shared device nobody signs in and no other round is open: such pages lead to its start."""
    if request.endpoint in {"static", "healthz"} or not request.cookies.get(_cookie()):
        return None
    kiosk = kiosk_here()
    if kiosk is None:
        return None
    slug = (request.view_args or {}).get("slug")
    is_elsewhere = request.path.startswith("/vote/") and slug is not None and slug != _slug(kiosk)
    if is_elsewhere or request.path.startswith(CLOSED_TO_VOTERS):
        return redirect(start_url(kiosk))
    if request.endpoint in INSTEAD:
        return redirect(url_for(INSTEAD[request.endpoint], slug=_slug(kiosk)))
    if CAST in session and request.endpoint not in AFTER_CASTING and request.path.startswith("/vote/"):
        leave()  # whoever goes back from the receipt finds nothing of the vote
        return redirect(start_url(kiosk))
    g.shared_device = _frame(kiosk)
    return None


def _slug(kiosk: Kiosk) -> str:
    if "kiosk_slug" not in g:
        g.kiosk_slug = rounds.round_by_id(kiosk.round_id).slug
    return str(g.kiosk_slug)


def _frame(kiosk: Kiosk) -> SharedDevice:
    slug, endpoint = _slug(kiosk), request.endpoint or ""
    back = endpoint if endpoint in CAN_COME_BACK else "kiosk.start"
    clear_url = url_for("kiosk.clear", slug=slug)
    if endpoint == "kiosk.start":
        is_as_left = language() == kiosk.lang and SIZE_COOKIE not in request.cookies
        seconds = NOBODY if is_as_left else AFTER
        return SharedDevice(seconds, seconds, 0, clear_url, clear_url, is_start=True)
    if endpoint == "ballots.done":
        return SharedDevice(AFTER_CAST, AFTER_CAST, GRACE, clear_url, clear_url, is_start=False)
    unseen = AFTER_UNSEEN if endpoint in WITH_FIELDS else AFTER
    still_url = url_for("kiosk.still", slug=slug, back=back)
    return SharedDevice(AFTER, unseen, GRACE, clear_url, still_url, is_start=False)


def forget_after_casting(answer: Response) -> Response:
    """A shared device keeps nothing; once it shows a receipt, only that page knows the voter, and for a short time."""
    kiosk = g.get("kiosk")
    if kiosk is not None:
        answer.headers["Cache-Control"] = "no-store"
        if request.endpoint == "ballots.done" and answer.status_code == 200:
            session[CAST] = True
    return answer


def register(app: Flask) -> None:
    app.before_request(fence)
    app.after_request(forget_after_casting)
