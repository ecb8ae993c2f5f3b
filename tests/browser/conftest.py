"""One Chromium for all tests of this folder, and a fresh visitor for each.

A browser lives on the loop it was started on: tests here run on the session's loop, and their own async fixtures need
``loop_scope="session"`` as well.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from bot.adapters.desk.stored_board import StoredBoard
from bot.adapters.store.bus import Bus
from bot.adapters.store.connection import connect
from bot.adapters.store.keys import Keys
from bot.adapters.store.shelf import RedisShelf
from bot.ids import SiteId
from tests.adapters.desk.served import ServedDesk, served_desk
from tests.browser.house import Demo
from tests.browser.play import Play, Watch
from tests.browser.scripted_gateway import ScriptedGateway, scripted_gateway
from tests.browser.visitor import Visitor


NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PATIENCE_MS = 5_000


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests of this folder on the browser's loop."""
    on_the_browsers_loop = pytest.mark.asyncio(loop_scope="session")
    for item in items:
        if Path(__file__).parent in item.path.parents and pytest_asyncio.is_async_test(item):
            item.add_marker(on_the_browsers_loop, append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """A Chromium of this machine."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no Chromium here: apt-get install chromium")
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield running
        await running.close()


@pytest_asyncio.fixture(loop_scope="session")
async def gateway() -> AsyncIterator[ScriptedGateway]:
    """A gateway that does what the test says."""
    async with scripted_gateway() as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def context(browser: Browser) -> AsyncIterator[BrowserContext]:
    """A browser profile of its own. The test fails if a page in it threw an error."""
    profile = await browser.new_context(locale="en-GB", timezone_id="Europe/Stockholm")
    profile.set_default_timeout(PATIENCE_MS)
    thrown: list[str] = []
    profile.on("weberror", lambda error: thrown.append(str(error.error)))
    yield profile
    await profile.close()
    assert thrown == []


@pytest_asyncio.fixture(loop_scope="session")
async def page(context: BrowserContext) -> Page:
    """An empty tab."""
    return await context.new_page()


@pytest_asyncio.fixture(loop_scope="session")
async def visitor(page: Page, gateway: ScriptedGateway) -> Visitor:
    """Somebody who came to a page with the widget, and opened nothing yet."""
    await page.goto(f"{gateway.origin}/page")
    return Visitor(page)


@pytest_asyncio.fixture(loop_scope="session")
async def demo(tmp_path: Path) -> AsyncIterator[Demo]:
    """The demo, just started for the first time: the real process."""
    async with Demo(tmp_path) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def watch(browser: Browser, demo: Demo) -> AsyncIterator[Watch]:
    """Opens pages of the demo, and fails the test if there was trouble on one."""
    watch = Watch(browser, demo)
    yield watch
    await watch.ends()


@pytest_asyncio.fixture(loop_scope="session")
async def play(demo: Demo, watch: Watch) -> Play:
    """A visitor and an agent who have just come."""
    visitor, agent = await asyncio.gather(watch.visitor(), watch.agent())
    return Play(demo, visitor, agent)


_sites = itertools.count(1)


@pytest_asyncio.fixture(loop_scope="session")
async def desk(store_url: str) -> AsyncIterator[ServedDesk]:
    """A desk whose board nobody else uses."""
    redis = connect(store_url)
    keys = Keys(SiteId(f"desk-page-{next(_sites)}"))
    bus = Bus(redis, keys)
    await bus.start()
    async with served_desk(StoredBoard(RedisShelf(redis, keys, bus))) as running:
        yield running
    await bus.close()
    await redis.aclose()


@pytest_asyncio.fixture(loop_scope="session")
async def ann(desk: ServedDesk, page: Page) -> AsyncIterator[Page]:
    """Ann's page, opened by her link. The test fails if the page broke its own policy."""
    broken: list[str] = []
    page.on("console", lambda said: broken.append(said.text) if "Content Security" in said.text else None)
    await page.goto(desk.link())
    await expect(page.get_by_title("You are Ann")).to_be_visible()
    yield page
    assert broken == []
