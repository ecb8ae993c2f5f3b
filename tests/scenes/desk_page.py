"""Somebody at the desk in a scene: what their page sends and is shown, without a browser."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from aiohttp import ClientConnectionResetError, ClientSession, ClientWebSocketResponse, CookieJar

from bot.adapters.desk.links import sign_link
from bot.adapters.desk.names import desk_person
from tests.waiting import until


Post = dict[str, Any]
SECONDS = 15.0


class DeskPage:
    """A page of the desk: its cards and posts as they are now, the answers to what was typed and pressed."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self._socket = socket
        self._ids = (f"d{n}" for n in itertools.count(1))
        self._posts: dict[str, Post] = {}
        self._answers: dict[str, Post] = {}

    async def listen(self) -> None:
        """Take in what the page is shown, until it is closed."""
        with suppress(ClientConnectionResetError, TypeError):
            while True:
                frame: Post = await self._socket.receive_json()
                if frame["type"] == "posts":
                    self._posts |= {post["id"]: post for _, post in frame["posts"]}
                elif "id" in frame:
                    self._answers[frame["id"]] = frame

    async def _asks(self, kind: str, **fields: object) -> Post:
        name = next(self._ids)
        await self._socket.send_json({"type": kind, "id": name, **fields})

        async def answered() -> Post | None:
            return self._answers.get(name)

        return await until(answered, seconds=SECONDS)

    async def types(self, line: str) -> str:
        """What is answered to a command."""
        return str((await self._asks("command", text=f"/livechat {line}"))["text"])

    async def presses(self, action: str, card: Post) -> str:
        """What is answered to a button."""
        return str((await self._asks("press", thread=card["id"], action=action))["text"])

    async def writes(self, text: str, card: Post) -> None:
        """Reply in a thread."""
        assert (await self._asks("reply", thread=card["id"], text=text))["type"] == "accepted"

    @property
    def cards(self) -> list[Post]:
        """The threads, oldest first, as they are now."""
        return [post for post in self._posts.values() if post["type"] == "card"]

    def thread(self, card: Post) -> str:
        """What stands in a thread, card and all."""
        now = self._posts[card["id"]]
        said = [post for post in self._posts.values() if post.get("thread") == card["id"] and post is not now]
        lines = [f"{post.get('author', '')}: {post.get('text', '')}" for post in said]
        return "\n".join([now["title"], now["status_line"], *lines])

    async def offer(self, number: int = 1) -> Post:
        """Wait for the card of the `number`-th conversation."""

        async def there() -> Post | None:
            return self.cards[number - 1] if len(self.cards) >= number else None

        return await until(there, seconds=SECONDS)

    async def shows(self, text: str, card: Post) -> None:
        """Wait until a text stands in a thread. Raises AssertionError that shows the thread."""

        async def there() -> bool | None:
            return text in self.thread(card) or None

        try:
            await until(there, seconds=SECONDS)
        except AssertionError:
            raise AssertionError(f"{text!r} is not shown, but:\n{self.thread(card)}") from None


@asynccontextmanager
async def desk_page(url: str, name: str, secret: str) -> AsyncIterator[DeskPage]:
    """The page of somebody, opened by their link."""
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as browser:
        async with browser.get(sign_link(secret, desk_person(name), url, 600)):
            pass
        async with browser.ws_connect(f"{url}/desk/socket", headers={"Origin": url}) as socket:
            await socket.send_json({"type": "hello", "after": 0})
            page = DeskPage(socket)
            listening = asyncio.create_task(page.listen())
            try:
                yield page
            finally:
                listening.cancel()
                await asyncio.gather(listening, return_exceptions=True)
