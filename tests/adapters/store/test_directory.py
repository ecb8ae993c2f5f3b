"""Agents, teams, admins and the audit log."""

from __future__ import annotations

import asyncio

import pytest
from msgspec.structs import replace

from bot.errors import UnknownKey
from bot.ids import AgentId, ConversationId, TeamName, alias
from bot.ports import By, Picture
from bot.routing.pools import team_pool
from tests.conftest import Store
from tests.conversation.commits import BY, Carried, agent
from tests.conversation.scenes import NOW, STRANGER, agent_card


SALES = TeamName("Sales")


async def picks(store: Store, pool: str = "everybody", name: str = "c1") -> str | None:
    """Whom a new conversation gets."""
    await Carried(store.conversations, ConversationId(name)).begins(pool)
    pick = await store.conversations.picked(ConversationId(name))
    return pick.agent if pick and pick.agent else None


async def members(store: Store) -> dict[str, tuple[str, ...]]:
    """Who is in which team."""
    return {kept.team.name: kept.members for kept in await store.directory.teams.teams()}


async def test_a_new_agent_is_known_available_and_picked(store: Store) -> None:
    assert await store.directory.agents.put(agent(), None, BY)
    assert await store.directory.agents.agent(AgentId("ada")) == agent()
    assert await store.directory.agents.agent_of(agent().person) == agent()
    (status,) = await store.directory.agents.statuses(NOW)
    assert (status.agent, status.available, status.chats, status.teams) == (agent(), True, 0, ())
    assert await picks(store) == "ada"


async def test_nobody_is_an_agent_who_was_not_made_one(store: Store) -> None:
    assert await store.directory.agents.agent(AgentId("ada")) is None
    assert await store.directory.agents.agent_of(STRANGER) is None
    assert await store.directory.agents.statuses(NOW) == []


async def test_an_agent_is_brought_up_to_date_and_stays_away_and_in_their_teams(store: Store) -> None:
    await store.directory.agents.put(agent(), None, BY)
    await store.directory.teams.create(SALES, BY)
    await store.directory.teams.add(SALES, AgentId("ada"), BY)
    await store.directory.attendance.switch(AgentId("ada"), BY, available=False)
    assert not await store.directory.agents.put(replace(agent(), name="Ada L.", capacity=1), None, BY)
    (status,) = await store.directory.agents.statuses(NOW)
    assert (status.agent.name, status.available, status.teams) == ("Ada L.", False, (SALES,))


async def test_more_capacity_counts_at_once(store: Store) -> None:
    await store.directory.agents.put(agent(capacity=1), None, BY)
    assert await picks(store, name="c1") == "ada"
    assert await picks(store, name="c2") is None
    await store.directory.agents.set_capacity(AgentId("ada"), 2, BY)
    assert await picks(store, name="c3") == "ada"


async def test_availability_says_whether_it_changed(store: Store) -> None:
    await store.directory.agents.put(agent(), None, BY)
    ada = AgentId("ada")
    changed = [
        await store.directory.attendance.switch(ada, BY, available=on) for on in (True, False, False, True)
    ]
    assert changed == [False, True, False, True]


async def test_agents_are_listed_by_name_without_regard_to_case(store: Store) -> None:
    for name in ("cyd", "ada", "Bob"):
        await store.directory.agents.put(replace(agent(name), name=name), None, BY)
    assert [status.agent.name for status in await store.directory.agents.statuses(NOW)] == [
        "ada",
        "Bob",
        "cyd",
    ]


async def test_a_picture_is_kept_and_its_path_changes_with_it(store: Store) -> None:
    await store.directory.agents.put(agent(), Picture("image/png", b"\x00one\xff"), BY)
    first = await store.directory.agents.agent(AgentId("ada"))
    assert first is not None
    assert first.avatar.startswith(f"/avatar/{alias(AgentId('ada'))}?v=")
    assert await store.directory.agents.picture(alias(AgentId("ada"))) == Picture("image/png", b"\x00one\xff")
    await store.directory.agents.put(agent(), Picture("image/png", b"two"), BY)
    second = await store.directory.agents.agent(AgentId("ada"))
    assert second is not None
    assert second.avatar != first.avatar
    assert await store.directory.agents.picture(alias(AgentId("bob"))) is None


async def test_a_removed_agent_is_gone_at_once_and_their_chats_are_named(store: Store) -> None:
    await store.directory.agents.put(agent(), Picture("image/png", b"x"), BY)
    await store.directory.teams.create(SALES, BY)
    await store.directory.teams.add(SALES, AgentId("ada"), BY)
    await picks(store, name="c1")
    await picks(store, name="c2")
    assert set(await store.directory.agents.remove(AgentId("ada"), BY)) == {"c1", "c2"}
    assert await store.directory.agents.statuses(NOW) == []
    assert await members(store) == {SALES: ()}
    assert await store.directory.agents.agent_of(agent().person) is None
    assert await store.directory.agents.picture(alias(AgentId("ada"))) is None
    for pool in ("everybody", "agent:ada", team_pool(SALES)):
        assert await picks(store, pool, name=f"after-{pool}") is None
    assert await store.directory.agents.remove(AgentId("ada"), BY) == ()


async def test_a_removed_agent_comes_back_without_their_teams_and_with_their_chats_counted(
    store: Store,
) -> None:
    await store.directory.agents.put(agent(capacity=1), None, BY)
    await store.directory.teams.create(SALES, BY)
    await store.directory.teams.add(SALES, AgentId("ada"), BY)
    await picks(store, name="c1")
    await store.directory.agents.remove(AgentId("ada"), BY)
    assert await store.directory.agents.put(agent(capacity=1), None, BY)
    (status,) = await store.directory.agents.statuses(NOW)
    assert (status.chats, status.teams) == (1, ())
    assert await picks(store, name="c2") is None


async def test_a_team_is_created_once_whatever_its_case(store: Store) -> None:
    assert await store.directory.teams.create(SALES, BY)
    assert not await store.directory.teams.create(TeamName("SALES"), BY)
    assert list(await members(store)) == [SALES]


async def test_a_team_has_its_members_and_its_own_turns(store: Store) -> None:
    for name in ("ada", "bob"):
        await store.directory.agents.put(agent(name), None, BY)
    await store.directory.teams.create(SALES, BY)
    assert await store.directory.teams.add(TeamName("sales"), AgentId("bob"), BY)
    assert not await store.directory.teams.add(SALES, AgentId("bob"), BY)
    assert await members(store) == {SALES: ("bob",)}
    assert await picks(store, team_pool(SALES), "c1") == "bob"
    assert await picks(store, team_pool(SALES), "c2") == "bob"


async def test_a_team_that_is_not_there_is_an_unknown_key(store: Store) -> None:
    await store.directory.agents.put(agent(), None, BY)
    with pytest.raises(UnknownKey):
        await store.directory.teams.add(SALES, AgentId("ada"), BY)


async def test_somebody_who_is_removed_while_they_are_added_to_a_team_is_no_ghost_in_it(store: Store) -> None:
    await store.directory.teams.create(SALES, BY)
    with pytest.raises(UnknownKey):
        await store.directory.teams.add(SALES, AgentId("ada"), BY)
    await store.directory.agents.put(agent(), None, BY)
    assert await members(store) == {SALES: ()}


# --- the first admin


async def test_the_code_makes_one_person_the_first_admin_however_many_try(store: Store) -> None:
    assert await store.directory.admins.offer_claim("right") == "right"
    assert await store.directory.admins.offer_claim("another") == "right"
    assert not await store.directory.admins.claim(STRANGER, "another", BY)
    people = [agent_card(f"p{n}").person for n in range(20)]
    won = await asyncio.gather(*(store.directory.admins.claim(person, "right", BY) for person in people))
    assert sum(won) == 1
    assert await store.directory.admins.admins() == [people[won.index(True)]]
    assert await store.directory.admins.offer_claim("third") is None
    assert not await store.directory.admins.claim(STRANGER, "right", BY)


async def test_no_code_is_no_claim(store: Store) -> None:
    assert not await store.directory.admins.claim(STRANGER, "", BY)
    assert await store.directory.admins.admins() == []


async def test_an_admin_is_who_was_made_one(store: Store) -> None:
    await store.directory.admins.add(STRANGER, BY)
    assert await store.directory.admins.is_admin(STRANGER)
    assert not await store.directory.admins.is_admin(agent().person)


async def test_the_audit_log_says_who_did_what_and_when(store: Store) -> None:
    await store.directory.admins.note("added agent ada", By(STRANGER, 7))
    await store.directory.admins.note("removed agent ada", By(STRANGER, 8))
    entries = await store.redis.xrange(store.keys.plain("audit"))
    assert [fields for _, fields in entries or ()] == [
        {b"who": STRANGER.encode(), b"what": b"added agent ada", b"at": b"7"},
        {b"who": STRANGER.encode(), b"what": b"removed agent ada", b"at": b"8"},
    ]
