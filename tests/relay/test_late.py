"""A platform that is away for longer than people should wait without a word: both sides are told, once, and of its end."""

from __future__ import annotations

import asyncio

from bot.errors import Unreachable
from bot.events import AnyEvent, ConversationEnded, DeliveryCaughtUp, DeliveryLate
from bot.ids import ConversationId, MessageId
from tests.conversation.scenes import ONE
from tests.delivery.house import House
from tests.delivery.world import Fault


async def told(house: House, conversation: ConversationId) -> list[AnyEvent]:
    """What the log says about delays."""
    entries = await house.conversations.entries(conversation)
    return [entry.event for entry in entries if isinstance(entry.event, DeliveryLate | DeliveryCaughtUp)]


async def passes(house: House, seconds: int) -> None:
    """Time passes, and everybody does what there is to do."""
    for _ in range(seconds):
        house.later(1)
        await house.worker.works()
        await house.relay.timers()
    await house.worker.works()


def away(house: House) -> None:
    house.world.chance = lambda _: Fault(Unreachable("nobody answers"))


def back(house: House) -> None:
    house.world.chance = lambda _: None


async def test_an_outage_is_told_to_both_sides_once_and_so_is_its_end(house: House) -> None:
    await house.agent()
    c = await house.talks()
    away(house)
    await house.writes(c, "one")
    began = house.at
    await passes(house, 29)
    assert await told(house, c) == []
    await house.writes(c, "two")
    await passes(house, 40)
    (late,) = await told(house, c)
    assert late == DeliveryLate(at=late.at, thread=ONE, since=began)
    back(house)
    await passes(house, 20)
    _, caught_up = await told(house, c)
    assert caught_up == DeliveryCaughtUp(at=caught_up.at, thread=ONE, since=began)
    words, *notice = house.world.said()
    assert words == "one\ntwo"
    assert "".join(notice).startswith("What is above was held up from")
    await passes(house, 60)
    assert len(await told(house, c)) == 2


async def test_an_agent_is_told_of_the_delay_of_a_conversation_that_has_ended_meanwhile(house: House) -> None:
    await house.agent()
    c = await house.talks()
    away(house)
    await house.writes(c, "one")
    await house.relay.visitor_ended(c, MessageId("over"))
    await passes(house, 31)
    back(house)
    await passes(house, 20)
    assert [type(event) for event in await told(house, c)] == [DeliveryLate, DeliveryCaughtUp]
    assert "held up" in "".join(house.world.said())
    ended = [e for e in await house.conversations.entries(c) if isinstance(e.event, ConversationEnded)]
    assert len(ended) == 1


async def test_a_delivery_on_time_is_nothing_to_talk_about(house: House) -> None:
    await house.agent()
    c = await house.talks()
    await house.writes(c, "one")
    await passes(house, 60)
    assert await told(house, c) == []
    assert house.world.said() == ["one"]


async def test_many_processes_that_hear_the_timer_say_it_once(house: House) -> None:
    await house.agent()
    c = await house.talks()
    away(house)
    await house.writes(c, "one")
    house.later(31)
    relays = [house.relay_anew() for _ in range(8)]
    await asyncio.gather(*(relay.timers() for relay in relays))
    back(house)
    await house.worker.works()
    house.later(1)
    await asyncio.gather(*(relay.timers() for relay in relays))
    assert [type(event) for event in await told(house, c)] == [DeliveryLate, DeliveryCaughtUp]


async def test_a_delay_that_ends_before_anybody_was_told_is_not_told(house: House) -> None:
    await house.agent()
    c = await house.talks()
    await house.writes(c, "one")
    house.later(31)
    await house.conversations.due()  # taken by a process that dies
    await house.worker.works()
    house.later(3)
    await house.relay.timers()
    assert await told(house, c) == []
    assert await house.relay.timers() == 0
