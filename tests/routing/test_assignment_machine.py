"""Ten agents and everything that may happen to them, in any order: places are never lost, doubled or exceeded."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from dataclasses import replace
from itertools import count

import pytest

from bot.adapters.store.conversations import RedisConversations
from bot.adapters.store.directory import RedisDirectory
from bot.adapters.store.keys import Keys
from bot.conversation import State
from bot.ids import AgentId, ConversationId, SiteId, TeamName
from bot.routing.pools import EVERYBODY, agent_pool, team_pool
from tests.conftest import Store
from tests.conversation.commits import BY
from tests.routing.board import Table


AGENTS = [f"a{n}" for n in range(10)]
_sites = count(1)


@pytest.fixture
def make_table(store: Store) -> Callable[[], Table]:
    """Tables of sites of their own, in one store."""

    def make() -> Table:
        keys = Keys(SiteId(f"table{next(_sites)}"))
        conversations, directory = RedisConversations(store.redis, keys), RedisDirectory(store.redis, keys)
        return Table(replace(store, keys=keys, conversations=conversations, directory=directory))

    return make


class Day:
    """A day at the table, from a seed."""

    def __init__(self, table: Table, seed: int) -> None:
        self.table = table
        self.dice = random.Random(seed)  # noqa: S311  the same day each time
        self.capacities = {name: 1 + n % 3 for n, name in enumerate(AGENTS)}
        self.agents = set(AGENTS)
        self.available = set(AGENTS)

    async def begins(self) -> None:
        """Everybody comes in."""
        for name in AGENTS:
            await self.table.agent(name, self.capacities[name])
        await self.table.team("sales", *AGENTS[:4])
        await self.table.team("help", *AGENTS[3:8])

    def open_ones(self) -> list[ConversationId]:
        """Conversations that are not over."""
        return [n for n, c in self.table.conversations.items() if c.now.state is not State.ENDED]

    async def something_happens(self) -> None:
        """One of everything that may happen; conversations go on several at once."""
        what = self.dice.choice(
            ["asks", "asks", "asks", "go", "go", "go", "go", "go", "end", "away", "back", "remove", "join"]
        )
        name = self.dice.choice(AGENTS)
        match what:
            case "asks":
                pools = [
                    EVERYBODY,
                    agent_pool(AgentId(name)),
                    *map(team_pool, map(TeamName, ("sales", "help"))),
                ]
                await asyncio.gather(*(self.table.asks(self.dice.choice(pools)) for _ in range(3)))
            case "go":
                some = self.dice.sample(self.open_ones(), min(4, len(self.open_ones())))
                await asyncio.gather(*(self._goes_on(one) for one in some))
            case "end":
                some = self.dice.sample(self.open_ones(), min(3, len(self.open_ones())))
                await asyncio.gather(*(self.table.end(one) for one in some))
            case "away" | "back":
                await self._switches(name, available=what == "back")
            case "remove":
                await self.table.remove(name)
                self.agents.discard(name)
                self.available.discard(name)
            case _:
                await self._joins(name)

    async def _goes_on(self, name: ConversationId) -> None:
        if self.table.conversations[name].now.state is State.ROUTING:
            await self.table.offer(name)
        else:
            await self.table.answer(name, self.dice.choice(["accept", "decline", "expire"]))

    async def _switches(self, name: str, *, available: bool) -> None:
        if name in self.agents:
            await self.table.directory.attendance.switch(AgentId(name), BY, available=available)
            (self.available.add if available else self.available.discard)(name)

    async def _joins(self, name: str) -> None:
        new = name not in self.agents
        await self.table.agent(name, self.capacities[name])
        self.agents.add(name)
        if new:
            self.available.add(name)


@pytest.mark.parametrize("batch", range(5))
async def test_places_are_never_lost_doubled_or_exceeded(make_table: Callable[[], Table], batch: int) -> None:
    for seed in range(batch * 4, batch * 4 + 4):
        day = Day(make_table(), seed)
        await day.begins()
        for _ in range(60):
            await day.something_happens()
            await day.table.is_sound(day.capacities)
            await day.table.rings_are_true(day.capacities, day.available)
        await asyncio.gather(*(day.table.end(one) for one in day.open_ones()))
        assert await day.table.held() == {}
        assert not await day.table.loads()
