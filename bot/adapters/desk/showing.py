"""What changes on the board is shown on a page: its person's own posts and those of the shared channel, in their order."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import aclosing

import structlog
from aiohttp import ClientConnectionResetError, WSCloseCode, web

from bot.adapters.desk import parse, render
from bot.adapters.desk.board import AnyPost, Board, Whispered
from bot.adapters.desk.names import SHARED, inbox_of, shown_name
from bot.errors import StoreUnavailable
from bot.ids import Channel, Person


log = structlog.get_logger(__name__)

POSTS_AT_ONCE = 200
"""Posts in one frame to the page."""


async def send(socket: web.WebSocketResponse, frame: render.AnyFrame) -> None:
    """Send a frame to a page. Raises `ClientConnectionResetError` where it went away."""
    await socket.send_str(render.encode(frame))


class Showing:
    """Shows one page what concerns its person."""

    def __init__(self, socket: web.WebSocketResponse, who: Person, board: Board) -> None:
        self._socket = socket
        self._who = who
        self._inbox = inbox_of(who)
        self._board = board

    async def run(self, hello: parse.Hello) -> None:
        """Show what the page has not seen yet, and then what comes, until cancelled. Closes the socket where it cannot."""
        try:
            async with (
                aclosing(self._board.changes(self._inbox)) as mine,
                aclosing(self._board.changes(SHARED)) as shared,
            ):
                after = await self._welcome(hello, await anext(mine), await anext(shared))
                await _first_of(
                    self._keep_up(self._inbox, mine, after[0]), self._keep_up(SHARED, shared, after[1])
                )
        except StoreUnavailable:
            await self._socket.close(code=WSCloseCode.TRY_AGAIN_LATER)
        except ClientConnectionResetError:
            log.debug("= page went away", person=self._who)
        except Exception:  # a task's error would be lost: say it here, and let the page come back
            log.exception("= showing failed", person=self._who)
            await self._socket.close(code=WSCloseCode.INTERNAL_ERROR)

    async def _welcome(self, hello: parse.Hello, newest: int, newest_shared: int) -> tuple[int, int]:
        # A number that was never given out comes from another board: nothing that is shown still holds.
        anew = hello.after > newest or hello.after_shared > newest_shared
        name = shown_name(self._who)
        await send(
            self._socket, render.Welcome(name=name, newest=newest, newest_shared=newest_shared, anew=anew)
        )
        return (0, 0) if anew else (hello.after, hello.after_shared)

    async def _keep_up(self, channel: Channel, changes: AsyncIterator[int], after: int) -> None:
        after = await self._catch_up(channel, after)
        async for _ in changes:
            after = await self._catch_up(channel, after)

    async def _catch_up(self, channel: Channel, after: int) -> int:
        while posts := await self._board.after(channel, after, limit=POSTS_AT_ONCE):
            if mine := [numbered for numbered in posts if self._may_see(numbered.post)]:
                await send(self._socket, render.posts_frame(mine, shared=channel == SHARED))
            after = posts[-1].number
        return after

    def _may_see(self, post: AnyPost) -> bool:
        return not isinstance(post, Whispered) or post.to in ("", self._who)


async def _first_of(*work: Coroutine[None, None, None]) -> None:
    """Do all of them until one ends or fails, which ends the others."""
    tasks = [asyncio.create_task(one) for one in work]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
