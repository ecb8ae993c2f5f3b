"""Places of several agents for one conversation: taken and given back one by one, never above anybody's capacity."""

from __future__ import annotations

import asyncio

from bot.adapters.store.connection import text
from bot.adapters.store.repairs import Repairs
from bot.conversation import State, members
from bot.events import AgentAccepted, ConversationEnded, OfferMade, PickVoided
from bot.ids import AgentId, ConversationId, ThreadNumber
from bot.routing.pools import EVERYBODY
from tests.conftest import Store
from tests.conversation.commits import BY, Carried, agent
from tests.conversation.scenes import EVERY, NOW, ONE, agent_card


BOB = agent_card("bob")


async def held(store: Store) -> dict[str, list[str]]:
    """Whose places each conversation holds."""
    found = await store.redis.hgetall(store.keys.plain("held"))
    return {text(name): text(whose).split("\n") for name, whose in found.items()}


async def load(store: Store, name: str) -> int:
    """How many places of an agent are held."""
    return int(await store.redis.hget(store.keys.plain("loads"), name) or 0)


async def live(store: Store, name: str = "c1") -> Carried:
    """Ada talks to a visitor."""
    await store.directory.agents.put(agent("ada", 10), None, BY)
    c = Carried(store.conversations, ConversationId(name))
    await c.begins(EVERYBODY)
    await c.offers()
    await c.goes_on(EVERY[AgentAccepted])
    return c


async def test_who_joins_takes_a_place_and_gives_it_back_by_leaving(store: Store) -> None:
    c = await live(store)
    await store.directory.agents.put(agent("bob"), None, BY)
    await c.goes_on(*members.join(c.now, BOB, NOW))
    assert await held(store) == {"c1": ["ada", "bob"]}
    await c.goes_on(*members.leave(c.now, BOB.person, NOW))
    assert await held(store) == {"c1": ["ada"]}
    assert (await load(store, "ada"), await load(store, "bob")) == (1, 0)


async def test_without_a_place_left_nothing_of_the_commit_is_stored(store: Store) -> None:
    c, other = await live(store), await live(store, "c2")
    await store.directory.agents.put(agent("bob", 1), None, BY)
    await other.goes_on(*members.join(other.now, BOB, NOW))
    before = c.now
    committed = await c.goes_on(*members.join(c.now, BOB, NOW))
    assert committed.outcome == "full"
    assert (c.now, await store.conversations.load(before.id)) == (before, before)
    assert (await held(store))["c1"] == ["ada"]


async def test_who_is_no_agent_any_more_has_no_place(store: Store) -> None:
    c = await live(store)
    assert (await c.goes_on(*members.join(c.now, BOB, NOW))).outcome == "full"


async def test_of_many_chats_that_one_agent_joins_at_once_as_many_have_them_as_they_may_have(
    store: Store,
) -> None:
    chats = [await live(store, f"c{n}") for n in range(8)]
    await store.directory.agents.put(agent("bob", 3), None, BY)
    outcomes = await asyncio.gather(*(c.goes_on(*members.join(c.now, BOB, NOW)) for c in chats))
    assert sorted(one.outcome for one in outcomes) == ["full"] * 5 + ["stored"] * 3
    assert await load(store, "bob") == 3


async def test_who_takes_over_has_the_place_in_the_step_that_gives_back_the_former(store: Store) -> None:
    c = await live(store)
    await store.directory.agents.put(agent("bob", 1), None, BY)
    await c.goes_on(*members.take_over(c.now, BOB, NOW))
    assert await held(store) == {"c1": ["bob"]}


async def picked_bob_comes_and_goes(store: Store) -> Carried:
    """Bob was picked to take over, and has joined and left before he is asked: his place is given back."""
    c = await live(store)
    await store.directory.agents.put(agent("bob", 1), None, BY)
    wish = members.hand_over(c.now, ONE, agent_card().person, NOW, pool="agent:bob", to="Bob", note="")
    await c.goes_on(*wish)
    assert await held(store) == {"c1": ["ada", "bob"]}
    await c.goes_on(*members.join(c.now, BOB, NOW))
    await c.goes_on(*members.leave(c.now, BOB.person, NOW))
    assert await held(store) == {"c1": ["ada"]}
    return c


async def test_who_is_asked_to_take_over_has_a_place_even_if_they_came_and_went_meanwhile(
    store: Store,
) -> None:
    c = await picked_bob_comes_and_goes(store)
    asked = OfferMade(at=NOW, thread=ThreadNumber(3), agent=BOB, pool="agent:bob")
    assert (await c.goes_on(asked)).outcome == "stored"
    assert await held(store) == {"c1": ["ada", "bob"]}


async def test_who_has_no_place_any_more_is_not_asked_to_take_over(store: Store) -> None:
    c = await picked_bob_comes_and_goes(store)
    other = await live(store, "c2")
    await other.goes_on(*members.join(other.now, BOB, NOW))
    asked = OfferMade(at=NOW, thread=ThreadNumber(3), agent=BOB, pool="agent:bob")
    assert (await c.goes_on(asked)).outcome == "full"
    await c.goes_on(PickVoided(at=NOW, agent=BOB.id))
    assert c.now.transfer
    assert await load(store, "bob") == 1


async def test_the_end_gives_back_the_places_of_all(store: Store) -> None:
    c = await live(store)
    await store.directory.agents.put(agent("bob"), None, BY)
    await c.goes_on(*members.join(c.now, BOB, NOW))
    await c.goes_on(EVERY[ConversationEnded])
    assert c.now.state is State.ENDED
    assert await held(store) == {}
    assert (await load(store, "ada"), await load(store, "bob")) == (0, 0)


async def test_only_the_place_that_nobody_needs_is_mended(store: Store) -> None:
    c = await live(store)
    await store.directory.agents.put(agent("bob"), None, BY)
    await c.goes_on(*members.join(c.now, BOB, NOW))
    assert await Repairs(store.directory.arranger).look(NOW) == {}
    await store.redis.hset(store.keys.plain("held"), "c1", "ada\nbob\ncyd")
    await store.redis.hset(store.keys.plain("loads"), "cyd", "1")
    assert await Repairs(store.directory.arranger).look(NOW) == {"place": 1}
    assert await held(store) == {"c1": ["ada", "bob"]}
    assert await load(store, "cyd") == 0


async def test_a_place_that_its_agent_was_not_told_of_is_mended(store: Store) -> None:
    await live(store)
    await store.redis.delete(store.keys.of("places", "ada"))
    await store.redis.sadd(store.keys.of("places", "ada"), "another")
    assert await store.directory.agents.holding(AgentId("ada")) == ()
    assert await Repairs(store.directory.arranger).look(NOW) == {"place": 1}
    assert await store.directory.agents.holding(AgentId("ada")) == (ConversationId("c1"),)


async def test_agents_know_the_chats_that_they_are_on(store: Store) -> None:
    c = await live(store)
    await store.directory.agents.put(agent("bob"), None, BY)
    await c.goes_on(*members.join(c.now, BOB, NOW))
    assert await store.directory.agents.holding(AgentId("bob")) == (ConversationId("c1"),)
    assert await store.conversations.active() == [ConversationId("c1")]
