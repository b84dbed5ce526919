"""Fixtures: `browser`, `lang`, `world`, `own_world`, `empty_world`, `walker`.

Each journey is walked in two languages; one that is mostly officers' pages in English only.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.checks import Checks
from tests.browser.walker import Walker
from tests.browser.worlds import World, copied, plant_demo
from tests.support.databases import Databases

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-extensions"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder that all workers of this run share."""
    base = tmp_path_factory.getbasetemp()
    return base if worker_id == "master" else base.parent


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for this worker; each walker has a window of its own."""
    if not Path(CHROMIUM).exists() and not os.environ.get("CI"):
        pytest.skip(f"LEFT OUT: there is no {CHROMIUM}")
    os.environ.setdefault("DBUS_SESSION_BUS_ADDRESS", "disabled:")
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
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
