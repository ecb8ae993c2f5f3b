"""`threadline demo` as a process of its own, as a newcomer starts it; it may be killed and started again where it was."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import sys
from pathlib import Path
from types import TracebackType
from typing import Literal

import aiohttp
from redis.asyncio import Redis

from bot.adapters.desk.links import sign_link
from bot.adapters.desk.names import desk_person
from bot.adapters.store.data_directory import DataDirectory
from bot.secret_file import secret_in
from tests.waiting import until


INHERITED = ("PATH", "HOME", "LANG", "TMPDIR")
STARTS_WITHIN = 30.0
"""Seconds; it takes one where nothing else runs."""

Break = Literal["killed", "store killed", "offline", "no websockets"]


class Demo:
    """The process, in a folder of its own. To be used with `async with`, which starts it."""

    def __init__(self, folder: Path, **environment: str) -> None:
        # Bound and never listened on: nobody else is given this port while the process is away.
        self._reserved = socket.socket()
        self._reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._reserved.bind(("127.0.0.1", 0))
        port: int = self._reserved.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self._folder = folder
        self._said = folder / "said.txt"
        self._data = folder / "data" / "demo"
        self._environment = {name: os.environ[name] for name in INHERITED if name in os.environ}
        self._environment |= {"THREADLINE_PORT": str(port), **environment}
        self._process: asyncio.subprocess.Process | None = None
        self.breaks: set[Break] = set()
        """What was done to its lines: its pages may say so."""

    async def __aenter__(self) -> Demo:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None and self._process.returncode is None:
            await self.kill()
        self._reserved.close()

    async def start(self) -> None:
        """Start it, and return when it has said its addresses and says that it is ready."""
        with self._said.open("wb") as said:
            self._process = await asyncio.create_subprocess_exec(
                str(Path(sys.executable).with_name("threadline")),
                "demo",
                cwd=self._folder,
                env=self._environment,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=said,
                stderr=said,
            )
        async with aiohttp.ClientSession() as session:
            await until(lambda: self._ready(session), seconds=STARTS_WITHIN)

    async def _ready(self, session: aiohttp.ClientSession) -> bool:
        said = self._said.read_text(encoding="utf-8")
        assert self._process is not None
        assert self._process.returncode is None, f"the process ended at once:\n{said}"
        if "Ctrl-C ends the demo" not in said:
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
        said = self._said.read_text(encoding="utf-8")
        found = re.search(pattern, said)
        assert found, f"{pattern} is not in:\n{said}"
        return found[1]

    @property
    def expired_link(self) -> str:
        """A link to the desk that was good until a second ago."""
        return sign_link(secret_in(self._data), desk_person("robin"), self.url, -1)

    async def kill(self) -> None:
        """`kill -9`, and wait until it is gone."""
        assert self._process is not None
        self.breaks.add("killed")
        self._process.kill()
        await self._process.wait()

    async def kill_store(self) -> None:
        """`kill -9` of the embedded server; the process starts it again."""
        self.breaks.add("store killed")
        async with Redis.from_url(DataDirectory(self._data / "store").url) as client:
            answer = await client.info("server")
        os.kill(int(answer["process_id"]), signal.SIGKILL)
