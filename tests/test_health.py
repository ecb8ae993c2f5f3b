"""Operators see how a process is, whatever it serves."""

from __future__ import annotations

import re
from contextlib import AsyncExitStack
from pathlib import Path

import aiohttp
import pytest

from bot.app import not_ready
from bot.app.store import open_store
from config.settings import Settings
from config.settings import Store as StoreSettings
from tests.adapters.store.conftest import eventually, kill
from tests.typed import running


@pytest.mark.timeout(60)
@pytest.mark.parametrize("part", ["gateway", "bot"])
async def test_a_process_that_serves_one_part_only_answers_for_its_health(part: str, tmp_path: Path) -> None:
    async with running(f".venv/bin/threadline serve --only {part}", tmp_path, r"http://") as said:
        [address] = re.findall(r"(http://[^/\s]+)", said)
        async with aiohttp.ClientSession() as session:
            async with session.get(f"{address}/healthz") as alive:
                assert (alive.status, await alive.text()) == (200, "ok\n")
            async with session.get(f"{address}/readyz") as ready:
                assert (ready.status, await ready.text()) == (200, "ready\n")
            async with session.get(f"{address}/metrics") as page:
                assert "\nthreadline_store_up 1.0\n" in await page.text()


async def test_a_store_of_our_own_whose_disk_is_full_is_named_until_there_is_room(tmp_path: Path) -> None:
    settings = Settings(store=StoreSettings(data_directory=str(tmp_path)))
    async with AsyncExitStack() as stack:
        house = await open_store(settings, stack)
        assert house.embedded is not None
        assert await not_ready(house) == ""
        house.embedded.room = 2**62  # more than any disk has
        kill(house.embedded.pid)
        await eventually(lambda: bool(house.embedded and house.embedded.trouble))
        assert await not_ready(house) == f"the disk of {tmp_path / 'store'} is full: make room"
        house.embedded.room = 0
        await eventually(lambda: bool(house.embedded and house.embedded.pid))
        assert await not_ready(house) == ""
