"""`/healthz`: the process lives. `/readyz`: it can reach its database."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask, Response
from sqlalchemy.exc import SQLAlchemyError

from app.core.access import Rule, access
from app.core.db import db


def register(app: Flask) -> None:
    @app.get("/healthz")
    @access(Rule.PUBLIC)
    def healthz() -> Response:
        return Response("ok\n", mimetype="text/plain")

    @app.get("/readyz")
    @access(Rule.PUBLIC)
    def readyz() -> Response:
        try:
            db.session.execute(sa.text("SELECT version_num FROM alembic_version"))
        except SQLAlchemyError:
            return Response("the database does not answer\n", status=503, mimetype="text/plain")
        return Response("ready\n", mimetype="text/plain")
