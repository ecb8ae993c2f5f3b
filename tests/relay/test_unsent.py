"""What an adapter hands on to nobody: whoever wrote it is told, once and for sure."""

from __future__ import annotations

from bot.arrivals import Unsent
from bot.events import AgentWrote, NotRelayed
from bot.ids import ConversationId, PostRef, ThreadNumber, ThreadRef, post_ref, split_ref
from bot.ports import Found
from bot.text import NOT_RELAYED
from tests.conversation.scenes import agent_card
from tests.delivery.house import House


ADA = agent_card().person
LIKE_COMMAND = "Not sent to the visitor: this reads like a command for me."


async def talking(house: House) -> tuple[ConversationId, ThreadRef]:
    """Ada talks to somebody."""
    await house.agent()
    conversation = await house.talks()
    ref = (await house.load(conversation)).threads[0].ref
    assert ref
    return conversation, ref


def unsent(house: House, post: PostRef, thread: str = "", order: int = 1) -> Unsent:
    return Unsent(
        person=ADA,
        at=house.at,
        post=post,
        order=order,
        told=LIKE_COMMAND,
        thread=ThreadRef(thread),
        began=house.at,
    )


def beside(thread: ThreadRef, post: str) -> PostRef:
    return post_ref(split_ref(thread)[0], post)


async def test_who_wrote_in_a_thread_is_told_there_once_however_often_it_comes(house: House) -> None:
    _, thread = await talking(house)
    arrival = unsent(house, beside(thread, "m7"), thread)
    for relay in (house.relay, house.relay, house.relay_anew()):
        await relay.unsent(arrival)
    await house.until_quiet()
    assert house.world.whispers == [(ADA, LIKE_COMMAND)]


async def test_it_is_told_also_when_the_process_ends_before_anything_is_shown(house: House) -> None:
    _, thread = await talking(house)
    await house.relay_anew().unsent(unsent(house, beside(thread, "m7"), thread))
    assert house.world.whispers == []
    await house.until_quiet(type(house.worker)(house))
    assert house.world.whispers == [(ADA, LIKE_COMMAND)]


async def test_words_that_were_brought_back_are_known_without_their_thread(house: House) -> None:
    conversation, thread = await talking(house)
    await house.replies(conversation, "Hello")
    entries = await house.conversations.entries(conversation)
    (said,) = [one.event.message for one in entries if isinstance(one.event, AgentWrote)]
    for order in (1, 1, 2):  # deleted and brought back a second time
        await house.relay.unsent(unsent(house, beside(thread, said), order=order))
    await house.until_quiet()
    assert house.world.whispers == [(ADA, LIKE_COMMAND)] * 2


async def test_words_in_nobodys_thread_are_told_to_nobody(house: House) -> None:
    conversation, thread = await talking(house)
    await house.relay.unsent(unsent(house, beside(thread, "stranger")))
    await house.relay.unsent(unsent(house, beside(thread, "m7"), "desk:local:ada/nowhere"))
    entries = await house.conversations.entries(conversation)
    assert not [one for one in entries if isinstance(one.event, NotRelayed)]


async def test_in_the_copy_of_a_thread_they_are_told_where_to_write(house: House) -> None:
    conversation, thread = await talking(house)
    inbox = split_ref(thread)[0]
    await house.conversations.doubles.note(inbox, Found(conversation, ThreadNumber(1)), [house.at])
    await house.relay.unsent(unsent(house, beside(thread, "m7"), f"{inbox}/copy"))
    await house.until_quiet()
    assert house.world.whispers == [(ADA, NOT_RELAYED["double"])]


async def test_of_a_conversation_that_was_forgotten_nothing_is_told(house: House) -> None:
    conversation, thread = await talking(house)
    await house.conversations.erase(await house.load(conversation))
    await house.relay_anew().unsent(unsent(house, beside(thread, "m7"), thread))
    await house.until_quiet()
    assert house.world.whispers == []
