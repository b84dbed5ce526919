"""Pages that no journey comes by: residents' pages in both languages, officers' pages once, checked like the rest."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.walker import Walker
from tests.browser.worlds import World

PUBLIC = """
/ /search?q=choir /help /contact /accessibility /privacy /cookies /worried /plan/indicators /plan/versions /rounds
/rounds/you-decide-2025 /rounds/you-decide-2026/booklet /rounds/you-decide-2025/results
/rounds/you-decide-2025/receipts /results /calls /proposals /proposals?q=zzzz /projects /contributions
/account/reset /account/code /account/confirm /account/invitation /no-such-page
"""
ONE_OF_MANY = {
    "/projects/": "SELECT reference FROM project",
    "/proposals/": "SELECT reference FROM proposal WHERE is_public",
    "/groups/": "SELECT slug FROM community_group",
    "/plan/indicators/": "SELECT code FROM indicator",
}
MEMBER = "/account /account/details /account/password /account/email /account/close /account/leave /my/awards/"
OFFICE = {
    "administrator": "/office/ /office/council /office/council/look /office/people /office/people/held "
    "/office/people/invite /office/audit /office/retention /office/areas /office/areas/postcodes /office/groups",
    "strategy-officer": "/office/strategy/indicators /office/projects /office/contributions "
    "/office/representation/you-decide-2026",
    "fund-manager": "/office/funds /office/awards/",
    "returning-officer": "/office/rounds /office/rounds/you-decide-2026 /office/rounds/you-decide-2026/corrections "
    "/office/rounds/you-decide-2026/pause /office/rounds/you-decide-2025/count",
    "eligibility-checker": "/office/appraisal",
}


def test_public_pages(world: World, walker: Callable[..., Walker]) -> None:
    visitor = walker(world)
    for path in PUBLIC.split():
        visitor.open(path)
        assert visitor.h1
    for path, which in ONE_OF_MANY.items():
        visitor.open(path + world.ask(which))
    visitor.open("/").follow("Make the text larger").follow("Make the text larger")
    assert "text-size-125" in str(visitor.page.locator("html").get_attribute("class"))


def test_own_pages(world: World, walker: Callable[..., Walker]) -> None:
    member = walker(world).as_role("group-lead")
    for path in MEMBER.split():
        member.open(path)
        assert member.page.locator("main h1").count() == 1


@pytest.mark.parametrize("lang", ["en"])
@pytest.mark.parametrize("role", OFFICE)
def test_office_pages(world: World, walker: Callable[..., Walker], role: str) -> None:
    officer = walker(world).as_role(role)
    for path in OFFICE[role].split():
        officer.open(path)
        assert officer.page.locator("main h1").count() == 1
