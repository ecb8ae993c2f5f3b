"""`threadline serve` as a process of its own, which may be killed and started again at the same address."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
from collections.abc import Mapping
from pathlib import Path

import aiohttp
import yaml

from tests.launched import STARTS_WITHIN, Launched
from tests.waiting import until


class Served(Launched):
    """The process of `threadline serve`."""

    def __init__(
        self, folder: Path, settings: Mapping[str, Mapping[str, object]], secrets: Mapping[str, str]
    ) -> None:
        super().__init__(folder)
        self._log = folder / "process.log"
        self._secrets = dict(secrets)
        config = {"log": {"format": "json"}, **settings, "server": {"port": self.port}}
        (folder / "threadline.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")

    async def __aenter__(self) -> Served:
        return self

    async def start(self) -> None:
        """Start it, and return when it says that it is ready."""
        await self.begin()
        async with aiohttp.ClientSession() as session:
            await until(lambda: self._ready(session), seconds=STARTS_WITHIN)

    async def begin(self) -> None:
        """Start it, whatever becomes of it."""
        with self._log.open("ab") as log:
            await self.launch("serve", self._secrets, log)

    async def _ready(self, session: aiohttp.ClientSession) -> bool:
        assert self.runs, f"the process ended at once:\n{self.log}"
        try:
            async with session.get(f"{self.url}/readyz") as answer:
                return answer.status == 200 and "http" in self.said  # it answers a moment before
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
        found = re.search(r"/livechat admin claim (\S+)", self.said)
        assert found, "no code was printed"
        return found[1]

    @property
    def store_pid(self) -> int:
        """The process id of the embedded server that was started last."""
        lines = (json.loads(line) for line in self.log.splitlines() if line.startswith("{"))
        started = [line for line in lines if line.get("event") == "= starting -> ready"]
        return int(started[-1]["pid"])

    # --- its end

    def kill_store(self) -> None:
        """`kill -9` of the embedded server; its supervisor starts it again."""
        os.kill(self.store_pid, signal.SIGKILL)

    async def stop(self, *, within: float) -> int:
        """SIGTERM, and the status with which it ends. Raises TimeoutError if it takes longer than `within` seconds."""
        assert self._process is not None
        self._process.terminate()
        async with asyncio.timeout(within):
            return await self._process.wait()
