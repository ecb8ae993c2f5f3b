"""Reply: words for the visitor from a sheet, where what is written in the thread is not heard."""

from __future__ import annotations

import asyncio

import pytest

from bot.arrivals import ShortcutUsed
from bot.conversation.actions import Action
from bot.events import AgentAccepted, AgentWrote, NoteWritten
from bot.forms import Done, Form, Problems
from bot.ids import thread_ref
from tests.conftest import Store
from tests.conversation.scenes import STRANGER
from tests.delivery.house import House
from tests.thread_actions.conftest import ADA, Chat


async def wrote(chat: Chat) -> list[str]:
    return [event.text for event in await chat.log(AgentWrote) if isinstance(event, AgentWrote)]


async def test_it_goes_to_the_visitor_and_is_seen_in_the_thread(chat: Chat) -> None:
    assert await chat.submit(await chat.opens(Action.REPLY), text=" Hello Grace!\nHow are you? ") == Done()
    assert await wrote(chat) == ["Hello Grace!\nHow are you?"]
    assert "Ada replied:\nHello Grace!\nHow are you?" in await chat.thread()


async def test_the_sheet_says_to_whom_it_goes(chat: Chat) -> None:
    assert "Reply to Grace" in repr(await chat.opens(Action.REPLY))


async def test_sent_twice_and_by_two_processes_it_is_one_message(chat: Chat) -> None:
    form = await chat.opens(Action.REPLY)
    answers = await asyncio.gather(*(chat.submit(form, by=chat.anew(), text="Hi!") for _ in range(5)))
    assert answers == [Done()] * 5
    assert await wrote(chat) == ["Hi!"]


async def test_two_sheets_with_the_same_words_are_two_messages(chat: Chat) -> None:
    for form in [await chat.opens(Action.REPLY), await chat.opens(Action.REPLY)]:
        await chat.submit(form, text="Yes.")
    assert await wrote(chat) == ["Yes.", "Yes."]


async def test_a_note_stays_inside(chat: Chat) -> None:
    assert await chat.submit(await chat.opens(Action.REPLY), text="// a key account") == Done()
    assert await wrote(chat) == []
    (note,) = await chat.log(NoteWritten)
    assert isinstance(note, NoteWritten)
    assert (note.text, note.author) == ("a key account", "Ada")


@pytest.mark.parametrize("typed", ["", "  ", "!end", "!nonsense", "/livechat agent list", "/livechat"])
async def test_nothing_and_commands_are_refused_and_kept_on_the_sheet(chat: Chat, typed: str) -> None:
    assert isinstance(await chat.submit(await chat.opens(Action.REPLY), text=typed), Problems)
    assert await wrote(chat) == []


async def test_to_an_offer_it_is_the_answer_that_accepts_it(store: Store) -> None:
    house = House(store)
    await house.agent()
    chat = Chat(house, await house.asks())
    await house.until_quiet()
    assert await chat.submit(await chat.opens(Action.REPLY), text="Hello!") == Done()
    assert await wrote(chat) == ["Hello!"]
    assert len(await chat.log(AgentAccepted)) == 1


async def test_who_is_not_on_the_conversation_cannot_reply_by_it(chat: Chat) -> None:
    assert await chat.press(Action.REPLY, STRANGER) == "This one is for Ada."
    form = await chat.opens(Action.REPLY)
    assert await chat.submit(form, STRANGER, text="Psst") == Done("This one is for Ada.")
    assert await wrote(chat) == []


async def test_after_the_end_it_is_too_late(chat: Chat) -> None:
    form = await chat.opens(Action.REPLY)
    await chat.press(Action.LEAVE)
    await chat.house.relay.offers.blocked(chat.id)
    answer = await chat.submit(form, text="Hello?")
    assert isinstance(answer, Done)
    assert answer.told
    assert await wrote(chat) == []


async def test_below_any_post_of_the_thread_it_is_the_same(chat: Chat) -> None:
    c = await chat.house.conversations.load(chat.id)
    ref = c.threads[0].ref
    assert ref is not None
    asked = ShortcutUsed(person=ADA, at=chat.house.at, thread=ref, action=Action.REPLY)
    assert isinstance(await chat.actions.shortcut(asked), Form)
    elsewhere = thread_ref(c.threads[0].agent.inbox, "nowhere")
    told = await chat.actions.shortcut(
        ShortcutUsed(person=ADA, at=chat.house.at, thread=elsewhere, action=Action.REPLY)
    )
    assert isinstance(told, str)
