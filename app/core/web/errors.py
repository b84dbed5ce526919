"""Error pages. They touch neither the database nor the session, and say what to do next, never what broke."""

from __future__ import annotations

import structlog
from flask import Flask, Response, current_app, request
from sqlalchemy.exc import DataError, NoResultFound, OperationalError
from werkzeug.exceptions import HTTPException

from app.core.errors import DomainError, NotAllowed
from app.core.i18n import _, direction, language, lazy

from .static import static_url

log = structlog.get_logger()
TEXTS = {
    400: (lazy("We could not read that request"), lazy("Go back, reload the page and try again. Nothing was changed.")),
    403: (lazy("You cannot open this page"), lazy("Your role does not cover it. Ask an administrator if it should.")),
    404: (lazy("Page not found"), lazy("Check the address, or start again from the home page.")),
    405: (lazy("This page does not work that way"), lazy("Go back and use the button or link on the page.")),
    409: (lazy("That has changed"), lazy("Look at the page again before you decide. Nothing was changed.")),
    413: (lazy("That file is too big"), lazy("Go back and choose a smaller file.")),
    429: (lazy("Please wait a little"), lazy("There were too many tries. Wait a few minutes and try again.")),
    500: (lazy("Sorry, something went wrong"), lazy("It has been noted. Try again in a few minutes.")),
    503: (lazy("Sorry, the service is not available"), lazy("Try again in a few minutes. Nothing was lost.")),
}


def error_page(status: int, detail: object = "") -> Response:
    """The page for `status`, in the visitor's language, without database or session."""
    title, text = TEXTS.get(status, TEXTS[500])
    lang = language()
    page = current_app.jinja_env.get_template("core/error.html").render(
        status=status,
        title=str(title),
        text=str(detail or text),
        lang=lang,
        dir=direction(lang),
        home=_("Go to the home page"),
        url_for=static_url,
    )
    return Response(page, status=status, mimetype="text/html")


def register(app: Flask) -> None:
    @app.errorhandler(HTTPException)
    def _http(fault: HTTPException) -> Response | HTTPException:
        if fault.code is None or fault.code < 400:
            return fault
        is_ours = bool(fault.description) and fault.description != type(fault).description
        answer = error_page(fault.code, fault.description if is_ours and fault.code in {403, 409, 429} else "")
        for name, value in fault.get_headers():
            if name not in {"Content-Type", "Content-Length"}:
                answer.headers[name] = value
        return answer

    @app.errorhandler(NoResultFound)
    def _missing(_fault: NoResultFound) -> Response:
        return error_page(404)

    @app.errorhandler(NotAllowed)
    def _not_allowed(refusal: NotAllowed) -> Response:
        return error_page(403, refusal.message)

    @app.errorhandler(DomainError)
    def _refused(refusal: DomainError) -> Response:
        return error_page(409, refusal.message)

    @app.errorhandler(OperationalError)
    def _database_gone(fault: OperationalError) -> Response:
        log.error("database gone", fault=type(fault.orig).__name__)
        return error_page(503)

    @app.errorhandler(DataError)
    def _not_keepable(fault: DataError) -> Response:
        """A character of code 0, which no page sends, is refused; any other value that does not fit is our fault."""
        return error_page(400) if "NUL" in str(fault.orig) else _broken(fault)

    app.register_error_handler(Exception, _broken)


def _broken(fault: Exception) -> Response:
    if current_app.config.get("PROPAGATE_EXCEPTIONS"):
        raise fault
    log.error("unhandled", fault=type(fault).__name__, route=str(request.url_rule or "-"), trace=_where(fault))
    return error_page(500)


def _where(fault: BaseException) -> list[str]:
    """File, line and function of each frame; never the message, which can hold what a visitor typed."""
    frames = []
    trace = fault.__traceback__
    while trace:
        frames.append(f"{trace.tb_frame.f_code.co_filename.rsplit('/app/', 1)[-1]}:{trace.tb_lineno}")
        trace = trace.tb_next
    return frames[-12:]
