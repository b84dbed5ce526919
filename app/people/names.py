"""Roles and scopes in words."""

from __future__ import annotations

from app.core.access import Role, Scope
from app.core.i18n import lazy

ROLE_NAMES: dict[Role, object] = {
    Role.ADMINISTRATOR: lazy("Administrator"),
    Role.STRATEGY_OFFICER: lazy("Strategy officer"),
    Role.FUND_MANAGER: lazy("Fund manager"),
    Role.ELIGIBILITY_CHECKER: lazy("Eligibility checker"),
    Role.ASSESSOR: lazy("Assessor"),
    Role.RETURNING_OFFICER: lazy("Returning officer"),
    Role.DEPUTY_RETURNING_OFFICER: lazy("Deputy returning officer"),
    Role.TRUSTEE: lazy("Trustee"),
    Role.DESK_STAFF: lazy("Desk staff"),
    Role.DATA_ENTRY: lazy("Data entry operator"),
    Role.ADJUDICATOR: lazy("Adjudicator"),
    Role.OBSERVER: lazy("Observer"),
    Role.AREA_COORDINATOR: lazy("Area coordinator"),
    Role.WARD_OFFICER: lazy("Ward officer"),
    Role.BOARD_MEMBER: lazy("Board member"),
    Role.ELECTED_MEMBER: lazy("Elected member"),
    Role.MODERATOR: lazy("Moderator"),
    Role.LIBRARY_EDITOR: lazy("Library editor"),
    Role.TRANSLATOR: lazy("Translator"),
    Role.SAFEGUARDING_LEAD: lazy("Safeguarding lead"),
    Role.EQUALITY_STEWARD: lazy("Equality data steward"),
}

SCOPE_NAMES: dict[Scope, object] = {
    Scope.COUNCIL: lazy("The whole council"),
    Scope.AREA: lazy("Area"),
    Scope.FUND: lazy("Fund"),
    Scope.GROUP: lazy("Group"),
    Scope.PROJECT: lazy("Project"),
    Scope.ROUND: lazy("Round"),
}
