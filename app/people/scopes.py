"""What a role can be given for: the whole council, or one of the things that packages offer (an area, a fund)."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable

from flask import Flask, current_app

from app.areas import queries as areas
from app.core.access import Scope
from app.core.clock import today

from .models import RoleGrant
from .names import SCOPE_NAMES

ScopeSource = Callable[[], Iterable[tuple[object, str]]]


def offer_scope(app: Flask, scope: Scope, source: ScopeSource) -> None:
    """Roles can be given for the things that `source` lists (key and name): an area, a fund, a round."""
    app.extensions.setdefault("scope_sources", {})[scope] = source


def scope_choices() -> list[tuple[str, str]]:
    """What a role can be given for: `council`, or `area:<key>` and the like, with words."""
    sources: dict[Scope, ScopeSource] = current_app.extensions.get("scope_sources", {})
    choices = [(Scope.COUNCIL.value, str(SCOPE_NAMES[Scope.COUNCIL]))]
    for scope, source in sources.items():
        choices += [(f"{scope.value}:{key}", f"{SCOPE_NAMES[scope]}: {name}") for key, name in source()]
    return choices


def scope_from(choice: str) -> tuple[Scope, uuid.UUID | None]:
    """The scope and key behind a value of `scope_choices`."""
    kind, _colon, key = choice.partition(":")
    return Scope(kind), uuid.UUID(key) if key else None


def scope_words(names: dict[str, str], row: RoleGrant) -> str:
    """`names`: of `scope_choices`, asked for once a page."""
    if row.scope_id is None:
        return str(SCOPE_NAMES[Scope.COUNCIL])
    return names.get(f"{row.scope.value}:{row.scope_id}", str(SCOPE_NAMES[row.scope]))


def areas_today() -> list[tuple[str, str]]:
    """The areas that stand today."""
    return areas.choices(today())
