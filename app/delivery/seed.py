"""The demo world's projects: made by the accepted offers, a year into delivery."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.core.db import db

from .models import Project


def plant(world: Any) -> None:
    """`world.projects` holds the projects by reference, in the order they began."""
    found = sa.select(Project).order_by(Project.starts_on, Project.title)
    world.projects.update({project.reference: project for project in db.session.scalars(found)})
