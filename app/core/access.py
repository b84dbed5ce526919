"""Who may do what: roles, the acting person, and the rule that every view names."""

from __future__ import annotations

import functools
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ParamSpec, TypeVar

from flask import abort, current_app, g
from flask_login import current_user

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Decision:
    """Yes, or no with the reason a person can read."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed


YES = Decision(True)


def no(reason: object) -> Decision:
    return Decision(False, str(reason))


class Role(StrEnum):
    """What an officer, or another person trusted by the council, can hold (`domain.md` ii.4)."""

    ADMINISTRATOR = "administrator"
    STRATEGY_OFFICER = "strategy-officer"
    FUND_MANAGER = "fund-manager"
    ELIGIBILITY_CHECKER = "eligibility-checker"
    ASSESSOR = "assessor"
    RETURNING_OFFICER = "returning-officer"
    DEPUTY_RETURNING_OFFICER = "deputy-returning-officer"
    TRUSTEE = "trustee"
    DESK_STAFF = "desk-staff"
    DATA_ENTRY = "data-entry"
    ADJUDICATOR = "adjudicator"
    OBSERVER = "observer"
    AREA_COORDINATOR = "area-coordinator"
    WARD_OFFICER = "ward-officer"
    BOARD_MEMBER = "board-member"
    ELECTED_MEMBER = "elected-member"
    MODERATOR = "moderator"
    LIBRARY_EDITOR = "library-editor"
    TRANSLATOR = "translator"
    SAFEGUARDING_LEAD = "safeguarding-lead"
    EQUALITY_STEWARD = "equality-steward"


class Scope(StrEnum):
    """What a grant is about; `council` is everything that the role can be about."""

    COUNCIL = "council"
    AREA = "area"
    FUND = "fund"
    GROUP = "group"
    PROJECT = "project"
    ROUND = "round"


class Function(StrEnum):
    """What somebody does in a group (`Membership`)."""

    LEAD = "lead"
    FINANCE = "finance"
    MEMBER = "member"
    VOLUNTEER_MANAGER = "volunteer-manager"


@dataclass(frozen=True, slots=True)
class Grant:
    """One role that somebody holds today. `scope_id` is None when the scope is the whole council."""

    role: Role
    scope: Scope = Scope.COUNCIL
    scope_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class Membership:
    """One part that somebody has today in a group."""

    group_id: uuid.UUID
    function: Function


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, with the rights they hold today. `id` is None for a visitor and for the system itself."""

    id: uuid.UUID | None
    name: str
    grants: tuple[Grant, ...] = ()
    memberships: tuple[Membership, ...] = ()
    is_signed_in: bool = True

    def has(self, *roles: Role) -> bool:
        """Holds one of `roles`, for whatever scope."""
        return any(grant.role in roles for grant in self.grants)

    def covers(self, role: Role, scope: Scope, scope_id: uuid.UUID | None) -> bool:
        """Holds `role` for the whole council or for this very thing."""
        return any(
            g.role is role and (g.scope is Scope.COUNCIL or (g.scope is scope and g.scope_id == scope_id))
            for g in self.grants
        )

    def scope_ids(self, role: Role, scope: Scope) -> frozenset[uuid.UUID] | None:
        """The things of `scope` that the role is held for; None means all of them."""
        mine = [g for g in self.grants if g.role is role]
        if any(g.scope is Scope.COUNCIL for g in mine):
            return None
        return frozenset(g.scope_id for g in mine if g.scope is scope and g.scope_id)

    def is_officer(self) -> bool:
        return bool(self.grants)

    def in_group(self, group_id: uuid.UUID, *functions: Function) -> bool:
        """Has a part in the group; with `functions`, one of those."""
        return any(m.group_id == group_id and (not functions or m.function in functions) for m in self.memberships)

    def group_ids(self) -> frozenset[uuid.UUID]:
        return frozenset(m.group_id for m in self.memberships)


VISITOR = Actor(None, "Visitor", is_signed_in=False)
SYSTEM = Actor(None, "System")


class Rule(StrEnum):
    """What a view asks of whoever opens it, before the thing itself is looked at."""

    PUBLIC = "public"
    SIGNED_IN = "signed-in"
    GROUP_MEMBER = "group-member"
    OFFICER = "officer"
    ADMINISTRATION = "administration"
    AUDIT = "audit"
    AREAS = "areas"
    STRATEGY = "strategy"
    FUNDS = "funds"
    CHECKING = "checking"
    ROUNDS = "rounds"
    OPENING = "opening"
    REGISTER = "register"
    PAPER = "paper"
    RESULTS = "results"
    OBJECTIONS = "objections"
    DELIVERY = "delivery"
    TRANSLATION = "translation"
    MODERATION = "moderation"
    EQUALITY = "equality"
    EQUALITY_TABLES = "equality-tables"
    REPRESENTATION = "representation"


_RETURNING = frozenset({Role.RETURNING_OFFICER, Role.DEPUTY_RETURNING_OFFICER})
RULE_ROLES: dict[Rule, frozenset[Role]] = {
    Rule.OFFICER: frozenset(Role),
    Rule.ADMINISTRATION: frozenset({Role.ADMINISTRATOR}),
    Rule.AUDIT: frozenset({Role.ADMINISTRATOR, Role.STRATEGY_OFFICER, Role.FUND_MANAGER, *_RETURNING}),
    Rule.AREAS: frozenset({Role.ADMINISTRATOR, Role.STRATEGY_OFFICER}),
    Rule.STRATEGY: frozenset({Role.STRATEGY_OFFICER}),
    Rule.FUNDS: frozenset({Role.FUND_MANAGER}),
    Rule.CHECKING: frozenset({Role.ELIGIBILITY_CHECKER, Role.FUND_MANAGER}),
    Rule.ROUNDS: _RETURNING,
    Rule.OPENING: frozenset({*_RETURNING, Role.TRUSTEE}),
    Rule.REGISTER: frozenset({*_RETURNING, Role.DESK_STAFF}),
    Rule.PAPER: frozenset({*_RETURNING, Role.DESK_STAFF, Role.DATA_ENTRY, Role.ADJUDICATOR, Role.OBSERVER}),
    Rule.RESULTS: frozenset({*_RETURNING, Role.OBSERVER}),
    Rule.OBJECTIONS: frozenset({*_RETURNING, Role.BOARD_MEMBER}),
    Rule.DELIVERY: frozenset({Role.STRATEGY_OFFICER, Role.FUND_MANAGER}),
    Rule.TRANSLATION: frozenset({Role.TRANSLATOR, Role.ADMINISTRATOR}),
    Rule.MODERATION: frozenset({Role.MODERATOR}),
    Rule.EQUALITY: frozenset({Role.EQUALITY_STEWARD}),
    Rule.EQUALITY_TABLES: frozenset({Role.EQUALITY_STEWARD, Role.STRATEGY_OFFICER, *_RETURNING}),
    Rule.REPRESENTATION: frozenset({Role.STRATEGY_OFFICER, Role.AREA_COORDINATOR, *_RETURNING}),
}


@dataclass(slots=True)
class Rights:
    """Who tells what somebody may do today: functions person id -> grants, and -> memberships."""

    grants: list[Callable[[uuid.UUID], Iterable[Grant]]] = field(default_factory=list)
    memberships: list[Callable[[uuid.UUID], Iterable[Membership]]] = field(default_factory=list)


def rights() -> Rights:
    """The sources of rights of this application; `people` and `groups` add theirs when they register."""
    found: Rights = current_app.extensions.setdefault("rights", Rights())
    return found


def actor_for(person_id: uuid.UUID, name: str) -> Actor:
    """The person with the rights they hold today, as the database has them now."""
    sources = rights()
    return Actor(
        id=person_id,
        name=name,
        grants=tuple(grant for source in sources.grants for grant in source(person_id)),
        memberships=tuple(m for source in sources.memberships for m in source(person_id)),
    )


def current_actor() -> Actor:
    """Whoever is signed in, with rights read once a request; `VISITOR` when nobody is."""
    if "actor" not in g:
        person = current_user if hasattr(current_app, "login_manager") else None
        g.actor = actor_for(person.id, person.name) if person and person.is_authenticated else VISITOR
    actor: Actor = g.actor
    return actor


def access(rule: Rule) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Mark a view with what a visitor must hold somewhere, today; whether it covers this thing, a policy says.

    Nobody signed in: to the sign-in page. Not one officer grant: 404 on an officer's page; no group: 404 on a group's.
    An officer without the role: 403 (`design.md` 2).
    """

    def mark(view: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            if rule is not Rule.PUBLIC:
                actor = current_actor()
                if not actor.is_signed_in:
                    return current_app.login_manager.unauthorized()  # type: ignore[attr-defined, no-any-return]
                check_rule(actor, rule)
            return view(*args, **kwargs)

        guarded.access_rule = rule  # type: ignore[attr-defined]
        return guarded

    return mark


def check_rule(actor: Actor, rule: Rule) -> None:
    """Nothing happens if the signed-in actor satisfies `rule`; else 403 or 404 is raised."""
    if rule is Rule.GROUP_MEMBER and not actor.memberships:
        abort(404)
    roles = RULE_ROLES.get(rule)
    if roles is not None and not actor.has(*roles):
        abort(403 if actor.is_officer() else 404)


def allow(decision: Decision, *, missing: bool = False) -> None:
    """The decision was yes. Otherwise 403, or 404 where the actor should not learn that the thing exists."""
    if not decision:
        abort(404 if missing or not current_actor().is_officer() else 403, description=decision.reason)
