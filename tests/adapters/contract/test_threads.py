"""Threads as people see them: cards, words in their order, files, whispers, notices."""

from __future__ import annotations

from collections.abc import AsyncIterator
from html import unescape

import pytest

from bot.content import FileId, KeptFile
from bot.conversation.actions import Action
from bot.conversation.state import ThreadStatus
from bot.errors import CannotLook
from bot.ids import PostRef, ThreadRef
from bot.ports import Bystander, Outgoing
from tests.adapters.cards import card, delivery
from tests.adapters.contract.abilities import can, cannot
from tests.adapters.contract.scene import Scene
from tests.waiting import until


CAT = KeptFile(id=FileId("f"), name="cat.png", type="image/png", size=3, path="/files/s/c/f/cat.png")


async def content() -> AsyncIterator[bytes]:
    yield b"cat"


async def opened(scene: Scene) -> ThreadRef:
    return await scene.platform.open_thread(scene.inbox, card(), delivery(1))


async def test_a_thread_begins_with_its_card(scene: Scene) -> None:
    (first,) = await scene.sees(await opened(scene))
    assert first.author == "Threadline"
    for words in ("Anna would like to talk", "anna@a.example", "Prices", "Waiting for you"):
        assert words in first.text
    assert {"Accept", "Decline"} <= set(first.buttons)


async def test_threads_are_apart_and_words_stand_in_their_order(scene: Scene) -> None:
    one, other = await opened(scene), await scene.platform.open_thread(scene.inbox, card(), delivery(2))
    assert one != other
    for n in range(3, 9):
        await scene.platform.post(one if n % 2 else other, "Anna", f"words {n}", delivery(n))
    assert [post.text.split()[-1] for post in (await scene.sees(one))[1:]] == ["3", "5", "7"]
    assert [post.text.split()[-1] for post in (await scene.sees(other))[1:]] == ["4", "6", "8"]


@pytest.mark.parametrize("scene", can("author"), indirect=True)
async def test_a_visitors_words_stand_under_their_name(scene: Scene) -> None:
    thread = await opened(scene)
    await scene.platform.post(thread, "Anna", "Hello!", delivery(2))
    words = (await scene.sees(thread))[1]
    assert words.text == "Hello!"
    assert words.author.startswith("Anna")


@pytest.mark.parametrize("scene", cannot("author"), indirect=True)
async def test_or_they_begin_with_it(scene: Scene) -> None:
    thread = await opened(scene)
    await scene.platform.post(thread, "Anna", "Hello!", delivery(2))
    words = (await scene.sees(thread))[1]
    assert words.author == "Threadline"
    assert words.text.split("\n") == ["Anna (visitor)", "Hello!"]


async def test_without_a_name_we_speak_ourselves(scene: Scene) -> None:
    thread = await opened(scene)
    await scene.platform.post(thread, "", "Anna ended the conversation.", delivery(2))
    words = (await scene.sees(thread))[1]
    assert words.author == "Threadline"
    assert words.text.endswith("Anna ended the conversation.")


HOSTILE = [
    "{ann}",
    "<!channel> <!here|x> <!subteam^S1> <#C1> @here @channel @Ann Lee",
    "<at>Ann Lee</at>",
    "<at id='0'>Ann Lee</at>",
    "<b>bold</b> <img src=x onerror=alert(1)> <script>alert(1)</script>",
    "**bold** *bold* _slant_ ~~gone~~ `code` # title",
    "<https://evil.example|https://bank.example>",
    "[https://bank.example](https://evil.example)",
    "&lt;!channel&gt; &amp; &nbsp; &#60;",
    "- one\n- two\n> quoted\n1. three",
    "\u202eright to left\u202c",
]


@pytest.mark.parametrize("typed", HOSTILE)
async def test_what_a_visitor_writes_pings_formats_and_hides_nothing(scene: Scene, typed: str) -> None:
    thread, text = await opened(scene), typed.replace("{ann}", scene.mention)
    (piece,) = scene.platform.pieces(text)
    await scene.platform.post(thread, "Anna", piece, delivery(2))
    shown = (await scene.sees(thread))[1]
    assert shown.pings == ()
    assert shown.text.endswith(text)


@pytest.mark.parametrize("typed", [*HOSTILE, "Threadline", "", " ", "x" * 300])
async def test_nor_does_the_name_that_they_give(scene: Scene, typed: str) -> None:
    thread, name = await opened(scene), typed.replace("{ann}", scene.mention)
    await scene.platform.post(thread, name, "Hello!", delivery(2))
    shown = (await scene.sees(thread))[1]
    assert shown.pings == ()
    assert shown.text.split("\n")[-1] == "Hello!"


async def test_a_card_of_hostile_facts_pings_nobody(scene: Scene) -> None:
    facts = tuple(
        fact._replace(value=f"{scene.mention} <at>Ann Lee</at> <!channel>") for fact in card().facts
    )
    hostile = card(title=f"{scene.mention} <!channel> <at>Ann Lee</at>", facts=facts)
    (first,) = await scene.sees(await scene.platform.open_thread(scene.inbox, hostile, delivery(1)))
    assert first.pings == ()
    assert unescape(first.text).count("<!channel>") == 1 + len(facts)


async def test_a_long_text_arrives_whole_and_in_order(scene: Scene) -> None:
    thread = await opened(scene)
    text = "\n".join(f"line {n} & <more> https://a.example/{n} 👩‍💻" for n in range(2000))
    pieces = scene.platform.pieces(text)
    refs = [await scene.platform.post(thread, "", piece, delivery(n)) for n, piece in enumerate(pieces, 2)]
    assert len(set(refs)) == len(pieces)
    shown = "".join(post.text for post in (await scene.sees(thread))[1:])
    assert "".join(shown.split()) == "".join(text.split())


async def test_a_refreshed_card_says_what_is_so_now(scene: Scene) -> None:
    thread = await opened(scene)
    await scene.platform.post(thread, "Anna", "Hello!", delivery(2))
    live = card(status=ThreadStatus.LIVE, status_line="You are talking to Anna.", actions=(Action.END,))
    for _ in range(2):  # may be repeated at will
        await scene.platform.refresh(thread, live)
    first, words = await scene.sees(thread)
    assert "You are talking to Anna." in first.text
    assert "End" in first.buttons
    assert "Accept" not in first.buttons
    assert words.text.endswith("Hello!")
    await scene.platform.refresh(thread, card(status=ThreadStatus.CLOSED, actions=()))
    assert "End" not in (await scene.sees(thread))[0].buttons


async def test_a_file_is_in_the_thread(scene: Scene) -> None:
    thread = await opened(scene)
    await scene.platform.post_file(thread, Outgoing(CAT, content), delivery(2))

    async def shown() -> bool:
        return any("cat.png" in post.text for post in (await scene.sees(thread))[1:])

    await until(shown)


@pytest.mark.parametrize("scene", ["slack", "teams"], indirect=True)
async def test_who_is_notified_in_a_channel_is_mentioned(scene: Scene) -> None:
    thread = await scene.platform.open_thread(scene.channel, card(), delivery(1))
    await scene.platform.notify(thread, scene.ann, "Anna is waiting for you.", delivery(2))
    shown = (await scene.sees(thread))[1]
    assert len(shown.pings) == 1
    assert "Anna is waiting for you." in shown.text


@pytest.mark.parametrize("scene", ["slack", "teams"], indirect=True)
async def test_and_so_is_who_is_named_on_a_card(scene: Scene) -> None:
    thread = await scene.platform.open_thread(scene.channel, card(mention=scene.ann), delivery(1))
    (first,) = await scene.sees(thread)
    assert len(first.pings) == 1


async def told_alone(scene: Scene, thread: ThreadRef, bystander: Bystander | None = None) -> str:
    before = len(await scene.sees(thread))
    await scene.platform.whisper(thread, scene.ann, "Not sent: <!channel> <at>Ann Lee</at>", bystander)
    assert len(await scene.sees(thread)) == before, "nothing of it stands in the thread"
    assert not any("Not sent" in text for text in await scene.told(scene.bob))
    return (await scene.told(scene.ann))[-1]


@pytest.mark.parametrize("scene", can("whisper"), indirect=True)
async def test_a_whisper_stands_in_the_thread_for_one_person(scene: Scene) -> None:
    thread = await scene.platform.open_thread(scene.channel, card(), delivery(1))
    assert "Not sent: <!channel> <at>Ann Lee</at>" in await told_alone(scene, thread)
    assert await scene.told_in(scene.ann) == thread


@pytest.mark.parametrize("scene", cannot("whisper"), indirect=True)
async def test_or_in_their_chat_with_the_bot(scene: Scene) -> None:
    thread = await scene.platform.open_thread(scene.channel, card(), delivery(1))
    assert "Not sent: <!channel> <at>Ann Lee</at>" in await told_alone(scene, thread)
    assert await scene.told_in(scene.ann) == await scene.platform.inbox(scene.ann)


@pytest.mark.parametrize("scene", can("look_up"), indirect=True)
async def test_a_post_is_found_by_its_delivery_and_no_other(scene: Scene) -> None:
    thread = await opened(scene)
    post = await scene.platform.post(thread, "Anna", "Hello!", delivery(2))
    file = await scene.platform.post_file(thread, Outgoing(CAT, content), delivery(3))
    assert await scene.platform.look_up(scene.inbox, delivery(1), 1) == PostRef(thread)
    assert await scene.platform.look_up(thread, delivery(2), 1) == post
    assert await scene.platform.look_up(thread, delivery(3), 1) == file
    assert await scene.platform.look_up(thread, delivery(4), 1) is None


@pytest.mark.parametrize("scene", cannot("look_up"), indirect=True)
async def test_where_nobody_can_look_it_is_said_and_the_second_copy_says_so(scene: Scene) -> None:
    thread = await opened(scene)
    with pytest.raises(CannotLook):
        await scene.platform.look_up(thread, delivery(2), 1)
    await scene.platform.post(thread, "Anna", "Hello!", delivery(2))
    await scene.platform.post(thread, "Anna", "Hello!", delivery(2), again=True)
    first, second = (await scene.sees(thread))[1:]
    assert second.text.startswith(first.text)
    assert second.text != first.text
