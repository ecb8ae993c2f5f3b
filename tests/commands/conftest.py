"""A real store for commands, started once; every test has a site of its own in it."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.adapters.store.connection import Client, connect
from bot.adapters.store.embedded import EmbeddedServer
from bot.adapters.store.keys import Keys
from bot.ids import SiteId
from tests.commands import scene as scenes


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def store_url(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """Where the store listens."""
    async with EmbeddedServer(tmp_path_factory.mktemp("commands")) as server:
        yield server.url


@pytest.fixture
async def redis(store_url: str) -> AsyncIterator[Client]:
    """A client."""
    async with connect(store_url) as client:
        yield client


@pytest.fixture
def keys() -> Keys:
    """The keys of a new site."""
    return Keys(SiteId(uuid.uuid4().hex))


@pytest.fixture
def scene(redis: Client, keys: Keys) -> scenes.Scene:
    """A new site in which nobody is anything yet."""
    return scenes.scene(redis, keys)
