"""One structured line a request: its id, route template, status and duration. Never an address, a path or a body."""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Callable, Iterable
from typing import Any

import structlog
from flask import Flask, Response, g, request

log = structlog.get_logger()
RECEIVED_AT = "cp.received_at"


class ReceivedAt:
    """Notes when the request reached us, before anything else is done; compared with the close and never stored."""

    def __init__(self, wsgi: Callable[..., Iterable[bytes]]) -> None:
        self.wsgi = wsgi

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        from app.core.clock import now

        environ[RECEIVED_AT] = now()
        return self.wsgi(environ, start_response)


def register(app: Flask) -> None:
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING if app.testing else logging.INFO),
        cache_logger_on_first_use=not app.testing,
    )

    @app.before_request
    def _name_request() -> None:
        given = request.headers.get("X-Request-ID", "")
        g.request_id = given if given and re.fullmatch(r"[A-Za-z0-9-]{8,40}", given) else uuid.uuid4().hex
        g.started = time.perf_counter()

    @app.after_request
    def _log(response: Response) -> Response:
        response.headers["X-Request-ID"] = g.get("request_id", "")
        route = request.url_rule.rule if request.url_rule else "-"
        if request.endpoint not in {"static", "healthz"}:
            spent = round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000, 1)
            facts = {"method": request.method, "route": route, "status": response.status_code, "ms": spent}
            log.info("request", id=g.get("request_id"), **facts)
        return response
