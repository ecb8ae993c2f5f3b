"""The page's socket: what is sent is acted on once and in order; what changes is shown."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, CookieJar, WSMsgType

from bot.adapters.desk.connection import COMMANDS_AT_ONCE, SIGNED_OUT
from bot.adapters.desk.links import SESSION_AGE
from bot.adapters.desk.listeners import COOKIE, DESK
from bot.adapters.desk.names import desk_channel, desk_person, inbox_of
from bot.adapters.desk.parse import FRAME_LIMIT
from bot.conversation.actions import TABLE, Action
from bot.conversation.state import ThreadStatus
from bot.forms import ChoiceField, Form, FormId, Option, Problems, TextField
from bot.ids import ThreadRef, post_ref
from tests.adapters.desk.served import ANN, ServedDesk, a_card, delivery
from tests.asleep import asleep_at
from tests.waiting import until


INBOX = inbox_of(ANN)


class Page:
    """What a page does, without a browser."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self.socket = socket

    async def says(self, kind: str, **fields: object) -> None:
        await self.socket.send_json({"type": kind, **fields})

    async def hears(self, kind: str) -> dict[str, Any]:
        """The next frame of that kind; others are passed over."""
        while True:
            frame: dict[str, Any] = await self.socket.receive_json(timeout=5)
            if frame["type"] == kind:
                return frame

    async def closes(self) -> int | None:
        """Wait for the end and say its code."""
        while (await self.socket.receive(timeout=5)).type not in (WSMsgType.CLOSE, WSMsgType.CLOSED):
            pass
        return self.socket.close_code


@asynccontextmanager
async def page_of(desk: ServedDesk, name: str = "ann", *, after: int | None = 0) -> AsyncIterator[Page]:
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as browser:
        async with browser.get(desk.link(name)):
            url = f"{desk.origin}/desk/socket"
        async with browser.ws_connect(url, headers={"Origin": desk.origin}) as socket:
            page = Page(socket)
            if after is not None:
                await page.says("hello", after=after)
            yield page


async def an_offer(desk: ServedDesk) -> ThreadRef:
    return await desk.platform.open_thread(INBOX, a_card(), delivery(1))


async def test_a_page_is_shown_what_stands_on_the_board(desk: ServedDesk) -> None:
    thread = await an_offer(desk)
    await desk.platform.post(thread, "Vera", "Hello", delivery(2))
    async with page_of(desk) as page:
        welcome = await page.hears("welcome")
        assert (welcome["name"], welcome["newest"], welcome["anew"]) == ("Ann", 2, False)
        assert welcome["labels"] == {action: row.label for action, row in TABLE.items()}
        [[_, card], [number, words]] = (await page.hears("posts"))["posts"]
        assert card["facts"] == [["E-mail", "vera@example.com"]]
        assert (number, words["author"], words["text"]) == (2, "Vera", "Hello")


async def test_a_page_is_shown_what_comes_while_it_looks(desk: ServedDesk) -> None:
    async with page_of(desk) as page:
        await page.hears("welcome")
        thread = await an_offer(desk)
        assert (await page.hears("posts"))["posts"][0][1]["status"] == "offered"
        await desk.platform.refresh(thread, a_card(ThreadStatus.LIVE))
        assert (await page.hears("posts"))["posts"][0][1]["status"] == "live"


async def test_a_page_that_comes_back_is_shown_only_what_it_missed(desk: ServedDesk) -> None:
    thread = await an_offer(desk)
    for entry in range(2, 6):
        await desk.platform.post(thread, "Vera", str(entry), delivery(entry))
    async with page_of(desk, after=3) as page:
        assert [number for number, _ in (await page.hears("posts"))["posts"]] == [4, 5]


async def test_a_page_that_knows_another_board_begins_anew(desk: ServedDesk) -> None:
    await an_offer(desk)
    async with page_of(desk, after=70) as page:
        assert (await page.hears("welcome"))["anew"]
        assert [number for number, _ in (await page.hears("posts"))["posts"]] == [1]


async def test_many_posts_come_in_several_frames_and_in_order(desk: ServedDesk) -> None:
    thread = await an_offer(desk)
    for entry in range(2, 252):
        await desk.platform.post(thread, "Vera", "x", delivery(entry))
    async with page_of(desk) as page:
        numbers = [number for _ in range(2) for number, _ in (await page.hears("posts"))["posts"]]
        assert numbers == list(range(1, 252))


async def test_nobody_is_shown_what_is_in_another_inbox(desk: ServedDesk) -> None:
    await an_offer(desk)
    async with page_of(desk, "bob") as page:
        assert (await page.hears("welcome"))["newest"] == 0
        await page.says("reply", id="r1", thread="c1.1.0", text="Hello")
        assert "no such thread" in (await page.hears("refused"))["text"]
        await page.says("press", id="p1", thread="c1.1.0", action="accept")
        assert "no such thread" in (await page.hears("refused"))["text"]
    assert (desk.recorded.messages, desk.recorded.buttons) == ([], [])


async def test_a_reply_is_relayed_and_stands_in_the_thread(desk: ServedDesk) -> None:
    thread = await an_offer(desk)
    async with page_of(desk) as page:
        await page.says("reply", id="r1", thread="c1.1.0", text="Hello Vera")
        assert await page.hears("accepted") == {"type": "accepted", "id": "r1"}
    [message] = desk.recorded.messages
    assert (message.person, message.thread, message.message) == (ANN, thread, "r1")
    assert (message.text, message.ours) == ("Hello Vera", True)
    [_, (_, reply)] = await desk.board.after(INBOX, 0, limit=10)
    assert (reply.id, reply.at) == ("r1", message.sent)


async def test_a_reply_that_comes_again_is_the_same_reply(desk: ServedDesk) -> None:
    await an_offer(desk)
    async with page_of(desk) as page:
        for _ in range(2):
            await page.says("reply", id="r1", thread="c1.1.0", text="Hello")
            await page.hears("accepted")
    first, again = desk.recorded.messages
    assert (first.message, first.sent, first.text) == (again.message, again.sent, again.text)
    assert len(await desk.board.after(INBOX, 0, limit=10)) == 2


async def test_a_reply_that_could_not_be_stored_is_not_accepted_and_may_come_again(desk: ServedDesk) -> None:
    await an_offer(desk)
    desk.recorded.refusals = 1
    async with page_of(desk) as page:
        await page.says("reply", id="r1", thread="c1.1.0", text="Hello")
        await page.says("reply", id="r2", thread="c1.1.0", text="Are you there?")
        assert await page.closes() == 1013
    assert desk.recorded.messages == []
    async with page_of(desk) as page:
        await page.says("reply", id="r1", thread="c1.1.0", text="Hello")
        assert (await page.hears("accepted"))["id"] == "r1"


async def test_an_id_that_was_used_for_other_words_is_refused(desk: ServedDesk) -> None:
    await an_offer(desk)
    async with page_of(desk) as page:
        await page.says("reply", id="r1", thread="c1.1.0", text="Hello")
        await page.hears("accepted")
        await page.says("reply", id="r1", thread="c1.1.0", text="Something else")
        assert (await page.hears("refused"))["id"] == "r1"
    assert len(desk.recorded.messages) == 1


async def test_replies_are_relayed_in_the_order_in_which_they_were_sent(desk: ServedDesk) -> None:
    await an_offer(desk)
    async with page_of(desk) as page:
        for index in range(20):
            await page.says("reply", id=f"r{index}", thread="c1.1.0", text=str(index))
        for _ in range(20):
            await page.hears("accepted")
    assert [message.text for message in desk.recorded.messages] == [str(index) for index in range(20)]
    times = [message.sent for message in desk.recorded.messages]
    assert times == sorted(times)


async def test_a_button_says_what_the_board_knows_and_tells_the_presser(desk: ServedDesk) -> None:
    await an_offer(desk)
    desk.recorded.answer = "Somebody else was first."
    async with page_of(desk) as page:
        await page.says("press", id="p1", thread="c1.1.0", action="accept", conversation="c9")
        assert await page.hears("answered") == {
            "type": "answered",
            "id": "p1",
            "text": "Somebody else was first.",
        }
    [pressed] = desk.recorded.buttons
    assert (pressed.person, pressed.conversation, pressed.thread) == (ANN, "c1", 1)
    assert pressed.action is Action.ACCEPT


async def test_typing_is_passed_on_by_what_the_board_knows_and_not_for_every_key(desk: ServedDesk) -> None:
    await an_offer(desk)
    async with page_of(desk) as page:
        for _ in range(20):
            await page.says("typing", thread="c1.1.0")
        await page.says("ping")
        await page.hears("pong")
    assert desk.recorded.typed == [(ANN, "c1", 1)]


async def test_a_command_is_run_and_answered(desk: ServedDesk) -> None:
    desk.recorded.answer = "`agent list` shows *everybody*."
    async with page_of(desk) as page:
        await page.says("command", id="k1", text="/livechat help")
        assert (await page.hears("answered"))["text"] == desk.recorded.answer
    [typed] = desk.recorded.commands
    assert (typed.person, typed.words) == (ANN, ("help",))


async def test_a_command_that_asks_opens_its_form_and_is_not_run(desk: ServedDesk) -> None:
    field = TextField(name="name", label="Name")
    desk.recorded.form = Form(
        id=FormId("command/team-create"), title="New team", parts=(field,), submit="Create"
    )
    async with page_of(desk) as page:
        await page.says("command", id="c1", text="/livechat team create")
        assert (await page.hears("answered"))["text"] == "Please fill in the form."
        assert (await page.hears("asked"))["form"]["title"] == "New team"
    assert desk.recorded.commands == []


async def test_commands_are_carried_out_some_at_a_time_and_none_is_lost(desk: ServedDesk) -> None:
    desk.recorded.hold, desk.recorded.answer = asyncio.Event(), "Done."
    async with page_of(desk) as page:
        for number in range(3 * COMMANDS_AT_ONCE):
            await page.says("command", id=f"k{number}", text="/livechat help")

        async def full() -> bool:
            return len(desk.recorded.commands) == COMMANDS_AT_ONCE

        await until(full)
        await page.socket.ping()
        assert await full()
        desk.recorded.hold.set()
        answered = {(await page.hears("answered"))["id"] for _ in range(3 * COMMANDS_AT_ONCE)}
    assert len(answered) == len(desk.recorded.commands) == 3 * COMMANDS_AT_ONCE


@pytest.mark.parametrize("raw", ["", "{", "[]", '{"type": "nonsense"}', '{"type": "hello"}', "\x00"])
async def test_a_malformed_frame_is_named_and_stops_nobody(desk: ServedDesk, raw: str) -> None:
    async with page_of(desk) as page:
        await page.hears("welcome")
        await page.socket.send_str(raw)
        assert (await page.hears("error"))["text"]
        await page.says("ping")
        await page.hears("pong")


async def test_bytes_are_no_frames(desk: ServedDesk) -> None:
    async with page_of(desk) as page:
        await page.socket.send_bytes(b'{"type": "ping"}')
        assert (await page.hears("error"))["text"] == "Frames are texts."


async def test_an_oversized_frame_ends_the_connection_and_changes_nothing(desk: ServedDesk) -> None:
    await an_offer(desk)
    async with page_of(desk) as page:
        await page.says("reply", id="r1", thread="c1.1.0", text="x" * FRAME_LIMIT)
        assert await page.closes() == 1009
    assert desk.recorded.messages == []


@pytest.mark.parametrize("first", ['{"type": "ping"}', "nonsense"])
async def test_hello_comes_first(desk: ServedDesk, first: str) -> None:
    async with page_of(desk, after=None) as page:
        await page.socket.send_str(first)
        assert await page.closes() == 1008


async def test_a_session_that_is_over_ends_the_connection(desk: ServedDesk) -> None:
    await an_offer(desk)
    async with page_of(desk) as page:
        await page.hears("welcome")
        desk.clock.time += SESSION_AGE * 1000
        await page.says("reply", id="r1", thread="c1.1.0", text="Hello")
        assert await page.closes() == SIGNED_OUT
    assert desk.recorded.messages == []


async def test_two_pages_of_one_person_are_shown_the_same(desk: ServedDesk) -> None:
    await an_offer(desk)
    async with page_of(desk) as one, page_of(desk) as other:
        await other.hears("posts")
        await one.says("reply", id="r1", thread="c1.1.0", text="Hello")
        [[_, reply]] = (await other.hears("posts"))["posts"]
        assert (reply["type"], reply["text"]) == ("reply", "Hello")


async def test_a_page_is_told_when_the_server_goes_away(desk: ServedDesk) -> None:
    async with page_of(desk) as page:
        await page.hears("welcome")
        shutting = asyncio.create_task(desk.server.app.shutdown())  # type: ignore[attr-defined]  # BaseTestServer does not say that it has an app
        assert await page.closes() == 1001
        await shutting


async def test_pages_that_do_not_read_hold_up_neither_the_others_nor_the_end(desk: ServedDesk) -> None:
    thread = await an_offer(desk)
    for entry in range(2, 402):
        await desk.platform.post(thread, "Vera", "x" * 10_000, delivery(entry))
    async with ClientSession() as browser, browser.get(desk.link()) as opening:
        cookie = f"{COOKIE}={opening.cookies[COOKIE].value}"
    headers = {"Origin": desk.origin, "Cookie": cookie}
    hello = {"type": "hello", "after": 0}
    port = desk.server.port or 0
    stuck = [await asleep_at(port, "/desk/socket", hello, headers) for _ in range(10)]
    [routes] = desk.server.app._subapps  # type: ignore[attr-defined]  # as below

    async def all_full() -> bool:
        carried = [transport for transport in routes[DESK].sockets.values() if transport]
        return len(carried) == 10 and all(transport.get_write_buffer_size() for transport in carried)

    await until(all_full)
    async with page_of(desk) as page:
        await page.hears("posts")
        shutting = asyncio.create_task(desk.server.app.shutdown())  # type: ignore[attr-defined]  # as above
        assert await page.closes() == 1001
        await shutting
    for raw in stuck:
        raw.close()


SALES = desk_channel("#sales")
FOLLOW_UP = a_card(ThreadStatus.FOLLOW_UP, line="Nobody took this conversation.")


async def test_everybody_at_the_desk_sees_the_threads_of_a_channel(desk: ServedDesk) -> None:
    thread = await desk.platform.open_thread(SALES, FOLLOW_UP, delivery(1))
    assert thread == "desk:local:#sales/c1.1.0"
    for name in ("ann", "bob"):
        async with page_of(desk, name) as page:
            assert (await page.hears("welcome"))["newest_shared"] == 1
            frame = await page.hears("posts")
            assert frame["shared"]
            [(number, card)] = frame["posts"]
            assert (number, card["channel"], card["status"]) == (1, SALES, "follow_up")


async def test_what_somebody_writes_in_a_channels_thread_bears_their_name_for_the_others(
    desk: ServedDesk,
) -> None:
    thread = await desk.platform.open_thread(SALES, FOLLOW_UP, delivery(1))
    async with page_of(desk, "ann") as ann, page_of(desk, "bob") as bob:
        await ann.hears("posts")
        await bob.says("reply", id="r1", thread="c1.1.0", text="// I'll write to her")
        await bob.hears("accepted")
        [(number, post)] = (await ann.hears("posts"))["posts"]
        assert (number, post["author"], post["text"]) == (2, "Bob", "// I'll write to her")
    [message] = desk.recorded.messages
    assert (message.thread, message.person) == (thread, desk_person("bob"))


async def test_a_reply_of_one_cannot_take_the_place_of_anothers(desk: ServedDesk) -> None:
    await desk.platform.open_thread(SALES, FOLLOW_UP, delivery(1))
    async with page_of(desk, "ann") as ann, page_of(desk, "bob") as bob:
        await bob.says("reply", id="r1", thread="c1.1.0", text="Hello")
        await bob.hears("accepted")
        await ann.says("reply", id="r1", thread="c1.1.0", text="Hello")
        assert (await ann.hears("refused"))["text"] == "This id was used for something else."
    assert len(desk.recorded.messages) == 1


async def test_a_whisper_in_a_channels_thread_is_shown_to_one_person_alone(desk: ServedDesk) -> None:
    thread = await desk.platform.open_thread(SALES, FOLLOW_UP, delivery(1))
    await desk.platform.whisper(thread, desk_person("bob"), "Not sent to the visitor.")
    await desk.platform.post(thread, "", "The end", delivery(2))
    async with page_of(desk, "ann") as ann, page_of(desk, "bob") as bob:
        seen = {
            name: [post["type"] for _, post in (await page.hears("posts"))["posts"]]
            for name, page in (("ann", ann), ("bob", bob))
        }
    assert seen == {"ann": ["card", "said"], "bob": ["card", "whispered", "said"]}


async def test_a_page_that_knows_another_shared_board_begins_anew(desk: ServedDesk) -> None:
    await desk.platform.open_thread(SALES, FOLLOW_UP, delivery(1))
    async with page_of(desk, after=None) as page:
        await page.says("hello", after=0, after_shared=7)
        assert (await page.hears("welcome"))["anew"]
        assert len((await page.hears("posts"))["posts"]) == 1


async def test_a_card_of_a_channel_that_is_renewed_stays_on_the_shared_board(desk: ServedDesk) -> None:
    thread = await desk.platform.open_thread(SALES, FOLLOW_UP, delivery(1))
    await desk.platform.refresh(thread, a_card(ThreadStatus.FOLLOW_UP, line="Done."))
    assert await desk.platform.look_up(SALES, delivery(1), 1.0) == post_ref(SALES, delivery(1))
    async with page_of(desk) as page:
        [(number, card)] = (await page.hears("posts"))["posts"]
        assert (number, card["status_line"], card["channel"]) == (2, "Done.", SALES)


# --- forms

NOTE = Form(
    id=FormId("thread/note"),
    title="Note",
    parts=(
        TextField(name="text", label="Note"),
        ChoiceField(name="of", label="Of", options=(Option("a", "A"),)),
    ),
    submit="Add note",
    state="c1|1|0011223344556677",
)


async def test_a_button_that_asks_shows_its_form_and_takes_what_was_filled_in(desk: ServedDesk) -> None:
    await an_offer(desk)
    desk.recorded.asks = NOTE
    async with page_of(desk) as page:
        await page.says("press", id="p1", thread="c1.1.0", action="note")
        asked = await page.hears("asked")
        assert (asked["id"], asked["form"]["title"], asked["form"]["state"]) == ("p1", "Note", NOTE.state)
        assert [part["type"] for part in asked["form"]["parts"]] == ["text_field", "choice_field"]
        values = {"text": ["key account"], "of": [" "]}
        await page.says("submit", id="s1", form="thread/note", state=NOTE.state, values=values)
        assert await page.hears("answered") == {"type": "answered", "id": "s1", "text": ""}
    [submitted] = desk.recorded.submitted
    assert (submitted.person, submitted.form, submitted.state) == (ANN, NOTE.id, NOTE.state)
    assert submitted.values == {"text": ("key account",)}


async def test_what_is_wrong_with_a_form_is_said_by_its_fields_and_another_form_may_follow(
    desk: ServedDesk,
) -> None:
    async with page_of(desk) as page:
        desk.recorded.outcome = Problems({"text": "Please write something."})
        await page.says("submit", id="s1", form="thread/note")
        assert (await page.hears("problems"))["fields"] == {"text": "Please write something."}
        desk.recorded.outcome = NOTE
        await page.says("submit", id="s2", form="thread/note")
        assert (await page.hears("asked"))["id"] == "s2"


async def test_what_is_in_the_cards_menu_asks_first(desk: ServedDesk) -> None:
    more = a_card(ThreadStatus.LIVE)._replace(more=(Action.BLOCK,))
    await desk.platform.open_thread(INBOX, more, delivery(1))
    async with page_of(desk) as page:
        await page.says("press", id="p1", thread="c1.1.0", action="block")
        await page.hears("answered")
    assert [pressed.action for pressed in desk.recorded.chosen] == [Action.BLOCK]
    assert desk.recorded.buttons == []
