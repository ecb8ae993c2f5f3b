"""What operators see while something is away: `/readyz`, `/metrics`, `/livechat check` and the log say it, in words and not endlessly."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, NamedTuple

import aiohttp
import pytest

from tests.fake_slack import FakeSlack
from tests.scenes.house import House, secrets_for, settings_for
from tests.scenes.kept_store import KeptStore
from tests.scenes.process import Served
from tests.waiting import until


pytestmark = pytest.mark.timeout(60)

FEW = 8
"""Lines that an outage may cost, however long it is: one for all parts that wait, one for visitors who come, one for a
command; and each anew after half a minute."""


class Scene(NamedTuple):
    """A process that serves everything, with a store and a Slack that may be taken away."""

    house: House
    process: Served
    store: KeptStore
    browser: aiohttp.ClientSession

    async def asks(self, path: str) -> tuple[int, str]:
        async with self.browser.get(f"{self.house.url}{path}") as answer:
            return answer.status, await answer.text()

    async def turns(self, expected: tuple[int, str]) -> None:
        """Wait until `/readyz` says this."""

        async def look() -> bool:
            return await self.asks("/readyz") == expected

        await until(look, seconds=20)

    async def metric(self, name: str) -> float:
        """One number of `/metrics`, with its labels as they stand there; 0 if there is none yet."""
        _, page = await self.asks("/metrics")
        found = re.search(rf"^threadline_{re.escape(name)} (\S+)$", page, re.MULTILINE)
        return float(found[1]) if found else 0.0

    @property
    def log(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.process.log.splitlines()]


@pytest.fixture
async def scene(slack_of_way: FakeSlack, tmp_path: Path) -> AsyncIterator[Scene]:
    """Everything is well."""
    slack = slack_of_way
    (tmp_path / "store").mkdir()
    store = KeptStore(tmp_path / "store")
    await store.start()
    secrets = {
        **secrets_for(slack),
        "REDIS_URL": store.url,
        "THREADLINE_SECRET": "a-secret-of-thirty-two-signs-and-more",
    }
    try:
        async with (
            Served(tmp_path, settings_for(slack), secrets) as process,
            aiohttp.ClientSession() as browser,
        ):
            await process.start()
            house = House(slack, process.url, code=process.claim_code)
            await house.connect()
            yield Scene(house, process, store, browser)
    finally:
        await store.stop()


@pytest.mark.parametrize("way", ["http"])
async def test_a_store_that_is_away_is_said_in_words_and_once_and_so_is_its_return(scene: Scene) -> None:
    house = scene.house
    ann = await house.hire("Ann Lee")
    async with house.visitor() as vera, house.visitor(name="Karl") as karl:
        await house.chat(ann, vera)
        before = len(scene.log)
        await scene.store.stop()
        await scene.turns((503, "the store cannot be reached\n"))
        assert await scene.metric("store_up") == 0
        name = await vera.sends("message", text="Anybody?")
        await house.slack.until(lambda: vera.put_off.count("unavailable") >= 2, timeout=20)
        await house.commands("agent list")  # an answer that takes long follows the acknowledgement
        await house.slack.until(
            lambda: any("try again" in told.text for told in house.boss.ephemerals), timeout=20
        )
        during = scene.log[before:]
        assert 3 <= len(during) <= FEW, during
        assert [line["event"] for line in during].count("= waiting for the store") in (1, 2)
        assert not [
            line
            for line in during
            if "exception" in line or "Error" in str(line.get("error", "")).split(" ")[0]
        ]
        await scene.store.start()
        await scene.turns((200, "ready\n"))
        await vera.answered(name, seconds=20)
        assert await scene.metric("store_up") == 1
        assert await scene.metric('store_connections_total{kind="bus"}') == 2
        assert [line for line in scene.log if line["event"] == "= bus has the store again"]
        assert karl.mistakes == []


async def test_a_slack_that_is_away_shows_as_a_backlog_until_it_is_back(scene: Scene) -> None:
    house = scene.house
    ann = await house.hire("Ann Lee")
    async with house.visitor() as vera:
        card = await house.chat(ann, vera)
        await house.slack.goes_dark()
        for n in range(3):
            await vera.writes(f"word {n}")

        async def tried() -> bool:
            return await scene.metric('posts_total{outcome="unreachable",what="post"}') > 0

        await until(tried, seconds=20)
        assert await scene.metric("backlog_deliveries") == 3
        assert await scene.metric("backlog_oldest_seconds") > 0
        if house.slack.sockets.enabled:
            await scene.turns((503, "slack: not connected\n"))
            assert await scene.metric("slack_connected") == 0
        else:
            assert await scene.asks("/readyz") == (200, "ready\n")
        await house.slack.comes_back()
        await house.shows(ann, card, "word 2", seconds=30)
        await scene.turns((200, "ready\n"))

        async def nothing_waits() -> bool:
            return await scene.metric("backlog_deliveries") == 0

        await until(nothing_waits)
        assert await scene.metric("backlog_in_doubt") == 0
        check = await house.commands("check")
        assert "✅ Store\n" in check
        assert "✅ Delivery\n" in check
