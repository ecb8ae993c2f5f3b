"""A day of a whole town at the router's table, from a seed: everything that may happen, and what must be so all the time."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Callable, Coroutine
from typing import NamedTuple

from bot.adapters.store.connection import text
from bot.adapters.store.structure import place
from bot.conversation import State
from bot.events import Line
from bot.ids import AgentId, ConversationId, TeamName
from bot.routing.conditions import All
from bot.routing.hours import Block, Schedule
from bot.routing.pools import EVERYBODY, agent_pool, pool_of_rule, team_pool
from bot.routing.rules import Rule
from tests.conversation.commits import BY
from tests.conversation.scenes import NOW
from tests.routing.board import Table


ALWAYS = Schedule(time_zone="UTC", week=((Block(0, 1440),),) * 7)
NEVER = Schedule(time_zone="UTC", week=((),) * 7)
TEAMS = ("sales", "help", "night")


class Waiting(NamedTuple):
    """Somebody in line, as the store has them."""

    pools: tuple[str, ...]
    exclude: frozenset[str]
    ticket: float


class Day:
    """A day at the table."""

    def __init__(self, table: Table, seed: int, agents: int = 10) -> None:
        self.table = table
        self.dice = random.Random(seed)  # noqa: S311  the same day each time
        self.names = [f"a{n}" for n in range(agents)]
        self.agents = set(self.names)
        self.rules: list[str] = []
        self.loads: dict[str, int] = {}

    async def begins(self) -> None:
        """Everybody comes in, and two rules are made."""
        for number, name in enumerate(self.names):
            await self.table.agent(name, 1 + number % 3)
        third = len(self.names) // 3
        for number, team in enumerate(TEAMS):
            await self.table.team(team, *self.names[number * third : number * third + third + 1])
        for number, targets in enumerate([("team:sales", "agent:a1"), ("team:help",)]):
            rule = Rule(id="", name=f"r{number}", condition=All(), targets=targets)
            made = await self.table.directory.rules.add(rule, BY)
            assert made
            self.rules.append(pool_of_rule(made))

    def pools(self) -> list[str]:
        """Every pool that there may be."""
        own = [agent_pool(AgentId(name)) for name in self.names]
        return [EVERYBODY, *own, *(team_pool(TeamName(team)) for team in TEAMS), self.rules[0]]

    def open_ones(self) -> list[ConversationId]:
        """Conversations that are not over."""
        return [n for n, c in self.table.conversations.items() if c.now.state is not State.ENDED]

    def some(self, most: int) -> list[ConversationId]:
        """A few of them."""
        return self.dice.sample(self.open_ones(), min(most, len(self.open_ones())))

    async def something_happens(self) -> None:
        """One of everything that may happen, and then all must be well."""
        happenings: list[Callable[[], Coroutine[object, object, None]]] = [self.visitors_ask] * 4 + [
            self.some_go_on
        ] * 5
        happenings += [self.some_end, self.switches, self.switches, self.leaves, self.joins, self.capacity]
        happenings += [self.some_come_and_go] * 4
        happenings += [self.team_changes, self.team_hours, self.order]
        before = await self.waiting()
        await self.dice.choice(happenings)()
        await self.all_is_well(before)

    # --- what may happen

    async def visitors_ask(self) -> None:
        own = [agent_pool(AgentId(self.dice.choice(self.names))), *map(team_pool, map(TeamName, TEAMS))]
        pools = [self.dice.sample([EVERYBODY, *own, *self.rules], self.dice.choice([1, 1, 2])) for _ in "abc"]
        line = Line(limit=self.dice.choice([1, 20]), priority=self.dice.choice([0, 0, 1]))
        await asyncio.gather(
            *(
                self.table.asks(
                    *some,
                    rest=self.dice.choice(["", EVERYBODY]),
                    max_offers=self.dice.choice([1, 2, 9]),
                    line=self.dice.choice([None, line, line]),
                    away_after_missed=2,
                    accept_window=0,
                )
                for some in pools
            )
        )

    async def some_go_on(self) -> None:
        await asyncio.gather(*(self._goes_on(one) for one in self.some(5)))

    async def _goes_on(self, name: ConversationId) -> None:
        now = self.table.conversations[name].now
        if now.state in (State.ROUTING, State.QUEUED) or (now.transfer and not now.offered):
            await self.table.offer(name)
        else:
            await self.table.answer(name, self.dice.choice(["accept", "accept", "decline", "expire"]))

    async def some_come_and_go(self) -> None:
        """At the same time, so that places are wanted that others are giving back."""
        await asyncio.gather(*(self._comes_or_goes(one) for one in self.some(6)))

    async def _comes_or_goes(self, name: ConversationId) -> None:
        to = self.dice.choice(
            [EVERYBODY, agent_pool(AgentId(self.dice.choice(self.names))), team_pool(TeamName("help"))]
        )
        how = self.dice.choice(["join", "join", "take over", "leave", to, to])
        present = [agent.id for agent in self.table.conversations[name].now.present]
        who = (
            self.dice.choice(present or self.names) if how in ("leave", to) else self.dice.choice(self.names)
        )
        await self.table.comes_and_goes(name, who, how)

    async def some_end(self) -> None:
        await asyncio.gather(*(self.table.end(one) for one in self.some(4)))

    async def switches(self) -> None:
        name = self.dice.choice(self.names)
        if name in self.agents:
            available = self.dice.random() < 0.7
            await self.table.directory.attendance.switch(AgentId(name), BY, available=available)

    async def leaves(self) -> None:
        name = self.dice.choice(self.names)
        await self.table.remove(name, hand_over=self.dice.random() < 0.5)
        self.agents.discard(name)

    async def joins(self) -> None:
        name = self.dice.choice(self.names)
        await self.table.agent(name, 1 + self.dice.randrange(3))
        self.agents.add(name)

    async def capacity(self) -> None:
        name = self.dice.choice(sorted(self.agents) or self.names)
        if name in self.agents:
            await self.table.directory.agents.set_capacity(AgentId(name), self.dice.randint(0, 4), BY)

    async def team_changes(self) -> None:
        name, team = self.dice.choice(self.names), TeamName(self.dice.choice(TEAMS))
        teams = self.table.directory.teams
        if name in self.agents:
            await self.dice.choice([teams.add, teams.add, teams.remove])(team, AgentId(name), BY)

    async def team_hours(self) -> None:
        schedule = self.dice.choice([None, ALWAYS, NEVER])
        await self.table.directory.teams.set_hours(TeamName(self.dice.choice(TEAMS)), schedule, BY)

    async def order(self) -> None:
        order = self.dice.choice(["round_robin", "least_busy"])
        await self.table.directory.settings.set("order", order, BY)

    # --- what must be so

    async def waiting(self) -> dict[str, Waiting]:
        """Everybody in line."""
        redis, keys = self.table.store.redis, self.table.store.keys
        queue = await redis.hgetall(keys.plain("queue"))
        tickets = await redis.hgetall(keys.plain("tickets"))
        found = {text(name): json.loads(packed) for name, packed in queue.items()}
        return {
            name: Waiting(tuple(one["pools"]), frozenset(one["exclude"]), float(tickets[name.encode()]))
            for name, one in found.items()
        }

    async def all_is_well(self, before: dict[str, Waiting]) -> None:
        """Every promise of the router."""
        await self.table.is_sound()
        rings = await self._rings_are_true()
        after = await self.waiting()
        await self._nobody_waits_in_vain(after, rings)
        await self._nobody_was_overtaken(before, after)
        await self._nobody_has_too_many()

    async def _rings_are_true(self) -> dict[str, set[str]]:
        """Exactly the eligible agents are in each ring."""
        arranger = self.table.directory.arranger
        structure = await arranger.structure()
        found = await arranger.agents([AgentId(name) for name in sorted(self.agents)])
        assert set(found) == self.agents
        loads = await self.table.loads()
        wanted: dict[str, set[str]] = {}
        for agent, override in found.values():
            where = place(agent, override, structure, NOW)
            if where.available and loads[agent.id] < where.capacity:
                for pool in where.pools:
                    wanted.setdefault(pool, set()).add(agent.id)
        rings = {pool: set(await self.table.members("ring", pool)) for pool in self.pools()}
        rings = {pool: there for pool, there in rings.items() if there}
        assert rings == wanted
        return rings

    async def _nobody_waits_in_vain(self, after: dict[str, Waiting], rings: dict[str, set[str]]) -> None:
        for name, one in after.items():
            for pool in one.pools:
                free = rings.get(pool, set()) - one.exclude
                assert not free, f"{name} waits for {pool} beside {free}"

    async def _nobody_was_overtaken(self, before: dict[str, Waiting], after: dict[str, Waiting]) -> None:
        """Whoever still waits as before saw nobody behind them go to somebody whom they could have had."""
        held = await self.table.held()
        gone = {name: one for name, one in before.items() if name not in after and name in held}
        for name, one in gone.items():
            pools = {name: set(some.pools) for name, some in after.items()}
            ahead = [w for w, some in after.items() if before.get(w) == some and some.ticket < one.ticket]
            for other in ahead:
                shared = set(one.pools) & pools[other] if len(one.pools) == 1 else set()
                assert not shared or set(held[name]) & after[other].exclude, f"{name} overtook {other}"

    async def _nobody_has_too_many(self) -> None:
        """A capacity that was lowered takes nothing away; nothing is added above it."""
        loads = dict(await self.table.loads())
        capacities = await self.table.store.redis.hgetall(self.table.store.keys.plain("capacities"))
        for name, load in loads.items():
            most = max(int(capacities.get(name.encode(), 0)), self.loads.get(name, 0))
            assert load <= most, f"{name} has {load} chats"
        self.loads = loads
