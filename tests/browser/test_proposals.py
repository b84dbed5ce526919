"""An officer opens a call; a group writes over two visits, checks and sends; officers pass, ask and refuse."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from app.appraisal.rules import RULES
from app.core.clock import today
from tests.browser.walker import Walker
from tests.browser.worlds import World

A_PROPOSAL = "SELECT reference FROM proposal WHERE state = 'submitted' ORDER BY reference LIMIT 1"


def test_an_officer_opens_a_call(own_world: World, walker: Callable[..., Walker]) -> None:
    officer = walker(own_world).as_role("fund-manager")
    officer.open("/office/funds").follow("Start a fund").press("Save")
    assert officer.errors
    officer.fill("Name of the fund", "Kind Streets").fill("How much is it in all?", "£10,000")
    officer.date("First day", today()).date("Last day", today() + dt.timedelta(days=300)).press("Save")
    officer.follow("Add a pot").fill("Name of the pot", "Main pot").fill("How much is in it?", "9,000").press("Save")
    officer.follow("Draft a call").fill("Title", "Kind streets 2027").pick("Main pot")
    officer.fill("What is this call for, in plain words?", "Money for neighbours").fill("Who can apply?", "Any group")
    officer.fill("How can people apply without the internet?", "Ask at any library")
    officer.date("When does it open?", today() - dt.timedelta(days=1), "9:00")
    officer.date("When does it close?", today() + dt.timedelta(days=30), "12 noon")
    officer.fill("The least a group can ask for", "300").fill("The most a group can ask for", "5000")
    officer.fill("Email address for questions", "funds@council.example").press("Save")
    officer.press("Publish the call")
    visitor = walker(own_world).open("/calls").follow("Kind streets 2027")
    visitor.check_sees("Start a proposal")


def test_a_group_writes_and_sends_a_proposal(own_world: World, walker: Callable[..., Walker]) -> None:
    lead = walker(own_world).as_role("group-lead").open("/calls/common-ground").follow("Start a proposal")
    lead.press("Start").follow("Your idea")
    lead.fill("Title", "Soup on Fridays").fill("Short summary", "We cook together").fill(
        "What will you do?", "We cook."
    )
    lead.pick("Food and growing").pick("Places for everyone").press("Save and go on")
    reference = re.search(r"PR-\w+", lead.page.url)
    assert reference

    member = walker(own_world).as_role("group-member").open("/my/proposals")
    assert "Soup on Fridays" in member.text, "a second visit, by another member"
    member.open(f"/my/proposals/{reference[0]}").follow("Check your answers").check_sees(
        "Before you can send it:"
    ).open(f"/my/proposals/{reference[0]}")
    member.follow("What is good here, and what is missing").fill("What is good about this place already?", "Good cooks")
    member.fill("What is missing?", "A shared table").fill("What will people do together?", "Cook in mixed teams")
    member.press("Save and go on").follow("Who it is for and where").fill("Who will benefit?", "Neighbours")
    member.fill("About how many people will take part?", "120").pick("Different ages").pick("Manningham")
    fill_if_asked(member, "How will different people feel welcome?", "Food for all")
    member.press("Save and go on").follow("Which part of the action plan it helps")
    action = member.page.locator("main input[type=checkbox]").first.evaluate("e => e.labels[0].innerText.trim()")
    member.pick(action).press("Save and go on").follow("Budget")
    budget_line(member)
    member.press("Save and go on").follow("Dates").date("When does it start?", start(own_world))
    member.date("When does it end?", start(own_world) + dt.timedelta(days=60)).press("Save and go on")
    member.follow("Safety and access").fill("How do you keep children and adults safe?", "Checked leaders")
    member.fill("How can everyone take part?", "Step-free")
    fill_if_asked(member, "What could go wrong, and what will you do then?", "Too few come: we ask next door")
    member.press("Save and go on").follow("Five principles")
    for question in member.page.locator("main fieldset").all():
        member.pick("Partly", within=question.locator("legend").inner_text())
    member.press("Save and go on")
    member.check_sees("Everything is there. Check your answers and send it.")

    lead.open(f"/my/proposals/{reference[0]}").follow("Check your answers").check_sees(
        "Soup on Fridays", "Checked leaders"
    )
    lead.press("Send the proposal").check_h1("Your proposal is sent")
    assert reference[0] in lead.text
    assert lead.read("Open as a PDF").startswith(b"%PDF")


def fill_if_asked(person: Walker, label: str, text: str) -> None:
    """Calls choose which extra questions they ask."""
    if person.sees(label):
        person.fill(label, text)


def budget_line(person: Walker) -> None:
    """The first line of the budget: food."""
    person.choose("Kind of cost", "Materials and food").fill("What exactly?", "Rice, lentils, pans")
    person.fill("What it costs", "4,000").fill("What is the least money it could be done with?", "3000")


def start(world: World) -> dt.date:
    """A day on which projects of the open call may start."""
    first = world.ask("SELECT starts_from_on FROM call WHERE slug = 'common-ground'")
    return dt.date.fromisoformat(str(first)[:10]) if first else today() + dt.timedelta(days=90)


def test_officers_pass_ask_and_refuse(own_world: World, walker: Callable[..., Walker]) -> None:
    officer = walker(own_world).as_role("eligibility-checker")
    passed = own_world.ask(A_PROPOSAL)
    officer.open(f"/office/appraisal/{passed}")
    check_all(officer)
    officer.follow("Pass").check_h1("Pass this proposal?").press("Pass").check_sees("Meets the rules")

    asked = own_world.ask(A_PROPOSAL)
    officer.open(f"/office/appraisal/{asked}").follow("Ask the group").press("Send the question")
    officer.check_errors("Write the question")
    officer.fill("Your question to the group", "Who holds the key of the hall?").press("Send the question")
    officer.check_sees("Who holds the key of the hall?")

    refused = own_world.ask(A_PROPOSAL)
    officer.open(f"/office/appraisal/{refused}").follow("Refuse").check_h1("Refuse this proposal?").press("Refuse")
    officer.check_errors("Give the reason, in words the group will understand")
    officer.fill("Why does it not meet the rules?", "It starts before the call allows").press("Refuse")
    officer.check_sees("It starts before the call allows")
    visitor = walker(own_world).open(f"/proposals/{passed}")
    assert visitor.page.locator("h1").count() == 1


def check_all(officer: Walker) -> None:
    """Every rule of the checklist is ticked as met."""
    for rule in RULES:
        officer.set(officer.page.locator(f"input[name='result_{rule.key}'][value=pass]"))
    officer.press("Save the checklist")
