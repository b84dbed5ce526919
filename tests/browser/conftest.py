"""Fixtures: `browser`, `lang`, `world`, `own_world`, `empty_world`, `walker`.

Each journey is walked in two languages; one that is mostly officers' pages in English only.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.checks import Checks
from tests.browser.walker import Walker
from tests.browser.worlds import World, copied, plant_demo
from tests.support.databases import Databases

CHROMIUMS = ("/usr/bin/chromium-headless-shell", "/usr/bin/chromium")  # the first draws no windows: half the work
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-extensions"]
LONG = re.compile(
    ".*_(certified_result|closed_list|makes_a_group|in_a_batch|settles_the_other|sends_a_proposal|comes_back|makes_its_box"
    "|usual_papers|one_text_field|action_plan|second_step|says_so|after_another|public_pages|appeal_and_answer)"
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long walks first: no worker is left alone at the end with one of them."""

    def place(item: pytest.Item) -> int:
        if Path(__file__).parent not in item.path.parents:
            return 0
        item.add_marker(pytest.mark.browser)
        return 1 if LONG.fullmatch(str(getattr(item, "originalname", ""))) else 2

    items.sort(key=place)


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder that all workers of this run share."""
    base = tmp_path_factory.getbasetemp()
    return base if worker_id == "master" else base.parent


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for this worker; each walker has a window of its own."""
    there = next((path for path in CHROMIUMS if Path(path).exists()), None)
    if there is None and not os.environ.get("CI"):
        pytest.skip(f"LEFT OUT: there is no {' and no '.join(CHROMIUMS)}")
    os.environ.setdefault("DBUS_SESSION_BUS_ADDRESS", "disabled:")
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=there or CHROMIUMS[0], args=ARGUMENTS)
        yield made
        made.close()


@pytest.fixture(scope="session")
def checks(shared: Path) -> Checks:
    return Checks(shared)


@pytest.fixture(scope="session")
def demo(databases: Databases, shared: Path) -> Path:
    """The demo world, planted; never walked in itself."""
    return plant_demo(databases, shared)


@pytest.fixture(params=["en", "ur"])
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="session")
def world(demo: Path, databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The demo world and its server, shared by the journeys of this worker that only add to it."""
    yield from _copy(demo, databases, tmp_path_factory.mktemp("world"))


@pytest.fixture
def own_world(demo: Path, databases: Databases, tmp_path: Path) -> Iterator[World]:
    """A copy of the demo world for one journey, its server not yet started."""
    yield from _copy(demo, databases, tmp_path)


def _copy(demo: Path, databases: Databases, to: Path) -> Iterator[World]:
    made = copied(demo, databases, to)
    yield made
    made.stop()
    databases.drop(made.url)


@pytest.fixture
def empty_world(databases: Databases, tmp_path: Path) -> Iterator[World]:
    """An installation with tables only, on the database of this run; plant in it, then start it."""
    made = World(databases.copy(), tmp_path / "data")
    made.data_dir.mkdir()
    yield made
    made.stop()
    databases.drop(made.url)


@pytest.fixture
def walker(
    browser: Browser, lang: str, checks: Checks, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Walker]]:
    """`walker(world)`: somebody new at a window of their own, in the language of this walk."""
    made: list[Walker] = []

    def start(world: World, **options: object) -> Walker:
        server = world.server or world.start()
        journey = str(request.node.originalname).removeprefix("test_")[:30]
        made.append(Walker(browser, server.url, lang, checks, journey, **options))
        return made[-1]

    yield start
    for each in made:
        each.close()
