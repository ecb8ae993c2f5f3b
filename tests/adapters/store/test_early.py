"""Replies that come before their thread is known are kept until it is."""

from __future__ import annotations

import asyncio

from bot.adapters.store.keys import EARLY_LIFETIME, EARLY_LIMIT
from bot.effects import TimerName
from bot.events import AgentWrote, ThreadOpened
from bot.ports import Found
from bot.relay import Relay
from tests.conftest import Store
from tests.conversation.commits import BY, Carried, agent
from tests.conversation.scenes import C1, EVERY, NOW, ONE, ref, words


class Clock:
    """A clock that stands."""

    def now(self) -> int:
        return NOW


async def offered(store: Store) -> Carried:
    """An agent is asked; where their thread is, nobody knows yet."""
    await store.directory.agents.put(agent(), None, BY)
    c = Carried(store.conversations)
    await c.begins("everybody")
    await c.offers()
    return c


async def kept(store: Store) -> int:
    """How many messages wait."""
    return int(await store.redis.llen(store.keys.of("early", ref())))


async def test_a_thread_is_found_once_it_is_bound(store: Store) -> None:
    c = await offered(store)
    assert await store.conversations.find(ref()) is None
    await c.goes_on(EVERY[ThreadOpened])
    assert await store.conversations.find(ref()) == Found(C1, ONE)
    assert await store.conversations.find(ref(), words("Hi!")) == Found(C1, ONE)
    assert await kept(store) == 0


async def test_an_early_reply_is_kept_in_order_with_an_end_to_its_life(store: Store) -> None:
    for n in (1, 2):
        assert await store.conversations.find(ref(), words(f"{n}", message=f"r{n}")) is None
    assert await store.conversations.early(ref()) == words("1", message="r1")
    await store.conversations.drop_early(ref(), words("1", message="r1"))
    assert await store.conversations.early(ref()) == words("2", message="r2")
    assert 0 < await store.redis.pttl(store.keys.of("early", ref())) <= EARLY_LIFETIME


async def test_what_is_nobodys_thread_is_not_kept(store: Store) -> None:
    assert await store.conversations.find(ref()) is None
    assert await kept(store) == 0
    assert await store.conversations.early(ref()) is None


async def test_a_flood_of_early_replies_has_a_limit(store: Store) -> None:
    flood = (words("x", message=f"r{n}") for n in range(EARLY_LIMIT + 20))
    await asyncio.gather(*(store.conversations.find(ref(), one) for one in flood))
    assert await kept(store) == EARLY_LIMIT


async def test_binding_wakes_those_that_were_early_and_only_then(store: Store) -> None:
    c = await offered(store)
    await store.conversations.find(ref(), words("Hi!"))
    answer = await c.goes_on(EVERY[ThreadOpened])
    assert answer.due == (TimerName.UNPARK,)
    again = await c.goes_on(EVERY[ThreadOpened])
    assert again.due == (TimerName.UNPARK,)
    await store.conversations.drop_early(ref(), words("Hi!"))
    assert (await c.goes_on(EVERY[ThreadOpened])).due == ()


async def test_two_drains_at_once_commit_each_early_reply_once_and_in_order(store: Store) -> None:
    store.conversations.now = str(NOW)  # for all of it, or the offer would have expired meanwhile
    c = await offered(store)
    early = [words(f"word {n}", message=f"r{n}") for n in range(20)]
    for message in [*early, early[3]]:
        await store.conversations.find(ref(), message)
    await c.goes_on(EVERY[ThreadOpened])  # by a process that died before it could act on what became due
    store.conversations.now = str(NOW + 1)
    first, second = (Relay(store.conversations, store.directory, Clock()) for _ in range(2))
    await asyncio.gather(first.timers(), second.timers(), second.thread_opened(C1, ONE, ref()))
    said = await spoken(store)
    assert said == [f"word {n}" for n in range(20)]
    assert await kept(store) == 0
    store.conversations.now = str(NOW + 100_000)
    assert TimerName.UNPARK not in [due.name for due in await store.conversations.due()]


async def spoken(store: Store) -> list[str]:
    """What the agent said, in the order of the log."""
    entries = await store.conversations.entries(C1)
    return [entry.event.text for entry in entries if isinstance(entry.event, AgentWrote)]


async def test_a_process_that_knows_only_an_old_snapshot_drains_them_too(store: Store) -> None:
    c = await offered(store)
    old = Relay(store.conversations, store.directory, Clock())
    await old.changes.snapshot(C1)
    await store.conversations.find(ref(), words("Hi!"))
    await c.goes_on(EVERY[ThreadOpened])
    await old.timers()
    assert await spoken(store) == ["Hi!"]
