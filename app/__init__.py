"""How Common Purse is put together. Nothing is imported at module level: `python -m app.counting` needs no Flask."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from app.settings import Settings

PACKAGES = (
    "council",
    "areas",
    "people",
    "equality",
    "groups",
    "strategy",
    "funds",
    "proposals",
    "appraisal",
    "questions",
    "rounds",
    "register",
    "ballots",
    "hall",
    "results",
    "awards",
    "delivery",
    "conversations",
    "volunteering",
    "outcomes",
    "pages",
    "office",
    "insight",
    "demo",
)


def create_app(settings: Settings | None = None) -> Flask:
    """The whole site as one WSGI application, with every package registered in the order of the layers.

    Raises:
        SettingsError: one or more settings are missing or wrong; the message lists all of them.
    """
    import importlib
    from pathlib import Path

    from flask import Flask

    from app import extensions
    from app.core import register as register_core
    from app.core.web.context import SiteEnvironment
    from app.settings import Settings

    root = Path(__file__).parent.parent
    chosen = settings or Settings.load()
    app = Flask(__name__, template_folder=str(root / "templates"), static_folder=None)
    app.jinja_environment = SiteEnvironment
    app.ensure_sync = lambda func: func  # type: ignore[method-assign]  # nothing here is a coroutine
    app.config.from_mapping(chosen.flask_config())
    extensions.init(app, chosen)
    register_core(app, chosen)
    for name in PACKAGES:
        if (root / "app" / name).is_dir():
            importlib.import_module(f"app.{name}").register(app)
    return app
