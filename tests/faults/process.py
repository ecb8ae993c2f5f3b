"""A process of the town, which may be ended at any moment and is started again at the same address."""

from __future__ import annotations

import asyncio
import os
import re
import signal
from pathlib import Path

import aiohttp

from tests.faults.clocks import WallClock, clear_up
from tests.waiting import until


READY_WITHIN = 120.0
"""Seconds; a machine that is busy with other things starts four processes at once no sooner."""
ENDS_WITHIN = 30.0
"""Seconds between SIGTERM and SIGKILL that docs/operations.md asks for."""


class Process:
    """It has a folder for its log, and a clock of its own."""

    def __init__(self, name: str, command: list[str], folder: Path, env: dict[str, str], port: int) -> None:
        self.name = name
        self.port = port
        self.clock = WallClock(folder / f"{name}.clock")
        self._command = command
        self._folder = folder
        self._env = {"PATH": os.environ["PATH"], "HOME": str(folder), **self.clock.environment, **env}
        self._process: asyncio.subprocess.Process | None = None
        self._began = 0
        self.in_hand = asyncio.Lock()
        """Held by whoever ends it, until it runs again."""

    def __repr__(self) -> str:
        return f"<Process {self.name} :{self.port} {'up' if self.runs else 'down'}>"

    @property
    def runs(self) -> bool:
        """Whether it lives."""
        return self._process is not None and self._process.returncode is None

    @property
    def log(self) -> str:
        """What it wrote, in all its lives."""
        return (self._folder / f"{self.name}.log").read_text(encoding="utf-8", errors="replace")

    async def start(self) -> None:
        """Start it; it need not be ready yet."""
        with (self._folder / f"{self.name}.log").open("ab") as log:
            self._began = len(self.log)
            self._process = await asyncio.create_subprocess_exec(
                *self._command, cwd=self._folder, env=self._env, stdout=log, stderr=log,
                stdin=asyncio.subprocess.DEVNULL,
            )  # fmt: skip

    def send(self, number: signal.Signals) -> None:
        """Send a signal, if it lives."""
        if self._process and self.runs:
            self._process.send_signal(number)

    async def ended(self) -> int:
        """Wait for its end, and answer its status."""
        assert self._process is not None
        status = await self._process.wait()
        clear_up(self._process.pid)
        return status

    async def stopped(self) -> None:
        """End it politely. Raises AssertionError unless it ends well, and in time."""
        self.send(signal.SIGTERM)
        try:
            async with asyncio.timeout(ENDS_WITHIN):
                status = await self.ended()
        except TimeoutError:
            raise AssertionError(f"{self.name} did not end after SIGTERM:\n{self.log[-2000:]}") from None
        # Whoever is ended before it could say how it wants to be ended has not begun anything yet; and one that found no
        # store had ended by itself.
        unborn = self._found_no_store() or (status == -signal.SIGTERM and not self._life())
        assert status == 0 or unborn, f"{self.name} ended with {status} after SIGTERM:\n{self.log[-2000:]}"

    def _found_no_store(self) -> bool:
        """It ended at its start with one sentence about the store, which is away."""
        ended = self._process is not None and self._process.returncode == 1
        began = "Serving at" in self._life()
        return (
            ended
            and not began
            and bool(re.search(r"^threadline: .*\bstore\b.*\n*\Z", self._life(), re.MULTILINE))
        )

    def _life(self) -> str:
        """What it wrote since it was started last."""
        return self.log[self._began :]

    async def ready(self, path: str = "/readyz") -> None:
        """Wait until it says that it is ready."""

        async def look() -> bool:
            if self._found_no_store():
                await self.start()  # as whoever looks after processes does
            assert self.runs, f"{self.name} ended:\n{self.log[-3000:]}"
            try:
                async with session.get(f"http://127.0.0.1:{self.port}{path}") as answer:
                    return answer.status == 200
            except aiohttp.ClientError:
                return False

        async with aiohttp.ClientSession() as session:
            await until(look, seconds=READY_WITHIN)
