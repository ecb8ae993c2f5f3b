"""What one assignment costs the server, counted in commands: it does not grow with the number of agents."""

from __future__ import annotations

from collections import Counter

from tests.conftest import Store
from tests.conversation.commits import BY
from tests.conversation.scenes import NOW
from tests.routing.board import Table


CROWD = 100_000


async def commands(store: Store) -> Counter[str]:
    """How often the server ran each command until now."""
    stats = await store.redis.info("commandstats")
    return Counter({name.removeprefix("cmdstat_"): int(stat["calls"]) for name, stat in stats.items()})


async def cost_of_an_assignment(table: Table) -> Counter[str]:
    """The commands of one visitor who asks, is declined once, and goes."""
    before = await commands(table.store)
    c = await table.asks()
    await table.offer(c)
    await table.answer(c, "decline")
    await table.end(c)
    spent = await commands(table.store) - before
    return Counter({name: n for name, n in spent.items() if name not in ("info", "ping")})


async def crowd(store: Store) -> None:
    """Agents who wait in the ring behind those whom we know."""
    ring = store.keys.of("ring", "everybody")
    turns = range(1_000, 1_000 + CROWD)
    for start in range(0, CROWD, 20_000):
        await store.redis.zadd(ring, {f"x{turn}": turn for turn in turns[start : start + 20_000]})


async def test_an_assignment_takes_the_same_commands_among_ten_agents_and_a_hundred_thousand(
    store: Store,
) -> None:
    store.conversations.now = str(NOW)  # the store notes its own clock once a second
    table = Table(store)
    for n in range(10):
        await table.agent(f"a{n}")
    await cost_of_an_assignment(table)  # the scripts are loaded by this one
    among_ten = await cost_of_an_assignment(table)
    await crowd(store)
    assert await cost_of_an_assignment(table) == among_ten
    assert among_ten.total() < 140  # four commits with what they count, the scripts' own commands among them


async def test_an_assignment_reads_only_the_head_of_a_long_ring(store: Store) -> None:
    table = Table(store)
    await table.agent("ada")
    await cost_of_an_assignment(table)
    await crowd(store)
    before = int((await store.redis.info("memory"))["used_memory_lua"])
    await cost_of_an_assignment(table)
    after = int((await store.redis.info("memory"))["used_memory_lua"])
    assert after - before < 1_000_000  # a hundred thousand names in a script's hands are many times that


async def test_those_who_are_away_or_busy_cost_nothing(store: Store) -> None:
    store.conversations.now = str(NOW)
    table = Table(store)
    for n in range(30):
        await table.agent(f"a{n:02}")
    await cost_of_an_assignment(table)
    among_thirty = await cost_of_an_assignment(table)
    for n in range(25):
        await store.directory.attendance.switch(
            (await store.directory.agents.statuses(NOW))[n].agent.id, BY, available=False
        )
    assert await cost_of_an_assignment(table) == among_thirty
