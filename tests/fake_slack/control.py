"""The same, over HTTP, for when the fake is a process of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web


if TYPE_CHECKING:
    from .server import FakeSlack


class Control:
    def __init__(self, slack: FakeSlack) -> None:
        self._slack = slack

    async def answer(self, request: web.Request) -> web.Response:
        return web.Response(status=404)
