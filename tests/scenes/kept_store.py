"""A store server that may be taken away and brought back with its data, as an operator's own server is."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path

from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.adapters.store.binary import find_binary
from tests.waiting import until


class KeptStore:
    """A server on a unix socket, with its data on the disk. `start` it, and see that it `stop`s."""

    def __init__(self, folder: Path) -> None:
        self.url = f"unix://{folder / 's.sock'}"
        self._folder = folder
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start it, and return when it answers with all its data."""
        settings = {"port": "0", "unixsocket": str(self._folder / "s.sock"), "dir": str(self._folder)}
        settings |= {"save": "", "appendonly": "yes", "logfile": str(self._folder / "server.log")}
        words = [word for name, value in settings.items() for word in (f"--{name}", value)]
        self._process = await asyncio.create_subprocess_exec(str(find_binary()), *words)
        async with Redis.from_url(self.url) as client:
            await until(lambda: _answers(client))

    async def stop(self) -> None:
        """Take it away: connections are refused from now on."""
        if self._process and self._process.returncode is None:
            self._process.terminate()
            await self._process.wait()

    def freeze(self) -> None:
        """Have it answer nothing, and refuse nothing."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Have it go on where it stood."""
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)


async def _answers(client: Redis) -> bool:
    try:
        return bool(await client.ping())
    except RedisError:
        return False
