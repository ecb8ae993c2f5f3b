"""`threadline demo` as a process of its own, as a newcomer starts it; it may be killed and started again where it was."""

from __future__ import annotations

import os
import re
import signal
from pathlib import Path
from typing import Literal

import aiohttp
from redis.asyncio import Redis

from bot.adapters.desk.links import sign_link
from bot.adapters.desk.names import desk_person
from bot.adapters.store.data_directory import DataDirectory
from bot.secret_file import secret_in
from tests.launched import STARTS_WITHIN, Launched
from tests.waiting import until


Break = Literal["killed", "store killed", "offline", "no websockets"]


class Demo(Launched):
    """The process of `threadline demo`. To be used with `async with`, which starts it."""

    def __init__(self, folder: Path, **environment: str) -> None:
        super().__init__(folder)
        self._data = folder / "data" / "demo"
        self._environment = {"THREADLINE_PORT": str(self.port), **environment}
        self.breaks: set[Break] = set()
        """What was done to its lines: its pages may say so."""

    async def __aenter__(self) -> Demo:
        await self.start()
        return self

    async def start(self) -> None:
        """Start it, and return when it has said its addresses and says that it is ready."""
        await self.launch("demo", self._environment)
        async with aiohttp.ClientSession() as session:
            await until(lambda: self._ready(session), seconds=STARTS_WITHIN)

    async def _ready(self, session: aiohttp.ClientSession) -> bool:
        assert self.runs, f"the process ended at once:\n{self.said}"
        if "Ctrl-C ends the demo" not in self.said:
            return False
        async with session.get(f"{self.url}/readyz") as answer:
            return answer.status == 200

    @property
    def website(self) -> str:
        """The address of the website with the widget, as it is printed."""
        return self._printed(r"Website with the widget +(\S+)")

    @property
    def desk(self) -> str:
        """The link that opens the desk of its agent, as it is printed."""
        return self._printed(r"Desk of robin +(\S+)")

    def _printed(self, pattern: str) -> str:
        found = re.search(pattern, self.said)
        assert found, f"{pattern} is not in:\n{self.said}"
        return found[1]

    @property
    def expired_link(self) -> str:
        """A link to the desk that was good until a second ago."""
        return sign_link(secret_in(self._data), desk_person("robin"), self.url, -1)

    async def kill(self) -> None:
        """`kill -9`, and wait until it is gone."""
        self.breaks.add("killed")
        await super().kill()

    async def kill_store(self) -> None:
        """`kill -9` of the embedded server; the process starts it again."""
        self.breaks.add("store killed")
        async with Redis.from_url(DataDirectory(self._data / "store").url) as client:
            answer = await client.info("server")
        os.kill(int(answer["process_id"]), signal.SIGKILL)
