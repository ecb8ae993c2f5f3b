"""`threadline serve` as a process of its own, which may be killed and started again at the same address."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import socket
import sys
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

import aiohttp
import yaml

from tests.waiting import until


INHERITED = ("PATH", "HOME", "LANG", "TMPDIR")
STARTS_WITHIN = 30.0
"""Seconds; it takes one where nothing else runs."""


class Served:
    """The process, in a folder of its own. Its address stays the same however often it is started."""

    def __init__(
        self, folder: Path, settings: Mapping[str, Mapping[str, object]], secrets: Mapping[str, str]
    ) -> None:
        # Bound and never listened on: nobody else is given this port while the process is away.
        self._reserved = socket.socket()
        self._reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._reserved.bind(("127.0.0.1", 0))
        self.port: int = self._reserved.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._folder = folder
        self._log = folder / "process.log"
        self._said = folder / "said.txt"
        self._environment = {name: os.environ[name] for name in INHERITED if name in os.environ} | dict(
            secrets
        )
        config = {"log": {"format": "json"}, **settings, "server": {"port": self.port}}
        (folder / "threadline.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
        self._process: asyncio.subprocess.Process | None = None

    def __repr__(self) -> str:
        return f"<Served {self.url} {self._process}>"

    async def __aenter__(self) -> Served:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.runs:
            await self.kill()
        self._reserved.close()

    @property
    def runs(self) -> bool:
        """Whether there is a process."""
        return self._process is not None and self._process.returncode is None

    async def start(self) -> None:
        """Start it, and return when it says that it is ready."""
        await self.begin()
        async with aiohttp.ClientSession() as session:
            await until(lambda: self._ready(session), seconds=STARTS_WITHIN)

    async def begin(self) -> None:
        """Start it, whatever becomes of it."""
        command = str(Path(sys.executable).with_name("threadline"))
        with self._said.open("wb") as said, self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                command,
                "serve",
                cwd=self._folder,
                env=self._environment,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=said,
                stderr=log,
            )

    async def _ready(self, session: aiohttp.ClientSession) -> bool:
        assert self.runs, f"the process ended at once:\n{self.log}"
        try:
            async with session.get(f"{self.url}/readyz") as answer:
                announced = "http" in self._said.read_text(encoding="utf-8")  # it answers a moment before
                return answer.status == 200 and announced
        except aiohttp.ClientError:
            return False

    # --- what it says

    @property
    def log(self) -> str:
        """Its log, of all its lives."""
        return self._log.read_text(encoding="utf-8")

    @property
    def claim_code(self) -> str:
        """The one-time code for the first admin, as printed at the start."""
        found = re.search(r"/livechat admin claim (\S+)", self._said.read_text(encoding="utf-8"))
        assert found, "no code was printed"
        return found[1]

    @property
    def store_pid(self) -> int:
        """The process id of the embedded server that was started last."""
        lines = (json.loads(line) for line in self.log.splitlines() if line.startswith("{"))
        started = [line for line in lines if line.get("event") == "= starting -> ready"]
        return int(started[-1]["pid"])

    # --- its end

    async def kill(self) -> None:
        """`kill -9`, and wait until it is gone."""
        assert self._process is not None
        self._process.kill()
        await self._process.wait()

    def kill_store(self) -> None:
        """`kill -9` of the embedded server; its supervisor starts it again."""
        os.kill(self.store_pid, signal.SIGKILL)

    async def stop(self, *, within: float) -> int:
        """SIGTERM, and the status with which it ends. Raises TimeoutError if it takes longer than `within` seconds."""
        assert self._process is not None
        self._process.terminate()
        async with asyncio.timeout(within):
            return await self._process.wait()
