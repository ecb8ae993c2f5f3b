"""Texts that wait for their writer's word: for an hour, and no longer than what they are about is kept."""

from __future__ import annotations

import pytest

from bot.adapters.store.shelf import RedisShelf
from bot.adapters.teams.held import BATCH, KEPT_FOR, SHELF, Held
from bot.arrivals import ThreadMessage
from bot.ids import Channel, MessageId, Person, ThreadRef
from tests.conftest import Store


CHAT = Channel("teams:t1:a:1")
ANN, BOB = (Person(f"teams:t1:29:{name}") for name in ("ann", "bob"))
VERA, WIM = (ThreadRef(f"{CHAT}/{n}") for n in (1, 2))
NOW = 1_700_000_000_000


class At:
    """A clock that tests move; milliseconds."""

    def __init__(self) -> None:
        self.at = NOW

    def now(self) -> int:
        return self.at


@pytest.fixture
def clock() -> At:
    return At()


@pytest.fixture
def shelf(store: Store) -> RedisShelf:
    return RedisShelf(store.redis, store.keys, store.bus)


@pytest.fixture
def held(shelf: RedisShelf, clock: At) -> Held:
    return Held(shelf, clock)


def text(
    message: str, *, thread: ThreadRef = VERA, person: Person = ANN, said: str = "status", at: int = NOW
) -> ThreadMessage:
    return ThreadMessage(
        person=person, at=at, thread=thread, message=MessageId(message), text=said, sent=at, ours=True
    )


async def test_each_text_waits_by_itself_for_the_word_of_who_wrote_it(held: Held) -> None:
    for one in (first := text("1"), second := text("2"), text("1", person=BOB)):
        await held.keep(one)
    assert await held.of(CHAT, ANN, MessageId("1")) == first
    await held.let_go(first)
    assert await held.of(CHAT, ANN, MessageId("1")) is None
    assert await held.of(CHAT, ANN, MessageId("2")) == second
    assert await held.of(CHAT, BOB, MessageId("1")) is not None
    assert await held.of(CHAT, BOB, MessageId("2")) is None
    assert await held.of(Channel("teams:t1:a:2"), ANN, MessageId("2")) is None


async def test_a_text_that_comes_again_is_as_old_as_when_it_came_first(held: Held) -> None:
    await held.keep(text("1"))
    await held.keep(text("1", at=NOW + 5))
    assert await held.of(CHAT, ANN, MessageId("1")) == text("1")


async def test_what_has_waited_for_an_hour_is_not_sent_any_more_and_is_gone_with_the_next_look(
    held: Held, shelf: RedisShelf, clock: At
) -> None:
    await held.keep(text("1"))
    await held.keep(text("2", at=NOW + 1))
    clock.at = NOW + KEPT_FOR
    assert await held.of(CHAT, ANN, MessageId("1")) is not None
    clock.at += 1
    assert await held.of(CHAT, ANN, MessageId("1")) is None
    await held.sweep()
    assert len(await shelf.after(SHELF, 0, limit=9)) == 1
    assert await held.of(CHAT, ANN, MessageId("2")) is not None


async def test_with_a_conversation_go_all_texts_that_waited_for_it_and_no_others(
    held: Held, shelf: RedisShelf
) -> None:
    for n in range(BATCH + 5):
        await held.keep(text(f"v{n}", said="her secret"))
    await held.keep(text("w", thread=WIM, said="his"))
    await held.forget(VERA)
    assert [b"his" in data for _, data in await shelf.after(SHELF, 0, limit=9)] == [True]


@pytest.mark.parametrize("data", [b"", b"{", b"[]"])
async def test_what_cannot_be_read_is_sent_to_nobody_and_stops_nothing(
    held: Held, shelf: RedisShelf, data: bytes
) -> None:
    await shelf.replace(SHELF, f"{CHAT} {ANN} 1", data)
    await held.keep(text("2"))
    assert await held.of(CHAT, ANN, MessageId("1")) is None
    await held.forget(VERA)
    assert await held.of(CHAT, ANN, MessageId("2")) is None
