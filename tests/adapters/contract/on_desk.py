"""The desk: our adapter over a real store of its own, and Ann's page as a socket."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, ClientWebSocketResponse, CookieJar, web
from aiohttp.test_utils import TestServer

from bot.adapters.desk.board import Board, Card, Reply, Said, SentFile, Whispered
from bot.adapters.desk.client import DeskPlatform
from bot.adapters.desk.links import sign_link
from bot.adapters.desk.listeners import mount
from bot.adapters.desk.names import SHARED, board_of, desk_channel, desk_person, inbox_of
from bot.adapters.desk.parts import Parts
from bot.adapters.desk.stored_board import StoredBoard
from bot.adapters.store.bus import Bus
from bot.adapters.store.connection import connect
from bot.adapters.store.keys import Keys
from bot.adapters.store.shelf import RedisShelf
from bot.conversation.actions import TABLE
from bot.ids import Channel, MessageId, Person, PostRef, SiteId, ThreadRef, split_ref, thread_ref
from tests.adapters.contract.scene import Meanwhile, Platform, Seen, Trouble
from tests.adapters.recorder import Recorder, WallClock
from tests.private_server import PrivateServer
from tests.waiting import until


SECRET = "a secret for tests"  # noqa: S105 - it opens nothing
ANSWERS = ("accepted", "answered", "asked", "problems", "refused", "error")


class DeskScene:
    """Ann and Bob with a page each, of which Ann's is open."""

    def __init__(self, server: PrivateServer, board: Board, recorder: Recorder) -> None:
        self._server = server
        self._board = board
        self.platform: Platform = DeskPlatform(board, WallClock())
        self.recorder = recorder
        self.ann, self.bob = desk_person("ann.lee"), desk_person("bob.ray")
        self.stranger = Person("slack:T1:U1")
        self.inbox = inbox_of(self.ann)
        self.channel, self.channel_called = desk_channel("#support"), "support"
        self.mention = "@ann.lee"
        self.page: ClientWebSocketResponse
        self._answered: list[str] = []
        self._asked: dict[str, Any] = {}
        self._numbers = count()

    async def sees(self, thread: ThreadRef) -> Sequence[Seen]:
        channel, root = split_ref(thread)
        posts = [post for _, post in await self._board.after(board_of(channel), 0, limit=500)]
        # A card that was renewed stands behind what was said before it; the page puts it where it was.
        posts.sort(key=lambda post: not isinstance(post, Card))
        return [self._seen(post) for post in posts if post.thread == root and not isinstance(post, Whispered)]

    def _seen(self, post: Card | Said | SentFile | Reply) -> Seen:
        match post:
            case Card():
                text = "\n".join(
                    [post.title, *(f"{fact.label}: {fact.value}" for fact in post.facts), post.status_line]
                )
                return Seen("Threadline", text, tuple(TABLE[action].label for action in post.actions))
            case Said(author=author, text=text):
                return Seen(author or "Threadline", text)
            case SentFile(name=name):
                return Seen("Threadline", name)
            case Reply(text=text):
                return Seen("Ann Lee", text)

    async def told(self, person: Person) -> Sequence[str]:
        whispered = [post.text for post in await self._whispers(person)]
        return [*whispered, *(self._answered if person == self.ann else ())]

    async def told_in(self, person: Person) -> ThreadRef | Channel:
        whispered = (await self._whispers(person))[-1]
        return thread_ref(self.channel if whispered.to else inbox_of(person), whispered.thread)

    async def _whispers(self, person: Person) -> list[Whispered]:
        own = await self._board.after(inbox_of(person), 0, limit=500)
        shared = await self._board.after(SHARED, 0, limit=500)
        found = [post for _, post in (*own, *shared) if isinstance(post, Whispered)]
        return [post for post in found if post.to in ("", person)]

    async def trouble(self, what: Trouble) -> None:
        assert what == "dark", f"there is no {what} at the desk"
        self._server.__exit__(None, None, None)

    def later(self, seconds: float) -> None:
        """Nothing here minds."""

    async def closes(self, channel: Channel) -> None:
        raise AssertionError("nothing closes at the desk")

    async def writes(self, thread: ThreadRef, text: str) -> MessageId:
        name = f"r{next(self._numbers)}"
        await self._says("reply", id=name, thread=split_ref(thread)[1], text=text)
        return MessageId(name)

    async def sends_file(self, thread: ThreadRef, name: str, content: bytes, *, text: str) -> None:
        raise AssertionError("a file is sent without words at the desk")

    async def begins_to_type(self, thread: ThreadRef) -> None:
        await self.page.send_json({"type": "typing", "thread": split_ref(thread)[1]})

        async def heard() -> bool:
            return bool(self.recorder.typing)

        await until(heard)

    async def edits(self, thread: ThreadRef, message: MessageId, text: str) -> None:
        raise AssertionError("nobody can edit at the desk")

    async def deletes(self, thread: ThreadRef, message: MessageId) -> None:
        raise AssertionError("nobody can delete at the desk")

    async def reacts(self, post: PostRef, *, again: bool = False) -> None:
        raise AssertionError("there are no reactions at the desk")

    async def presses(self, label: str, thread: ThreadRef, meanwhile: Meanwhile | None = None) -> None:
        if meanwhile:
            await meanwhile()
        action = next(action for action, row in TABLE.items() if row.label == label)
        name = f"p{next(self._numbers)}"
        await self._says("press", id=name, thread=split_ref(thread)[1], action=action.value)

    async def fills_in(self, **values: str) -> None:
        form = self._asked
        filled = {name: [value] for name, value in values.items()}
        name = f"s{next(self._numbers)}"
        await self._says("submit", id=name, form=form["id"], state=form.get("state", ""), values=filled)

    async def form(self) -> str:
        return str(self._asked["title"])

    async def types(self, command: str) -> None:
        await self._says("command", id=f"c{next(self._numbers)}", text=f"/livechat {command}")

    async def _says(self, kind: str, **fields: object) -> None:
        """Send a frame, and wait for its answer."""
        await self.page.send_json({"type": kind, **fields})
        frame = await self.page.receive_json(timeout=5)
        while frame["type"] not in ANSWERS:
            frame = await self.page.receive_json(timeout=5)
        if frame["type"] == "asked":
            self._asked = frame["form"]
        elif text := frame.get("text"):
            self._answered.append(text)


@asynccontextmanager
async def on_desk(folder: Path) -> AsyncIterator[DeskScene]:
    """A scene, with Ann's page open."""
    with PrivateServer(folder) as server:
        redis, keys = connect(server.url), Keys(SiteId("desk"))
        bus, recorder, clock = Bus(redis, keys), Recorder(), WallClock()
        await bus.start()
        board = StoredBoard(RedisShelf(redis, keys, bus))
        scene = DeskScene(server, board, recorder)
        app = web.Application()
        parts = Parts(board, recorder, recorder, recorder, recorder, recorder, clock)
        mount(app, parts, secret=SECRET, allow_remote=False)
        async with TestServer(app) as served, ClientSession(cookie_jar=CookieJar(unsafe=True)) as browser:
            origin = str(served.make_url("")).rstrip("/")
            async with browser.get(sign_link(SECRET, scene.ann, origin, 600, now=clock.now() / 1000)):
                pass
            async with browser.ws_connect(f"{origin}/desk/socket", headers={"Origin": origin}) as scene.page:
                await scene.page.send_json({"type": "hello", "after": 0})
                yield scene
        await bus.close()
        await redis.aclose()
