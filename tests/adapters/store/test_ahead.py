"""Edits, deletions and reactions that come before their message are kept until it is known."""

from __future__ import annotations

import asyncio

import pytest

from bot.adapters.store.keys import EARLY_LIFETIME, EARLY_LIMIT
from bot.arrivals import AnyChange
from bot.conversation.latest import as_it_stands
from bot.effects import TimerName
from bot.events import AgentAccepted, AgentDeleted, AgentEdited, AgentReacted, AgentWrote, ThreadOpened
from bot.ids import MessageId
from bot.ports import Placed
from bot.relay import Relay
from tests.conftest import Store
from tests.conversation.commits import BY, Carried, agent
from tests.conversation.scenes import C1, EVERY, NOW, deleted, edited, reacted, said_in, words


class Clock:
    """A clock that stands."""

    def now(self) -> int:
        return NOW


async def live(store: Store) -> Relay:
    """An agent talks to a visitor."""
    await store.directory.agents.put(agent(), None, BY)
    c = Carried(store.conversations)
    await c.begins("everybody")
    await c.offers()
    await c.goes_on(EVERY[ThreadOpened], EVERY[AgentAccepted])
    return Relay(store.conversations, store.directory, Clock())


async def waiting(store: Store) -> int:
    return int(await store.redis.llen(store.keys.of("ahead", said_in())))


async def told(store: Store) -> list[str]:
    """What became of what the agent said, as the log has it."""
    events = [entry.event for entry in await store.conversations.entries(C1)]
    kinds = AgentWrote | AgentEdited | AgentDeleted | AgentReacted
    return [f"{type(e).__name__} {getattr(e, 'text', '')}".strip() for e in events if isinstance(e, kinds)]


async def test_a_message_is_known_by_its_post_once_it_is_committed(store: Store) -> None:
    relay = await live(store)
    assert await store.conversations.placed(said_in()) is None
    await relay.thread_message(words("Hi!"))
    entries = await store.conversations.entries(C1)
    assert await store.conversations.placed(said_in()) == Placed(C1, entries[-1].n, entries[-1].n)


@pytest.mark.parametrize(
    ("changes", "becomes"),
    [
        ([edited("Hello!")], ["AgentWrote Hi!", "AgentEdited Hello!"]),
        ([deleted()], ["AgentWrote Hi!", "AgentDeleted"]),
        ([reacted()], ["AgentWrote Hi!", "AgentReacted"]),
        ([edited("b", order=2), edited("a", order=1)], ["AgentWrote Hi!", "AgentEdited b"]),
        ([deleted(order=2), edited("late", order=1)], ["AgentWrote Hi!", "AgentDeleted"]),
        ([edited("Hello!"), edited("Hello!")], ["AgentWrote Hi!", "AgentEdited Hello!"]),
    ],
)
@pytest.mark.parametrize("first", [True, False])
async def test_a_change_counts_whether_it_comes_before_its_message_or_after_it(
    store: Store, changes: list[AnyChange], becomes: list[str], *, first: bool
) -> None:
    relay = await live(store)
    if first:
        for change in changes:
            await relay.message_changed(change)
        assert await waiting(store) == len(changes)
        await relay.thread_message(words("Hi!"))
    else:
        await relay.thread_message(words("Hi!"))
        for change in changes:
            await relay.message_changed(change)
    assert await told(store) == becomes
    assert await waiting(store) == 0
    assert await store.redis.exists(store.keys.of("amends", C1)) == 0


async def test_what_was_kept_is_taken_up_by_whoever_is_there_when_the_process_dies(store: Store) -> None:
    await live(store)
    await store.conversations.placed(said_in(), deleted())
    c = Carried(store.conversations)
    c.now = await store.conversations.load(C1)
    committed = await c.goes_on(EVERY[AgentWrote])
    assert committed.due == (TimerName.UNPARK,)  # by a process that died before it could act on it
    other = Relay(store.conversations, store.directory, Clock())
    await asyncio.gather(other.timers(), Relay(store.conversations, store.directory, Clock()).timers())
    assert await told(store) == ["AgentWrote Hi!", "AgentDeleted"]


async def test_a_flood_of_changes_has_a_limit_and_an_end_to_its_life(store: Store) -> None:
    flood = (edited("x", order=n) for n in range(EARLY_LIMIT + 20))
    await asyncio.gather(*(store.conversations.placed(said_in(), one) for one in flood))
    assert await waiting(store) == EARLY_LIMIT
    assert 0 < await store.redis.pttl(store.keys.of("ahead", said_in())) <= EARLY_LIFETIME


async def test_ten_deliveries_of_one_change_at_once_are_one(store: Store) -> None:
    relays = [await live(store), *(Relay(store.conversations, store.directory, Clock()) for _ in range(9))]
    await relays[0].thread_message(words("Hi!"))
    await asyncio.gather(*(relay.message_changed(edited("Hello!")) for relay in relays))
    assert await told(store) == ["AgentWrote Hi!", "AgentEdited Hello!"]


async def test_a_fresh_view_has_no_words_that_were_changed_or_taken_back(store: Store) -> None:
    relay = await live(store)
    await relay.thread_message(words("my password is hunter2", message="r1"))
    await relay.thread_message(words("and my pin is 1234", message="r2"))
    await relay.message_changed(edited("never mind", order=3))
    await relay.message_changed(deleted(said_in("r2"), order=4))
    c = await store.conversations.load(C1)
    shown = str([as_it_stands(entry, c) for entry in await store.conversations.entries(C1)])
    assert "hunter2" not in shown
    assert "1234" not in shown
    assert "never mind" in shown


async def test_a_change_of_what_is_nobodys_message_is_not_kept(store: Store) -> None:
    relay = await live(store)
    change = edited("x", said_in("foreign"))
    change = type(change)(
        **{name: getattr(change, name) for name in change.__struct_fields__} | {"ours": False}
    )
    await relay.message_changed(change)
    assert await store.redis.exists(store.keys.of("ahead", said_in("foreign"))) == 0


async def test_a_change_in_a_conversation_that_is_no_longer_kept_changes_nothing(store: Store) -> None:
    relay = await live(store)
    await relay.thread_message(words("Hi!", message="r1"))
    await store.redis.delete(store.keys.of("snapshot", C1), store.keys.of("log", C1))
    relay.changes.forget(C1)
    await relay.message_changed(edited("Hello!", said_in(MessageId("r1"))))
    assert await store.redis.exists(store.keys.of("log", C1)) == 0
