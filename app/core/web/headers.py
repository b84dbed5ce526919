"""Security headers on every answer: nothing inline, nothing from elsewhere, nothing framed."""

from __future__ import annotations

from flask import Flask, Response

from .sessions import is_voting

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; media-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'; object-src 'none'"
)
FIXED = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
VOTING = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
ELSEWHERE = {"Cache-Control": "private, no-cache", "Referrer-Policy": "same-origin"}
ENCRYPTED = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}


def register(app: Flask) -> None:
    always = {**FIXED, **(ENCRYPTED if app.config["SESSION_COOKIE_SECURE"] else {})}

    @app.after_request
    def _harden(response: Response) -> Response:
        headers, of_place = response.headers, VOTING if is_voting() else ELSEWHERE
        if of_place is VOTING:
            for name in VOTING:
                headers.remove(name)
        given = {name.lower() for name, _value in headers}
        wanted = always | of_place
        headers.extend([(name, value) for name, value in wanted.items() if name.lower() not in given])
        return response
