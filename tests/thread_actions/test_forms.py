"""Forms of a thread: asked of whoever may, done once, and nothing that comes back is believed."""

from __future__ import annotations

import asyncio

import pytest
from msgspec.structs import replace

from bot.arrivals import ShortcutUsed
from bot.conversation import State
from bot.conversation.actions import Action
from bot.events import ConversationEnded, NoteWritten
from bot.forms import Done, Form, FormId, Problems
from bot.ids import ConversationId, ThreadNumber, ThreadRef
from tests.conversation.scenes import STRANGER
from tests.thread_actions.conftest import ADA, Chat


async def test_a_note_from_a_form_is_posted_under_its_authors_name(chat: Chat) -> None:
    form = await chat.opens(Action.NOTE)
    assert await chat.submit(form, text="  she is a key account ") == Done()
    (note,) = await chat.log(NoteWritten)
    assert isinstance(note, NoteWritten)
    assert (note.text, note.author, note.person) == ("she is a key account", "Ada", ADA)
    assert "Note of Ada, stays inside:\nshe is a key account" in await chat.thread()


async def test_an_empty_note_is_asked_again(chat: Chat) -> None:
    form = await chat.opens(Action.NOTE)
    answer = await chat.submit(form, text=" \n ")
    assert isinstance(answer, Problems)
    assert await chat.log(NoteWritten) == []


async def test_what_is_submitted_twice_is_done_once_whoever_takes_it(chat: Chat) -> None:
    form = await chat.opens(Action.NOTE)
    processes = [chat.actions, chat.anew(), chat.anew()]
    answers = await asyncio.gather(*(chat.submit(form, by=processes[n % 3], text="once") for n in range(10)))
    assert answers == [Done()] * 10
    assert len(await chat.log(NoteWritten)) == 1


async def test_ten_forms_at_once_are_ten_notes(chat: Chat) -> None:
    forms = [await chat.opens(Action.NOTE) for _ in range(10)]
    await asyncio.gather(
        *(chat.submit(form, by=chat.anew(), text=f"note {n}") for n, form in enumerate(forms))
    )
    notes = [note.text for note in await chat.log(NoteWritten) if isinstance(note, NoteWritten)]
    assert sorted(notes) == sorted(f"note {n}" for n in range(10))


async def test_a_bystander_may_write_a_note_and_nothing_else(chat: Chat) -> None:
    form = await chat.opens(Action.NOTE, STRANGER)
    assert await chat.submit(form, STRANGER, text="I know her") == Done()
    (note,) = await chat.log(NoteWritten)
    assert isinstance(note, NoteWritten)
    assert note.author == "Stranger"
    assert "for Ada" in str(await chat.press(Action.END, STRANGER))


async def test_what_asks_first_is_done_only_when_they_are_sure(chat: Chat) -> None:
    form = await chat.opens(Action.END)
    assert form.submit == "End"
    assert (await chat.house.load(chat.id)).state is State.LIVE
    assert await chat.submit(form) == Done()
    assert (await chat.house.load(chat.id)).state is State.ENDED
    (answer,) = [await chat.submit(form)]
    assert isinstance(answer, Done)
    assert "ended" in answer.told
    assert len(await chat.log(ConversationEnded)) == 1


async def test_a_form_that_comes_too_late_says_so(chat: Chat) -> None:
    form = await chat.opens(Action.END)
    await chat.submit(await chat.opens(Action.END))
    assert "ended" in str(await chat.press(Action.END))
    assert await chat.submit(form) == Done("This conversation has ended.")


# --- nothing that comes back is believed


async def test_a_form_submitted_by_somebody_else_does_nothing(chat: Chat) -> None:
    form = await chat.opens(Action.END)
    assert await chat.submit(form, STRANGER) == Done("This one is for Ada.")
    assert (await chat.house.load(chat.id)).state is State.LIVE


@pytest.mark.parametrize(
    "state",
    [
        "",
        "x",
        "c1|1",
        "c1|0|0011223344556677",
        "c1|999999|0011223344556677",
        "nobody|1|0011223344556677",
        "a" * 3000,
    ],
)
async def test_a_forged_state_does_nothing(chat: Chat, state: str) -> None:
    form = replace(await chat.opens(Action.END), state=state)
    answer = await chat.submit(form)
    assert isinstance(answer, Done)
    assert answer.told
    assert (await chat.house.load(chat.id)).state is State.LIVE


async def test_a_form_for_another_agents_conversation_does_nothing(chat: Chat) -> None:
    await chat.house.agent("bob")
    other = await chat.house.talks("c2", "agent:bob")
    form = await chat.opens(Action.END)
    forged = replace(form, state=form.state.replace(chat.id, other, 1))
    assert await chat.submit(forged) == Done("This one is for Bob.")
    assert (await chat.house.load(other)).state is State.LIVE


@pytest.mark.parametrize("form", ["thread/", "thread/accept", "thread/nothing", "note", "other/note", ""])
async def test_a_form_that_there_is_not_does_nothing(chat: Chat, form: str) -> None:
    made = replace(await chat.opens(Action.NOTE), id=FormId(form))
    answer = await chat.submit(made, text="x")
    assert isinstance(answer, Done)
    assert "no use" in answer.told
    assert await chat.log(NoteWritten) == []


async def test_a_press_for_what_is_not_there_is_answered_kindly(chat: Chat) -> None:
    assert "don't know" in str(await chat.press(Action.NOTE, thread=ThreadNumber(7)))
    assert "don't know" in str(await chat.press(Action.NOTE, of=ConversationId("nobody")))


# --- shortcuts


async def test_a_shortcut_finds_its_conversation_by_the_thread(chat: Chat) -> None:
    thread = (await chat.house.load(chat.id)).threads[0].ref
    assert thread is not None
    used = ShortcutUsed(person=ADA, at=chat.house.at, thread=thread, action=Action.NOTE)
    form = await chat.actions.shortcut(used)
    assert isinstance(form, Form)
    assert await chat.submit(form, text="by shortcut") == Done()
    assert len(await chat.log(NoteWritten)) == 1


async def test_a_shortcut_elsewhere_says_where_it_works(chat: Chat) -> None:
    used = ShortcutUsed(
        person=ADA, at=chat.house.at, thread=ThreadRef("desk:local:ada/other"), action=Action.NOTE
    )
    assert "not in the thread of a conversation" in str(await chat.actions.shortcut(used))


async def test_a_conversation_that_was_erased_while_its_form_was_open_is_not_known_any_more(
    chat: Chat,
) -> None:
    form = await chat.opens(Action.NOTE)
    keys = chat.house.store.keys
    await chat.house.store.redis.delete(keys.of("snapshot", chat.id), keys.of("log", chat.id))
    assert await chat.submit(form, text="too late") == Done("I don't know this conversation any more.")
    assert await chat.press(Action.NOTE) == "I don't know this conversation any more."
