"""What all tests share: a real store, empty for each test, on the embedded server (and on `REDIS_URL` where given)."""

from __future__ import annotations

import gc
import itertools
import os
from collections.abc import AsyncIterator, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings

from bot.adapters.files.folder import FileFolder, Rules
from bot.adapters.store.bus import Bus
from bot.adapters.store.connection import Client, connect
from bot.adapters.store.conversations import RedisConversations
from bot.adapters.store.directory import RedisDirectory
from bot.adapters.store.keys import Keys
from bot.adapters.store.outbox import RedisOutbox
from bot.ids import SiteId
from tests.private_server import PrivateServer


settings.register_profile("threadline", deadline=None)  # on a busy machine any example may be slow
settings.load_profile("threadline")


def pytest_xdist_auto_num_workers() -> int:
    """Three workers for two cores: half of what tests do is to wait for processes, browsers and timers."""
    return max(1, (os.cpu_count() or 1) * 3 // 2)


ALLOCATIONS = 10_000
"""Objects more than before, after which Python looks for garbage among the new ones."""


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Keep the collector of garbage away from what lives as long as the run: all modules, and thousands of tests.

    Left alone it looks through all of them again and again: a third of the CPU until the first test, a fifth from there on.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.set_threshold(ALLOCATIONS, 10, 50)
        gc.enable()


@pytest.fixture(scope="session")
def store_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real server for the whole run."""
    with PrivateServer(Path(tmp_path_factory.mktemp("store"))) as server:
        yield server.url


@dataclass
class Store:
    """All parts of the store, for one site that nobody else uses."""

    redis: Client
    keys: Keys
    bus: Bus
    conversations: RedisConversations
    outbox: RedisOutbox
    directory: RedisDirectory
    files: FileFolder


_sites = itertools.count(1)


@pytest.fixture
async def store(store_url: str, tmp_path: Path) -> AsyncIterator[Store]:
    """A store with an empty site."""
    redis = connect(store_url)
    site = SiteId(f"site{next(_sites)}")
    keys = Keys(site)
    bus = Bus(redis, keys)
    await bus.start()
    outbox = RedisOutbox(redis, keys, bus)
    yield Store(
        redis=redis,
        keys=keys,
        bus=bus,
        conversations=RedisConversations(redis, keys, bus, outbox),
        outbox=outbox,
        directory=RedisDirectory(redis, keys),
        files=FileFolder(tmp_path / "files", site, Rules(1_000_000, frozenset(["exe", "html"]))),
    )
    await bus.close()
    await redis.aclose()
