"""The store dies and comes back: visitors are told, nothing that was accepted is lost, everybody goes on."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import RedisError

from bot.adapters.store.binary import find_binary
from tests.visitor_gateway.site import Served, served
from tests.waiting import until


class MortalServer:
    """A server that keeps its data on the disk, and can be killed and started again."""

    def __init__(self, folder: Path) -> None:
        self.socket = folder / "s.sock"
        self.url = f"unix://{self.socket}"
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [
            str(find_binary()),
            "--port",
            "0",
            "--unixsocket",
            str(self.socket),
            "--dir",
            str(self._folder),
        ]
        self._process = subprocess.Popen(
            [*command, "--appendonly", "yes", "--appendfsync", "always"], stdout=subprocess.DEVNULL
        )
        deadline = time.monotonic() + 10
        while not self._answers():
            assert time.monotonic() < deadline, "the store did not start"

    def _answers(self) -> bool:
        try:
            with Redis.from_url(self.url) as client:
                return bool(client.ping())
        except (RedisError, OSError):
            return False

    def kill(self) -> None:
        if self._process:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait(10)


@pytest.fixture
def mortal(tmp_path: Path) -> Iterator[MortalServer]:
    server = MortalServer(tmp_path)
    server.start()
    yield server
    server.kill()


@pytest.fixture
async def site(mortal: MortalServer) -> AsyncIterator[Served]:
    async with served(mortal.url) as running:
        yield running


async def status(site: Served, path: str) -> int:
    async with site.session.get(site.url(path)) as answer:
        return answer.status


async def test_while_the_store_is_away_visitors_are_told_and_afterwards_all_goes_on(
    site: Served, mortal: MortalServer
) -> None:
    tab = await site.live()
    first = await tab.wish("message", id="before", text="before")
    mortal.kill()

    newcomer = await site.open()
    paths = ("/readyz", "/healthz", f"/avatar/{site.site}/agent-secret-id")
    (refused, told), statuses = await asyncio.gather(
        asyncio.gather(tab.wish("message", id="during", text="during"), newcomer.hello()),
        asyncio.gather(*(status(site, path) for path in paths)),
    )
    assert (refused["type"], refused["code"], refused["after"]) == ("refused", "unavailable", 1.0)
    assert (told["type"], told["code"]) == ("error", "unavailable")
    assert await newcomer.closing() == 1013
    assert statuses == [503, 200, 503]

    mortal.start()

    async def ready() -> bool:
        return await status(site, "/readyz") == 200

    await until(ready)
    assert (await tab.wish("message", id="during", text="during"))["type"] == "accepted"
    assert await tab.wish("message", id="before", text="before") == first
    await site.agent_writes(tab, "still here")
    await tab.sees("agent_wrote", text="still here")
    back = await site.tab(like=tab)
    texts = [entry["text"] for entry in back.entries.values() if entry["type"] == "visitor_wrote"]
    assert texts == ["before", "during"]
    assert back.entries == tab.entries
    assert (await site.tab()).last == 3
