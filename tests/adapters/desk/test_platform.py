"""The desk as a platform: what delivery and the commands may rely on."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.adapters.desk.board import AnyPost, Board, Card, Said, SentFile, Whispered
from bot.adapters.desk.client import DeskPlatform
from bot.adapters.desk.names import desk_channel, desk_person, inbox_of
from bot.content import AttachedFile, FileId, KeptFile
from bot.conversation.state import ThreadStatus
from bot.errors import BadInput, Refused
from bot.ids import Channel, Person
from bot.ports import Outgoing
from tests.adapters.desk.served import ANN, SetClock, a_card, delivery


INBOX = inbox_of(ANN)


@pytest.fixture
def platform(board: Board) -> DeskPlatform:
    return DeskPlatform(board, SetClock())


async def standing(board: Board) -> list[AnyPost]:
    return [post for _, post in await board.after(INBOX, 0, limit=100)]


async def test_a_thread_begins_with_its_card(platform: DeskPlatform, board: Board) -> None:
    thread = await platform.open_thread(INBOX, a_card(), delivery(1))
    assert thread == "desk:local:ann/c1.1.0"
    [card] = await standing(board)
    assert isinstance(card, Card)
    assert (card.title, card.actions) == ("Vera would like to talk", a_card().actions)


async def test_a_delivery_that_is_repeated_is_shown_once(platform: DeskPlatform, board: Board) -> None:
    thread = await platform.open_thread(INBOX, a_card(), delivery(1))
    assert await platform.open_thread(INBOX, a_card(), delivery(1)) == thread
    first = await platform.post(thread, "Vera", "Hello", delivery(2))
    assert await platform.post(thread, "Vera", "Hello", delivery(2)) == first
    assert [type(post) for post in await standing(board)] == [Card, Said]


async def nothing() -> AsyncIterator[bytes]:
    yield b""


async def test_a_file_is_a_link_in_the_thread_and_shown_once(platform: DeskPlatform, board: Board) -> None:
    thread = await platform.open_thread(INBOX, a_card(), delivery(1))
    cat = KeptFile(id=FileId("f"), name="cat.png", type="image/png", size=3, path="/files/s/c/f/cat.png")
    first = await platform.post_file(thread, Outgoing(cat, nothing), delivery(2))
    assert await platform.post_file(thread, Outgoing(cat, nothing), delivery(2)) == first
    _, sent = await standing(board)
    assert isinstance(sent, SentFile)
    assert (sent.name, sent.size, sent.path) == ("cat.png", 3, "/files/s/c/f/cat.png")


async def test_there_is_nothing_to_fetch_at_the_desk(platform: DeskPlatform) -> None:
    with pytest.raises(Refused, match="not kept any more"):
        async with platform.fetch(INBOX, AttachedFile(ref="c1/f1")):
            raise AssertionError("nothing is there")


async def test_a_refreshed_card_takes_the_place_of_the_older_one(
    platform: DeskPlatform, board: Board
) -> None:
    thread = await platform.open_thread(INBOX, a_card(), delivery(1))
    await platform.post(thread, "Vera", "Hello", delivery(2))
    await platform.refresh(thread, a_card(ThreadStatus.LIVE))
    words, card = await board.after(INBOX, 0, limit=100)
    assert isinstance(words.post, Said)
    assert isinstance(card.post, Card)
    assert (card.number, card.post.status) == (3, ThreadStatus.LIVE)


async def test_a_refresh_that_says_nothing_new_changes_nothing(platform: DeskPlatform, board: Board) -> None:
    thread = await platform.open_thread(INBOX, a_card(), delivery(1))
    await platform.refresh(thread, a_card())
    assert [number for number, _ in await board.after(INBOX, 0, limit=10)] == [1]


async def test_a_whisper_reaches_the_person_whose_inbox_it_is(platform: DeskPlatform, board: Board) -> None:
    thread = await platform.open_thread(INBOX, a_card(), delivery(1))
    await platform.whisper(thread, ANN, "Only for you")
    _, whispered = await standing(board)
    assert isinstance(whispered, Whispered)
    assert whispered.text == "Only for you"


async def test_a_whisper_to_somebody_else_is_refused(platform: DeskPlatform, board: Board) -> None:
    thread = await platform.open_thread(INBOX, a_card(), delivery(1))
    with pytest.raises(Refused):
        await platform.whisper(thread, desk_person("bob"), "Only for Bob")
    assert len(await standing(board)) == 1


async def test_a_name_is_a_person_with_an_inbox_and_no_picture(platform: DeskPlatform) -> None:
    profile = await platform.profile(desk_person("@Max.Berg"))
    assert (profile.name, profile.picture, profile.is_person) == ("Max Berg", None, True)
    assert await platform.inbox(desk_person("max.berg")) == "desk:local:max.berg"


async def test_a_channel_has_its_name_in_its_id_and_nobody_owns_the_desk(platform: DeskPlatform) -> None:
    assert await platform.channel_name(desk_channel("#Sales")) == "sales"
    assert not await platform.is_owner(desk_person("max"))
    with pytest.raises(Refused):
        await platform.channel_name(Channel("slack:T1:C1"))


async def test_somebody_of_another_platform_is_refused(platform: DeskPlatform) -> None:
    with pytest.raises(Refused):
        await platform.profile(Person("slack:T1:U1"))


@pytest.mark.parametrize("name", ["", "@", "a b", "a/b", "a:b", "-a", "x" * 41, "<b>"])
def test_what_cannot_be_a_name_is_refused(name: str) -> None:
    with pytest.raises(BadInput):
        desk_person(name)


async def first(changes: AsyncIterator[int]) -> int:
    return await anext(changes)


async def test_a_listener_is_told_of_changes_after_it_began(platform: DeskPlatform, board: Board) -> None:
    changes = board.changes(INBOX)
    assert await first(changes) == 0
    await platform.open_thread(INBOX, a_card(), delivery(1))
    assert await first(changes) == 1
    await changes.aclose()
