"""Buttons, timers, picks and removals that come at the same time."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable

import pytest

from bot.adapters.store.conversations import RedisConversations
from bot.arrivals import ButtonPressed
from bot.conversation import State, ThreadStatus
from bot.conversation.actions import ROWS, Action, Standing
from bot.conversation.pick import Pick
from bot.effects import TimerName
from bot.events import AgentAccepted, ConversationEnded, OfferDeclined, OfferMade, PickVoided
from bot.ids import AgentId, ConversationId, MessageId, Person, ThreadNumber
from bot.ports import Due
from bot.relay import Relay
from tests.conversation.commits import BY, Carried
from tests.conversation.scenes import NOW, STRANGER, agent_card, requested, started, terms
from tests.delivery.house import House


C = ConversationId("c1")
ADA = AgentId("ada")


def pressed(action: Action, who: Person | None = None, thread: int = 1) -> ButtonPressed:
    """Somebody presses a button."""
    return ButtonPressed(
        person=who or agent_card().person, at=1, conversation=C, thread=ThreadNumber(thread), action=action
    )


async def kinds(house: House) -> list[str]:
    """The log, by the names of its events."""
    return [type(entry.event).__name__ for entry in await house.conversations.entries(C)]


async def count(house: House, *wanted: type) -> int:
    """How many of these happened."""
    return sum(name in [one.__name__ for one in wanted] for name in await kinds(house))


async def picked_by_a_process_that_died(house: House) -> None:
    """The router has reserved somebody, and nobody has acted on it."""
    await Carried(house.conversations, C).goes_on(started("v-c1"), requested(terms(), house.at))


# --- buttons


@pytest.mark.parametrize("seed", range(20))
async def test_ten_presses_at_once_are_one_answer(house: House, seed: int) -> None:
    await house.agent()
    await house.asks()
    dice = random.Random(seed)  # noqa: S311  the same order each time
    presses = [pressed(Action.ACCEPT)] * 4 + [pressed(Action.DECLINE)] * 3
    theirs = [row.action for row in ROWS if Standing.BYSTANDER not in row.may]
    presses += [pressed(action, STRANGER) for action in theirs]
    dice.shuffle(presses)
    relays = [house.relay_anew(), house.relay_anew()]
    told = await asyncio.gather(*(dice.choice(relays).button(one) for one in presses))
    assert await count(house, AgentAccepted, OfferDeclined) == 1
    assert told.count("") == 1
    assert sum(each.startswith(("This one is for Ada.", "Only ")) for each in told) == len(theirs)


async def test_end_pressed_by_two_processes_ends_once(house: House) -> None:
    await house.agent()
    await house.asks()
    await house.relay.button(pressed(Action.ACCEPT))
    relays = [house.relay_anew() for _ in range(4)]
    told = await asyncio.gather(*(relay.button(pressed(Action.END)) for relay in relays))
    assert await count(house, ConversationEnded) == 1
    assert told.count("") == 1


async def test_an_offer_that_was_accepted_and_ended_by_the_visitor_at_once_has_one_end(house: House) -> None:
    await house.agent()
    await house.asks()
    await asyncio.gather(
        house.relay_anew().button(pressed(Action.ACCEPT)),
        house.relay_anew().visitor_ended(C, MessageId("end")),
        house.relay_anew().button(pressed(Action.DECLINE)),
    )
    now = await house.load(C)
    assert now.state is State.ENDED
    (status,) = await house.store.directory.agents.statuses(NOW)
    assert status.chats == 0


# --- picks


async def test_a_pick_whose_process_died_is_offered_by_another_once(house: House) -> None:
    await house.agent()
    await picked_by_a_process_that_died(house)
    relays = [house.relay_anew() for _ in range(5)]
    await asyncio.gather(*(relay.timers() for relay in relays))
    assert await count(house, OfferMade) == 1


class Interrupted(RedisConversations):
    """The store of a process that is interrupted between reading a snapshot and reading the pick."""

    interruption: Callable[[], Awaitable[object]] | None = None

    async def picked(self, conversation: ConversationId) -> Pick | None:
        """Let something happen first."""
        then, self.interruption = self.interruption, None
        if then:
            await then()
        return await super().picked(conversation)


async def test_a_pick_is_never_offered_on_a_snapshot_from_before_it(house: House) -> None:
    for name in ("ada", "bob"):
        await house.agent(name)
    await picked_by_a_process_that_died(house)

    async def ada_is_asked_and_declines() -> None:
        other = house.relay_anew()
        house.later(3)  # the first process was slow, and the timer came again
        await other.timers()
        await other.button(pressed(Action.DECLINE))

    interrupted = Interrupted(house.store.redis, house.store.keys, now=house.conversations.now)
    interrupted.interruption = ada_is_asked_and_declines
    await Relay(interrupted, house.store.directory, house).timers()
    assert (await house.load(C)).asked == ("ada", "bob")
    assert await count(house, OfferMade) == 2


async def test_a_visitor_who_writes_meanwhile_does_not_delay_the_offer(house: House) -> None:
    await house.agent("ada")
    await picked_by_a_process_that_died(house)
    interrupted = Interrupted(house.store.redis, house.store.keys, now=house.conversations.now)
    interrupted.interruption = lambda: house.writes(C, "Hello?")
    await Relay(interrupted, house.store.directory, house).timers()
    assert (await kinds(house))[2:] == ["VisitorWrote", "OfferMade"]


async def test_a_picked_agent_who_was_removed_is_void_and_the_next_one_is_asked(house: House) -> None:
    await house.agent("ada")
    await house.agent("bob")
    await picked_by_a_process_that_died(house)
    await house.store.directory.agents.remove(ADA, BY)
    await house.relay.timers()
    assert await kinds(house) == ["ConversationStarted", "LiveChatRequested", "PickVoided", "OfferMade"]
    assert (await house.load(C)).asked == ("bob",)


async def test_a_picked_agent_who_was_removed_and_nobody_else_is_the_fallback(house: House) -> None:
    await house.agent("ada")
    await picked_by_a_process_that_died(house)
    await house.store.directory.agents.remove(ADA, BY)
    await house.relay.timers()
    assert (await kinds(house))[2:] == ["PickVoided", "FallbackShown", "ConversationEnded"]
    assert await house.store.redis.hlen(house.store.keys.plain("held")) == 0


async def test_removing_a_picked_agent_voids_the_pick_before_it_becomes_an_offer(house: House) -> None:
    await house.agent("ada")
    await house.agent("bob")
    await picked_by_a_process_that_died(house)
    holding = await house.store.directory.agents.remove(ADA, BY)
    assert holding == (C,)
    assert await house.relay.offers.agent_removed(ADA, holding) == 0
    assert await count(house, PickVoided) == 1
    assert (await house.load(C)).asked == ("bob",)


@pytest.mark.parametrize("seed", range(10))
async def test_no_offer_stays_with_an_agent_who_is_removed_meanwhile(house: House, seed: int) -> None:
    await house.agent("ada")
    await house.agent("bob")
    await picked_by_a_process_that_died(house)
    dice = random.Random(seed)  # noqa: S311  the same order each time

    async def remove() -> None:
        for _ in range(dice.randrange(12)):
            await asyncio.sleep(0)
        holding = await house.store.directory.agents.remove(ADA, BY)
        await house.relay_anew().offers.agent_removed(ADA, holding)

    await asyncio.gather(house.relay_anew().timers(), remove())
    now = await house.load(C)
    assert now.state is State.OFFERED
    assert now.threads[-1].agent.id == "bob"


async def test_removing_an_asked_agent_withdraws_the_offer_and_asks_the_next(house: House) -> None:
    await house.agent("ada")
    await house.asks()
    await house.agent("bob")
    holding = await house.store.directory.agents.remove(ADA, BY)
    assert await house.relay_anew().offers.agent_removed(ADA, holding) == 0
    now = await house.load(C)
    assert [(t.agent.id, t.status) for t in now.threads] == [
        ("ada", ThreadStatus.WITHDRAWN),
        ("bob", ThreadStatus.OFFERED),
    ]


async def test_removing_a_talking_agent_leaves_the_chat_until_it_ends(house: House) -> None:
    await house.agent("ada")
    await house.asks()
    await house.relay.button(pressed(Action.ACCEPT))
    holding = await house.store.directory.agents.remove(ADA, BY)
    assert await house.relay_anew().offers.agent_removed(ADA, holding) == 1
    assert (await house.load(C)).state is State.LIVE
    assert await house.relay.button(pressed(Action.END)) == ""
    assert await house.store.redis.hlen(house.store.keys.plain("held")) == 0
    assert await house.store.redis.hlen(house.store.keys.plain("loads")) == 0


# --- timers


class Meanwhile(RedisConversations):
    """The store of a process that is interrupted after it took the timers that are due."""

    def __init__(self, house: House, then: Callable[[], Awaitable[object]]) -> None:
        super().__init__(house.store.redis, house.store.keys, now=house.conversations.now)
        self._then = then

    async def due(self, limit: int = 100) -> list[Due]:
        """Take timers, and let something else happen."""
        taken = await super().due(limit)
        await self._then()
        return taken


async def test_an_expired_offer_goes_to_the_next_agent_and_then_to_the_fallback(house: House) -> None:
    for name in ("ada", "bob", "cyd"):
        await house.agent(name)
    await house.asks()
    for status in (State.OFFERED, State.ENDED):
        house.later(1_000)
        await house.relay.timers()
        assert (await house.load(C)).state is status
    assert [thread.status for thread in (await house.load(C)).threads] == [ThreadStatus.MISSED] * 2


async def test_a_late_timer_does_not_take_the_next_agents_offer_away(house: House) -> None:
    await house.agent("ada")
    await house.asks()
    await house.agent("bob")
    house.later(1_000)
    declines = Meanwhile(house, lambda: house.relay.button(pressed(Action.DECLINE)))
    await Relay(declines, house.store.directory, house).timers()
    now = await house.load(C)
    assert [(t.agent.id, t.status) for t in now.threads] == [
        ("ada", ThreadStatus.DECLINED),
        ("bob", ThreadStatus.OFFERED),
    ]
    house.later(1_000)
    await house.relay.timers()
    assert (await house.load(C)).threads[-1].status is not ThreadStatus.OFFERED


async def test_the_wait_limit_ends_an_open_offer(house: House) -> None:
    await house.agent("ada")
    await house.asks()
    house.later(2_000)
    relays = [house.relay_anew() for _ in range(3)]
    await asyncio.gather(*(relay.timers() for relay in relays))
    assert (await house.load(C)).state is State.ENDED
    assert await count(house, ConversationEnded) == 1


async def test_a_timer_of_a_conversation_that_is_gone_is_forgotten_and_the_others_ring(house: House) -> None:
    await house.agent("ada")
    timers = house.store.keys.plain("timers")
    await house.store.redis.zadd(timers, {f"ghost|{name}": 0 for name in TimerName})
    await picked_by_a_process_that_died(house)
    await house.relay.timers()
    assert (await house.load(C)).state is State.OFFERED
    left = await house.store.redis.zrange(timers, 0, -1)
    assert not [member for member in left if "ghost" in str(member)]


async def test_a_failed_thread_is_told_once_and_not_when_it_is_over(house: House) -> None:
    await house.agent("ada")
    await house.asks()
    await house.agent("bob")
    for _ in range(2):
        await house.relay_anew().thread_failed(C, ThreadNumber(1), "gone")
    now = await house.load(C)
    assert [thread.status for thread in now.threads] == [ThreadStatus.FAILED, ThreadStatus.OFFERED]
    await house.relay.visitor_ended(C, MessageId("end"))
    await house.relay.thread_failed(C, ThreadNumber(2), "gone")
    assert (await house.load(C)).threads[-1].status is ThreadStatus.WITHDRAWN
