"""Turns: who is asked next."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest

from bot.ids import AgentId, TeamName
from bot.routing.pools import team_pool
from tests.conftest import Store
from tests.conversation.commits import BY
from tests.routing.board import Table


@pytest.fixture
def table(store: Store) -> Table:
    """A router's table without agents."""
    return Table(store)


async def offers(table: Table, times: int, pool: str = "everybody") -> list[AgentId | None]:
    """Whom so many visitors get who come and go again."""
    got = []
    for _ in range(times):
        c = await table.asks(pool)
        got.append(await table.picked(c))
        await table.end(c)
    return got


async def some(table: Table, *names: str) -> None:
    """These become agents in this order."""
    for name in names:
        await table.agent(name)


async def test_agents_are_asked_in_turn_and_round_again(table: Table) -> None:
    await some(table, "ada", "bob", "cyd")
    assert await offers(table, 7) == ["ada", "bob", "cyd", "ada", "bob", "cyd", "ada"]


async def test_an_offer_uses_the_turn_whatever_the_agent_does_with_it(table: Table) -> None:
    await some(table, "ada", "bob")
    c = await table.asks()
    await table.offer(c)
    await table.answer(c, "decline")
    assert await table.picked(c) == "bob"
    await table.end(c)
    assert await offers(table, 2) == ["ada", "bob"]


async def test_over_any_run_the_counts_differ_by_one_at_most(table: Table) -> None:
    await some(table, *"abcdefg")
    got = await offers(table, 40)
    for start in range(40):
        for end in range(start + 1, 41):
            counts = Counter(got[start:end])
            assert max(counts.values()) - min(counts[AgentId(name)] for name in "abcdefg") <= 1


async def test_who_was_away_keeps_the_place_of_their_last_turn(table: Table) -> None:
    await some(table, "ada", "bob", "cyd")
    assert await offers(table, 1) == ["ada"]
    await table.directory.attendance.switch(AgentId("bob"), BY, available=False)
    assert await offers(table, 3) == ["cyd", "ada", "cyd"]
    await table.directory.attendance.switch(AgentId("bob"), BY, available=True)
    assert await offers(table, 3) == ["bob", "ada", "cyd"]


async def test_a_newcomer_and_a_returner_join_at_the_end(table: Table) -> None:
    await some(table, "ada", "bob")
    assert await offers(table, 1) == ["ada"]
    await table.agent("cyd")
    assert await offers(table, 3) == ["bob", "ada", "cyd"]
    await table.directory.agents.remove(AgentId("bob"), BY)
    await table.agent("bob")
    assert await offers(table, 3) == ["ada", "cyd", "bob"]


async def test_a_newcomer_joins_at_the_end_even_when_they_are_away_at_first(table: Table) -> None:
    await some(table, "ada")
    await table.agent("bob")
    await table.directory.attendance.switch(AgentId("bob"), BY, available=False)
    assert await offers(table, 2) == ["ada", "ada"]


async def test_who_is_at_capacity_is_not_asked_and_keeps_the_place(table: Table) -> None:
    await some(table, "ada", "bob")
    busy = await table.asks()
    assert await offers(table, 2) == ["bob", "bob"]
    await table.end(busy)
    assert await offers(table, 2) == ["ada", "bob"]


async def test_nobody_is_picked_when_nobody_is_eligible(table: Table) -> None:
    assert await offers(table, 1) == [None]
    await some(table, "ada")
    await table.directory.attendance.switch(AgentId("ada"), BY, available=False)
    assert await offers(table, 1) == [None]
    assert await offers(table, 1, "") == [None]
    assert await offers(table, 1, "agent:nobody-knows") == [None]


async def test_nobody_is_asked_twice_for_one_conversation(table: Table) -> None:
    await some(table, *(f"a{n:02}" for n in range(25)))  # more than are looked at in one go
    c = await table.asks(max_offers=30)
    for _ in range(25):
        await table.offer(c)
        await table.answer(c, "decline")
    await table.offer(c)
    assert len(set(table.conversations[c].now.asked)) == 25
    assert table.conversations[c].now.ended_reason == "missed"


async def test_somebody_behind_a_whole_row_who_declined_is_found(table: Table) -> None:
    names = [f"a{n:02}" for n in range(13)]
    await some(table, *names)
    c = await table.asks(max_offers=30)
    for _ in range(11):
        await table.offer(c)
        await table.answer(c, "decline")
    assert await offers(table, 1) == ["a12"]  # and so a12 is the last of all now
    await table.offer(c)
    await table.answer(c, "decline")
    assert await table.picked(c) == "a12"


async def test_a_team_is_asked_in_its_own_order(table: Table) -> None:
    await some(table, "ada", "bob", "cyd")
    await table.team("Sales", "cyd", "ada")
    sales = team_pool(TeamName("sales"))
    assert await offers(table, 3, sales) == ["cyd", "ada", "cyd"]
    assert await offers(table, 3) == ["ada", "bob", "cyd"]
    assert await offers(table, 1, sales) == ["ada"]


async def test_a_place_is_one_place_in_all_pools(table: Table) -> None:
    await some(table, "ada")
    await table.team("Sales", "ada")
    await table.asks(team_pool(TeamName("Sales")))
    for pool in ("everybody", "agent:ada", team_pool(TeamName("Sales"))):
        assert await offers(table, 1, pool) == [None]


async def test_less_capacity_takes_nothing_away_but_asks_nobody_more(table: Table) -> None:
    await table.agent("ada", capacity=3)
    first, second = await table.asks(), await table.asks()
    await table.directory.agents.set_capacity(AgentId("ada"), 1, BY)
    assert await offers(table, 1) == [None]
    await table.end(first)
    assert await offers(table, 1) == [None]
    await table.end(second)
    assert await offers(table, 1) == ["ada"]


async def test_many_visitors_at_once_never_get_more_than_there_is(table: Table) -> None:
    for n in range(10):
        await table.agent(f"a{n}", capacity=1 + n % 3)
    names = await asyncio.gather(*(table.asks() for _ in range(60)))
    got = Counter([await table.picked(name) for name in names])
    assert got.pop(None) == 60 - sum(1 + n % 3 for n in range(10))
    assert got == {f"a{n}": 1 + n % 3 for n in range(10)}
    await table.is_sound()
