"""A town of agents, teams, rules and waiting visitors, in any order: no place is lost, doubled or exceeded, nobody overtaken."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from itertools import count

import pytest

from bot.adapters.store.conversations import RedisConversations
from bot.adapters.store.directory import RedisDirectory
from bot.adapters.store.keys import Keys
from bot.adapters.store.repairs import Repairs
from bot.ids import SiteId
from tests.conftest import Store
from tests.conversation.scenes import NOW
from tests.routing.board import Table
from tests.routing.town import Day


_sites = count(1)


@pytest.fixture
def make_table(store: Store) -> Callable[[], Table]:
    """Tables of sites of their own, in one store."""

    def make() -> Table:
        keys = Keys(SiteId(f"table{next(_sites)}"))
        conversations, directory = RedisConversations(store.redis, keys), RedisDirectory(store.redis, keys)
        return Table(replace(store, keys=keys, conversations=conversations, directory=directory))

    return make


@pytest.mark.timeout(60)
@pytest.mark.parametrize("batch", range(3))
async def test_the_router_keeps_every_promise(make_table: Callable[[], Table], batch: int) -> None:
    for seed in range(batch * 2, batch * 2 + 2):
        day = Day(make_table(), seed)
        await day.begins()
        for _ in range(60):
            await day.something_happens()
        assert await Repairs(day.table.directory.arranger).look(NOW) == {}
        await asyncio.gather(*(day.table.end(one) for one in day.open_ones()))
        await day.table.nothing_is_left()
