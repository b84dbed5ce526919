"""What we write to groups about their projects."""

from __future__ import annotations

from app.core import outbox
from app.core.web import absolute
from app.groups import queries as groups

from .models import Contribution, Project


def contribution_decided(made: Contribution, project: Project) -> None:
    """The group's leads will read what was accepted, and why not more."""
    _tell_leads("contribution_decided", project, state=made.state.value, reason=made.reason)


def state_changed(project: Project, reason: str) -> None:
    _tell_leads("state_changed", project, state=project.state.value, reason=reason)


def _tell_leads(template: str, project: Project, **context: str) -> None:
    for lead in groups.leads(project.group_id):
        outbox.put(
            f"delivery/mail/{template}",
            lead.email,
            lang=lead.lang,
            name=lead.name,
            title=project.title,
            reference=project.reference,
            url=absolute("delivery.my_project", reference=project.reference),
            **context,
        )
