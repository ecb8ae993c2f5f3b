"""Timers: due once at a time, until a commit clears them."""

from __future__ import annotations

import asyncio

from bot.adapters.store.conversations import TIMER_LEASE
from bot.effects import TimerName
from bot.events import AgentAccepted, ConversationEnded, OfferExpired
from bot.ids import ConversationId
from bot.ports import Due
from tests.conftest import Store
from tests.conversation.commits import BY, Carried, agent
from tests.conversation.scenes import C1, EVERY, NOW, agent_card, requested, started, terms


def at(store: Store, milliseconds: int) -> None:
    """The store's clock shows so much after the scene's beginning."""
    store.conversations.now = str(NOW + milliseconds)


async def names(store: Store) -> list[TimerName]:
    """Take what is due."""
    return [due.name for due in await store.conversations.due()]


async def offered(store: Store, accept_window: int = 10_000, wait_limit: int = 60_000) -> Carried:
    """An agent is asked, and nobody delivers."""
    at(store, 0)
    store.conversations.late = 10**12  # what test_late.py is about
    await store.directory.agents.put(agent(), None, BY)
    c = Carried(store.conversations)
    by = terms(accept_window=accept_window, wait_limit=wait_limit)
    await c.goes_on(started(), requested(by))
    await c.offers()
    return c


async def test_a_timer_is_due_when_its_time_has_come_and_not_before(store: Store) -> None:
    await offered(store)
    at(store, 9_999)
    assert await names(store) == []
    at(store, 10_000)
    assert await names(store) == [TimerName.OFFER]
    at(store, 60_000)
    assert set(await names(store)) == {TimerName.OFFER, TimerName.WAIT}


async def test_a_timer_that_is_taken_comes_to_nobody_else_for_a_while_and_then_again(store: Store) -> None:
    await offered(store)
    at(store, 10_000)
    (due,) = await store.conversations.due()
    assert await names(store) == []
    at(store, 10_000 + TIMER_LEASE - 1)
    assert await names(store) == []
    at(store, 10_000 + TIMER_LEASE)
    assert await names(store) == [TimerName.OFFER]
    assert not await store.conversations.still_due(due)


async def test_many_sweepers_at_once_take_each_timer_once(store: Store) -> None:
    at(store, 0)
    for n in range(30):
        await Carried(store.conversations, ConversationId(f"c{n}")).begins()
        c = Carried(store.conversations, ConversationId(f"d{n}"))
        await c.begins("everybody")
    taken = await asyncio.gather(*(store.conversations.due(limit=5) for _ in range(12)))
    everyone = [due for some in taken for due in some]
    assert len(everyone) == len(set(everyone)) == 30


async def test_an_event_that_answers_the_timer_clears_it(store: Store) -> None:
    c = await offered(store)
    await c.goes_on(EVERY[AgentAccepted])
    at(store, 10_000_000)
    assert await names(store) == ["presence"], "is the visitor still there?"


async def test_the_end_clears_them_all(store: Store) -> None:
    c = await offered(store)
    await c.goes_on(EVERY[ConversationEnded])
    at(store, 10_000_000)
    assert await names(store) == []


async def test_the_next_offer_puts_its_own_time_in_the_place_of_the_old_one(store: Store) -> None:
    c = await offered(store)
    at(store, 9_000)
    await c.goes_on(EVERY[OfferExpired])
    await c.offers(agent_card("bob"))
    at(store, 18_999)
    assert await names(store) == []
    at(store, 19_000)
    assert await names(store) == [TimerName.OFFER]


async def test_a_timer_that_was_set_anew_is_not_the_one_that_was_taken(store: Store) -> None:
    c = await offered(store)
    at(store, 10_000)
    (taken,) = await store.conversations.due()
    assert await store.conversations.still_due(taken)
    await c.goes_on(EVERY[OfferExpired])
    assert not await store.conversations.still_due(taken)
    await c.offers(agent_card("bob"))
    assert not await store.conversations.still_due(taken)
    await store.conversations.clear(taken)
    at(store, 20_000)
    assert await names(store) == [TimerName.OFFER]


async def test_a_timer_that_a_commit_made_due_is_cleared_but_not_one_of_the_future(store: Store) -> None:
    at(store, 0)
    await Carried(store.conversations).begins("everybody")
    picked, wait = Due(C1, TimerName.PICKED), Due(C1, TimerName.WAIT)
    assert await store.conversations.still_due(picked)
    assert not await store.conversations.still_due(wait)
    await store.conversations.clear(picked)
    await store.conversations.clear(wait)
    at(store, 300_000)
    assert await names(store) == [TimerName.WAIT]


async def test_a_cleared_timer_stays_away_and_clearing_twice_is_once(store: Store) -> None:
    await offered(store)
    at(store, 10_000)
    (taken,) = await store.conversations.due()
    for _ in range(2):
        await store.conversations.clear(taken)
    at(store, 20_000)
    assert await names(store) == []


async def test_only_as_many_are_taken_as_are_wanted(store: Store) -> None:
    at(store, 0)
    for n in range(5):
        await Carried(store.conversations, ConversationId(f"c{n}")).begins("everybody")
    assert len(await store.conversations.due(limit=3)) == 3
    assert len(await store.conversations.due(limit=3)) == 2
