"""What dialogues may ask of the router."""

from __future__ import annotations

from msgspec.structs import replace

from bot.adapters.store.prospects import RedisProspects
from bot.ids import AgentId, TeamName
from bot.routing.pools import EVERYBODY, agent_pool, team_pool
from tests.conftest import Store
from tests.conversation.commits import BY, agent


ADA, BOB = AgentId("ada"), AgentId("bob")
SALES = TeamName("Sales")


def prospects(store: Store) -> RedisProspects:
    return RedisProspects(store.redis, store.keys)


async def test_there_are_prospects_while_an_agent_of_one_of_the_pools_is_eligible(store: Store) -> None:
    await store.directory.agents.put(agent(), None, BY)
    await store.directory.teams.create(SALES, BY)
    there = prospects(store).anybody
    assert await there([EVERYBODY])
    assert await there([team_pool(SALES), agent_pool(ADA)])
    assert not await there([team_pool(SALES)])
    assert not await there([])
    await store.directory.attendance.switch(ADA, BY, available=False)
    assert not await there([EVERYBODY, agent_pool(ADA)])


async def test_a_meeting_is_with_the_next_agent_by_turn_who_has_a_booking_link_also_when_they_are_away(
    store: Store,
) -> None:
    booked = replace(agent(), booking="https://cal.example.com/ada")
    await store.directory.agents.put(agent("bob"), None, BY)
    await store.directory.agents.put(booked, None, BY)
    await store.directory.attendance.switch(ADA, BY, available=False)
    assert await prospects(store).to_meet([EVERYBODY]) == booked
    assert await prospects(store).to_meet([agent_pool(BOB), agent_pool(ADA)]) == booked
    assert await prospects(store).to_meet([agent_pool(BOB)]) is None
    assert await prospects(store).to_meet([]) is None
