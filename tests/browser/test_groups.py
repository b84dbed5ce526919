"""A person joins, confirms the address from the mail, registers a group and brings a second person into it."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.browser.walker import Walker
from tests.browser.worlds import World

PASSWORD = "three words together"  # noqa: S105 - of somebody who lives for one test


def link_in(mail: str, path: str) -> str:
    found = re.search(rf"http://\S+({path}/[^\s]+)", mail)
    assert found, mail
    return found[1]


def join(person: Walker, world: World, name: str, email: str) -> None:
    """Somebody new has an account, confirmed by the button behind the mailed link, and is signed in."""
    person.open("/").follow("Sign in").follow("Join: make an account")
    person.fill("Full name", name).fill("Email address", email).fill("Choose a password", PASSWORD)
    person.press("Join").check_h1("Check your email")
    world.jobs()
    person.open(link_in(world.mails()[-1], "/account/confirm")).check_h1("Confirm your email address")
    person.press("Confirm my address").check_h1("Sign in")
    person.fill("Email address", email).fill("Password", PASSWORD).press("Sign in")


def test_a_person_joins_and_makes_a_group(world: World, walker: Callable[..., Walker]) -> None:
    lead, member = walker(world), walker(world)
    name = f"Lamp Street Neighbours ({lead.lang})"
    lead.open("/account/join").press("Join").check_errors("Enter your full name", "Enter your email address")
    join(lead, world, "Nadia Lead", f"nadia@{lead.lang}.example.org")
    lead.open("/my/groups").check_sees("You are not in a group yet").follow("Register a group").press(
        "Register the group"
    )
    assert lead.errors
    lead.fill("What is the group called?", name).pick("Informal group of people")
    lead.fill("What does the group do, in one sentence?", "We light the street together")
    lead.pick("Manningham", within="Where does the group work?").press("Register the group")
    assert lead.h1 == name

    lead.follow("People of the group").follow("Invite someone")
    lead.fill("Email address of the person you invite", f"musa@{lead.lang}.example.org").press("Send the invitation")
    lead.check_sees("Invited, not yet joined")
    world.jobs()
    invitation = link_in(world.mails()[-1], "/my/groups/invitations")
    join(member, world, "Musa Member", f"musa@{lead.lang}.example.org")
    member.open(invitation).check_h1("Join %(group)s", group=name).press("Join the group")
    lead.open("/my/groups").follow("Open").follow("People of the group")
    assert "Musa Member" in lead.text

    visitor = walker(world)
    visitor.open("/groups").fill("Name or what it does", "Lamp Street").press("Show results")
    visitor.follow(name).check_sees("We light the street together")
    assert "musa@" not in visitor.text
