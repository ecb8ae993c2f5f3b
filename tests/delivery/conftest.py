"""One house for each test, or as many as it likes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import count

import pytest

from bot.adapters.store.conversations import RedisConversations
from bot.adapters.store.directory import RedisDirectory
from bot.adapters.store.keys import Keys
from bot.adapters.store.outbox import RedisOutbox
from bot.ids import SiteId
from tests.conftest import Store
from tests.delivery.house import House


@pytest.fixture
def house(store: Store) -> House:
    """A house without people."""
    return House(store)


_sites = count(1)


@pytest.fixture
def make_house(store: Store) -> Callable[[], House]:
    """Houses of sites of their own, in one store."""

    def make() -> House:
        keys = Keys(SiteId(f"house{next(_sites)}"))
        return House(
            replace(
                store,
                keys=keys,
                conversations=RedisConversations(store.redis, keys),
                outbox=RedisOutbox(store.redis, keys, store.bus),
                directory=RedisDirectory(store.redis, keys),
            )
        )

    return make
