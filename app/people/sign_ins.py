"""The sign-ins of a demo, shown on its sign-in page: one for every role, and group members."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.access import Role
from app.core.i18n import lazy

from .names import ROLE_NAMES

DEMO_PASSWORD = "common-purse-demo"  # noqa: S105 - shown to everybody, and only in a demo


@dataclass(frozen=True, slots=True)
class DemoSignIn:
    """`key`: the first part of the address and the key in `world.people`. `role` None: no officer."""

    key: str
    name: str
    role: Role | None
    title: object

    @property
    def email(self) -> str:
        return f"{self.key}@demo.example"


NAMES = {
    Role.ADMINISTRATOR: "Ayesha Rahman",
    Role.STRATEGY_OFFICER: "Daniel Whitaker",
    Role.FUND_MANAGER: "Grace Okafor",
    Role.ELIGIBILITY_CHECKER: "Tomasz Nowak",
    Role.ASSESSOR: "Helen Priestley",
    Role.RETURNING_OFFICER: "Margaret Sykes",
    Role.DEPUTY_RETURNING_OFFICER: "Imran Hussain",
    Role.DESK_STAFF: "Lucy Barraclough",
    Role.DATA_ENTRY: "Samuel Adeyemi",
    Role.ADJUDICATOR: "Ruth Feather",
    Role.OBSERVER: "Joan Holdsworth",
    Role.AREA_COORDINATOR: "Naveed Akhtar",
    Role.WARD_OFFICER: "Claire Illingworth",
    Role.BOARD_MEMBER: "Peter Ogden",
    Role.ELECTED_MEMBER: "Saima Malik",
    Role.MODERATOR: "Ben Thackray",
    Role.LIBRARY_EDITOR: "Elena Varga",
    Role.TRANSLATOR: "Bushra Shah",
    Role.SAFEGUARDING_LEAD: "Karen Mitchell",
    Role.EQUALITY_STEWARD: "Joseph Mensah",
}
TRUSTEES = ("Robert Ackroyd", "Fatima Begum", "Anna Kowalska")

DEMO_SIGN_INS: tuple[DemoSignIn, ...] = (
    DemoSignIn("group-lead", "Shazia Parveen", None, lazy("Group lead")),
    DemoSignIn("group-member", "Liam Fletcher", None, lazy("Group member")),
    DemoSignIn("resident", "Mohammed Iqbal", None, lazy("Resident")),
    *(DemoSignIn(role.value, name, role, ROLE_NAMES[role]) for role, name in NAMES.items()),
    *(
        DemoSignIn(f"trustee{number}", name, Role.TRUSTEE, ROLE_NAMES[Role.TRUSTEE])
        for number, name in enumerate(TRUSTEES, start=1)
    ),
)
