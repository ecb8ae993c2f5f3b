"""For whom the plain text of a chat is: by what was chosen when it was written, whenever it arrives."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.store.shelf import RedisShelf
from bot.adapters.teams.active import NOTHING, REMEMBERED, SHELF, Active, Chat, Choice
from bot.ids import Channel, Person, ThreadRef
from tests.conftest import Store


CHAT = Channel("teams:t1:a:1")
ANN = Person("teams:t1:29:ann")
ANNA, BEN = (ThreadRef(f"{CHAT}/{n}") for n in (1, 2))


def choosing(*choices: tuple[int, ThreadRef]) -> Chat:
    chat = NOTHING
    for since, thread in choices:
        chat = chat.choosing(Choice(since=since, thread=thread))
    return chat


def whom(chat: Chat, when: int) -> ThreadRef | None:
    choice = chat.at(when)
    return choice.thread if choice else None


def test_before_anything_was_chosen_a_text_is_for_nobody() -> None:
    assert whom(NOTHING, 5) is None
    assert whom(choosing((10, ANNA)), 9) is None


def test_a_text_is_for_whoever_was_chosen_when_it_was_written() -> None:
    chat = choosing((10, ANNA), (20, BEN), (30, ThreadRef("")))
    assert [whom(chat, when) for when in (10, 19, 20, 29, 30)] == [ANNA, ANNA, BEN, BEN, None]
    assert chat.now is None


def test_a_choice_that_is_heard_of_late_changes_nothing_after_it() -> None:
    chat = choosing((20, BEN), (10, ANNA))
    assert [whom(chat, when) for when in (15, 25)] == [ANNA, BEN]
    assert chat.now is not None
    assert chat.now.thread == BEN


@given(st.permutations([(n, ThreadRef(f"{CHAT}/{n}")) for n in range(1, 8)]))
def test_in_whatever_order_choices_are_heard_of_they_hold_from_their_own_time(
    choices: list[tuple[int, ThreadRef]],
) -> None:
    chat = choosing(*choices)
    assert [whom(chat, n) for n in range(1, 8)] == [thread for _, thread in sorted(choices)]


def test_only_the_last_choices_are_remembered() -> None:
    chat = choosing(*((n, ThreadRef(f"{CHAT}/{n}")) for n in range(100)))
    assert len(chat.choices) == REMEMBERED
    assert whom(chat, 1) is None
    assert whom(chat, 1000) == f"{CHAT}/99"


async def test_it_is_durable_and_each_chat_has_its_own(store: Store) -> None:
    shelf = RedisShelf(store.redis, store.keys, store.bus)
    await Active(shelf).change(CHAT, ANN, lambda _: choosing((10, ANNA)))
    kept = await Active(shelf).of(CHAT, ANN)
    assert whom(kept, 11) == ANNA
    assert await Active(shelf).of(CHAT, Person("teams:t1:29:bob")) == NOTHING
    assert await Active(shelf).of(Channel("teams:t1:a:2"), ANN) == NOTHING


async def test_of_choices_that_many_processes_hear_of_at_once_none_is_lost(store: Store) -> None:
    processes = [Active(RedisShelf(store.redis, store.keys, store.bus)) for _ in range(REMEMBERED)]

    async def hears(process: Active, since: int) -> None:
        choice = Choice(since=since, thread=ThreadRef(f"{CHAT}/{since}"))
        await process.change(CHAT, ANN, lambda chat: chat.choosing(choice))

    await asyncio.gather(*(hears(process, n) for n, process in enumerate(processes, 1)))
    kept = await processes[0].of(CHAT, ANN)
    assert [whom(kept, n) for n in range(1, REMEMBERED + 1)] == [
        f"{CHAT}/{n}" for n in range(1, REMEMBERED + 1)
    ]


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'{"choices": 7}'])
async def test_what_cannot_be_read_sends_nothing_to_anybody(store: Store, data: bytes) -> None:
    shelf = RedisShelf(store.redis, store.keys, store.bus)
    await shelf.replace(SHELF, f"{CHAT} {ANN}", data)
    assert await Active(shelf).of(CHAT, ANN) == NOTHING
