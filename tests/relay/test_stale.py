"""Two processes on one store: each may believe what is not so any more."""

from __future__ import annotations

import asyncio
import random

import pytest
from msgspec.structs import replace

from bot.arrivals import ButtonPressed, ThreadMessage
from bot.conversation import State, ThreadStatus, decisions, replay
from bot.conversation.actions import Action
from bot.errors import NotNow, UnknownKey
from bot.events import AgentWrote, VisitorWrote
from bot.ids import ConversationId, MessageId, ThreadNumber, ThreadRef, channel, thread_ref
from bot.relay import Relay
from tests.conversation.scenes import agent_card, requested, started
from tests.delivery.house import House


HERE = thread_ref(channel("desk", "local", "ada"), "p1")
ONE = ThreadNumber(1)


def reply(text: str, message: str = "r1", thread: ThreadRef = HERE, name: str = "ada") -> ThreadMessage:
    """Somebody replies in a thread of ada's."""
    return ThreadMessage(
        person=agent_card(name).person,
        at=1,
        thread=thread,
        message=MessageId(message),
        text=text,
        sent=1,
        ours=True,
    )


async def said(house: House, c: ConversationId) -> list[str]:
    """What the agents said to the visitor."""
    entries = await house.conversations.entries(c)
    return [entry.event.text for entry in entries if isinstance(entry.event, AgentWrote)]


async def write(relay: Relay, c: ConversationId, message: str) -> int:
    """The visitor writes by way of this process."""
    return await relay.from_visitor(
        c, lambda s: decisions.visitor_wrote(s, MessageId(message), message, 1), MessageId(message)
    )


async def old_and_new(house: House) -> tuple[Relay, Relay, ConversationId]:
    """A process that stopped looking before there was a thread, and one that knows the thread's place."""
    old, new = house.relay_anew(), house.relay_anew()
    c = ConversationId("c1")
    await old.begin(c, (started("v"),))
    await house.agent()
    await new.changes.apply(c, lambda _: [requested(at=house.at)])
    await new.timers()
    return old, new, c


async def test_a_reply_in_a_thread_that_this_process_has_not_heard_of_is_relayed(house: House) -> None:
    old, new, c = await old_and_new(house)
    await new.thread_opened(c, ONE, HERE)
    await old.thread_message(reply("Hi!"))
    assert await said(house, c) == ["Hi!"]


async def test_a_thread_that_this_process_has_not_heard_of_can_be_opened(house: House) -> None:
    old, _, c = await old_and_new(house)
    await old.thread_opened(c, ONE, HERE)
    assert (await house.load(c)).thread(ONE).ref == HERE


async def test_a_button_of_an_offer_that_this_process_has_not_heard_of_works(house: House) -> None:
    old, _, c = await old_and_new(house)
    pressed = ButtonPressed(
        person=agent_card().person, at=1, conversation=c, thread=ONE, action=Action.ACCEPT
    )
    assert await old.button(pressed) == ""
    assert (await house.load(c)).state is State.LIVE


async def test_a_pick_that_this_process_has_not_heard_of_becomes_an_offer(house: House) -> None:
    old, new = house.relay_anew(), house.relay_anew()
    c = ConversationId("c1")
    await old.begin(c, (started("v"),))
    await house.agent()
    await new.changes.apply(c, lambda _: [requested(at=house.at)])
    await old.timers()
    assert (await house.load(c)).state is State.OFFERED


async def test_a_failure_that_this_process_has_not_heard_of_is_acted_on(house: House) -> None:
    old, _, c = await old_and_new(house)
    await old.thread_failed(c, ONE, "gone")
    assert (await house.load(c)).thread(ONE).status is ThreadStatus.FAILED


async def test_the_visitor_may_write_though_this_process_thinks_that_the_dialogue_goes_on(
    house: House,
) -> None:
    old, _, c = await old_and_new(house)
    assert await write(old, c, "m1") == (await house.load(c)).version


async def test_what_is_not_allowed_is_refused_after_a_fresh_look(house: House) -> None:
    old, new, c = await old_and_new(house)
    await write(old, c, "m1")
    await new.visitor_ended(c, MessageId("end"))
    with pytest.raises(NotNow):
        await write(old, c, "m2")


async def test_a_message_that_was_stored_keeps_its_number_even_after_the_end(house: House) -> None:
    old, new, c = await old_and_new(house)
    number = await write(old, c, "m1")
    await new.visitor_ended(c, MessageId("end"))
    assert await write(old, c, "m1") == await write(new, c, "m1") == number


async def test_a_conversation_that_is_not_there_is_nobodys(house: House) -> None:
    with pytest.raises(UnknownKey):
        await write(house.relay, ConversationId("ghost"), "m1")
    pressed = ButtonPressed(
        person=agent_card().person, at=1, conversation=ConversationId("g"), thread=ONE, action=Action.END
    )
    assert "don't know" in await house.relay.button(pressed)


async def test_of_two_beginnings_one_is_told_that_it_lost(house: House) -> None:
    begun = await asyncio.gather(
        *(house.relay_anew().begin(ConversationId(f"c{n}"), (started("v"),)) for n in range(5))
    )
    assert sum(one is not None for one in begun) == 1


async def test_a_reply_is_relayed_once_however_often_and_wherever_it_arrives(house: House) -> None:
    old, new, c = await old_and_new(house)
    await new.thread_opened(c, ONE, HERE)
    arrivals = [reply(f"{n % 4}", f"r{n % 4}") for n in range(24)]
    await asyncio.gather(
        *((old if n % 2 else new).thread_message(arrival) for n, arrival in enumerate(arrivals))
    )
    assert sorted(await said(house, c)) == ["0", "1", "2", "3"]
    assert (await house.load(c)).state is State.LIVE


async def test_a_reply_in_a_thread_that_nobody_knows_is_let_go_unless_it_is_ours(house: House) -> None:
    theirs = replace(reply("x"), ours=False)
    await house.relay.thread_message(theirs)
    assert await house.conversations.early(HERE) is None
    await house.relay.thread_message(reply("x"))
    assert await house.conversations.early(HERE) == reply("x")


@pytest.mark.parametrize("batch", range(4))
async def test_whatever_two_processes_do_at_once_the_log_rebuilds_the_state(house: House, batch: int) -> None:
    for name in ("ada", "bob", "cyd"):
        await house.agent(name, capacity=100)
    for seed in range(batch * 50, batch * 50 + 50):
        await _interleaving(house, seed)


async def _interleaving(house: House, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311  the same order each time
    relays = [house.relay_anew(), house.relay_anew()]
    c = await house.asks(f"c{seed}")
    deeds = [f"m{n}" for n in range(4)] + ["press"] * 3 + ["timers"] * 2 + ["open"] * 2 + ["fail", "end"]
    dice.shuffle(deeds)
    while deeds:
        some = [deeds.pop() for _ in range(min(len(deeds), dice.randrange(1, 5)))]
        done = await asyncio.gather(
            *(_deed(dice.choice(relays), house, c, deed, dice) for deed in some), return_exceptions=True
        )
        assert not [one for one in done if isinstance(one, BaseException) and not isinstance(one, NotNow)]
        house.later(dice.choice([0, 0, 300]))
    entries = [entry.event for entry in await house.conversations.entries(c)]
    state = await house.load(c)
    assert replay(c, entries) == state
    words = [event.message for event in entries if isinstance(event, VisitorWrote)]
    assert len(words) == len(set(words))
    assert len(state.asked) == len(set(state.asked))


async def _deed(relay: Relay, house: House, c: ConversationId, deed: str, dice: random.Random) -> None:
    thread = ThreadNumber(dice.choice([1, 1, 2]))
    match deed:
        case "press":
            threads = (await house.load(c)).threads
            who = (threads[-1].agent if threads else agent_card()).person
            action = dice.choice([Action.ACCEPT, Action.DECLINE, Action.END])
            pressed = ButtonPressed(
                person=who, at=house.at, conversation=c, thread=ThreadNumber(len(threads)), action=action
            )
            await relay.button(pressed)
        case "timers":
            await relay.timers()
        case "open":
            if len((await house.load(c)).threads) >= thread:
                await relay.thread_opened(
                    c, thread, thread_ref(channel("desk", "local", "x"), f"{c}-{thread}")
                )
        case "fail":
            await relay.thread_failed(c, thread, "gone")
        case "end":
            if dice.random() < 0.3:
                await relay.visitor_ended(c, MessageId("end"))
        case message:
            await write(relay, c, message)
