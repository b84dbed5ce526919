"""A resident finds the ward by postcode and sees it among the others."""

from __future__ import annotations

from collections.abc import Callable

from tests.browser.walker import Walker
from tests.browser.worlds import World


def test_a_resident_finds_the_ward(world: World, walker: Callable[..., Walker]) -> None:
    ward, postcode = "Manningham", "SELECT p.postcode FROM postcode p JOIN area a ON a.id = p.ward_id WHERE a.name = :w"
    resident = walker(world)
    resident.open("/").follow("Areas").check_h1("Areas")
    tiles = resident.page.locator(".cp-tiles a, [class*=tile] a")
    assert tiles.count() == 30, "a tile for each ward of 2026"
    resident.fill("Your postcode", "nonsense").press("Find your ward").check_sees("Error")
    assert resident.page.locator("#postcode").input_value() == "nonsense"
    resident.fill("Your postcode", world.ask(postcode, w=ward).lower()).press("Find your ward")
    resident.check_sees("Your ward is").follow(ward)
    assert resident.h1 == ward
    resident.open("/areas").follow("Bradford wards 2004 to 2026").check_sees("These boundaries are not in force today.")
