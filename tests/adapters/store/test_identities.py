"""Whose an account is, however many change it at once."""

from __future__ import annotations

import asyncio

import msgspec

from bot.ids import AgentId, Identity, Person, channel, person
from bot.ports import Agent
from tests.conftest import Store
from tests.conversation.commits import BY, agent


ADA, BOB = AgentId("ada"), AgentId("bob")
ELSEWHERE = Identity(person("slack", "T1", "U1"), channel("slack", "T1", "D1"))
AGENTS = [AgentId(f"a{n}") for n in range(10)]


async def owner(store: Store, who: Person) -> AgentId | None:
    found = await store.directory.agents.agent_of(who)
    return found.id if found else None


async def test_of_ten_who_link_the_same_account_at_once_one_has_it(store: Store) -> None:
    for name in AGENTS:
        await store.directory.agents.put(agent(name), None, BY)
    said = await asyncio.gather(*(store.directory.agents.link(one, ELSEWHERE, BY) for one in AGENTS))
    assert sorted(said) == ["linked", *["taken"] * 9]
    assert await owner(store, ELSEWHERE.person) == AGENTS[said.index("linked")]
    linked = [one.agent.id for one in await store.directory.agents.statuses(0) if one.agent.linked]
    assert linked == [AGENTS[said.index("linked")]]


async def test_somebody_who_is_linked_and_added_at_once_is_one_agent(store: Store) -> None:
    await store.directory.agents.put(agent(), None, BY)
    new = Agent(id=BOB, name="Bob", person=ELSEWHERE.person, inbox=ELSEWHERE.inbox)
    linked, added = await asyncio.gather(
        store.directory.agents.link(ADA, ELSEWHERE, BY), store.directory.agents.put(new, None, BY)
    )
    assert (linked, added) in (("linked", False), ("taken", True))
    assert await owner(store, ELSEWHERE.person) == (ADA if linked == "linked" else BOB)
    assert (await store.directory.agents.agent(BOB) is None) is (linked == "linked")


async def test_of_all_accounts_that_are_unlinked_at_once_one_stays(store: Store) -> None:
    await store.directory.agents.put(agent(), None, BY)
    await store.directory.agents.link(ADA, ELSEWHERE, BY)
    people = [agent().person, ELSEWHERE.person]
    gone = await asyncio.gather(*(store.directory.agents.unlink(ADA, one, BY) for one in people))
    assert sorted(gone) == [False, True]
    left = await store.directory.agents.agent(ADA)
    assert left is not None
    assert [one.person for one in left.identities] == [people[gone.index(False)]]
    assert [await owner(store, one) for one in people].count(ADA) == 1


async def test_bringing_an_agent_up_to_date_takes_no_account_away_that_came_meanwhile(store: Store) -> None:
    await store.directory.agents.put(agent(), None, BY)
    await store.directory.agents.link(ADA, ELSEWHERE, BY)
    assert not await store.directory.agents.put(msgspec.structs.replace(agent(), name="Ada L."), None, BY)
    known = await store.directory.agents.agent(ADA)
    assert known is not None
    assert (known.name, known.linked) == ("Ada L.", (ELSEWHERE,))


async def test_an_agent_of_before_there_were_several_accounts_is_read(store: Store) -> None:
    old = '{"id":"ada","name":"Ada","person":"slack:T1:U1","inbox":"slack:T1:D1","notify":{"where":"dm"}}'
    await store.redis.hset(store.keys.plain("agents"), "ada", old)
    known = await store.directory.agents.agent(ADA)
    assert known is not None
    assert known.identities == (ELSEWHERE,)
    assert known.reachable == (ELSEWHERE,)
