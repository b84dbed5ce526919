"""Conversation sessions that projects log."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def register(app: Flask) -> None:
    """Projects can log sessions, and their pages say who met whom."""
    from app.core.i18n import lazy
    from app.core.ports import PersonalData, Seed, ports
    from app.delivery.sources import LogSource, offer_source

    from . import commands, panels, seed, views
    from .models import ConversationSession

    app.register_blueprint(views.bp)
    app.register_blueprint(views.office_bp)
    offer_source(
        app,
        LogSource(
            type=ConversationSession.__tablename__,
            name=lazy("Session"),
            button=lazy("Log a session"),
            endpoint="conversations.log_session",
            office_endpoint="conversations_office.log_session_for",
            order=10,
            void=commands.void_session,
        ),
    )
    with app.app_context():
        found = ports()
        found.add_panel("project", panels.on_project)
        found.personal_data.append(PersonalData("conversations", export=panels.held_about))
        found.seeds.append(Seed(140, "conversations", seed.plant))
