"""The extension objects, made once and bound to each application."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from flask_migrate import Migrate
from flask_wtf.csrf import CSRFProtect

from app.core.db import db, prepare_engine
from app.core.i18n import babel, choose_locale
from app.settings import Settings

ROOT = Path(__file__).parent.parent
csrf = CSRFProtect()
migrate = Migrate()


def init(app: Flask, settings: Settings) -> None:
    """The application has its database, languages, form protection and migrations."""
    if settings.is_sqlite:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    db.init_app(app)
    prepare_engine(app)
    babel.init_app(
        app,
        default_locale="en_GB",
        default_timezone="Europe/London",
        default_translation_directories="translations",
        locale_selector=choose_locale,
    )
    csrf.init_app(app)
    migrate.init_app(app, db, directory=str(ROOT / "migrations"), render_as_batch=True, compare_type=True)
