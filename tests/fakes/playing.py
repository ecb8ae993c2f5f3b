"""Trouble with a connection: cut, silent, slow, or answered by somebody's proxy."""

from __future__ import annotations

import asyncio
import socket
import struct

from aiohttp import web

from .faults import PAGES, Fault


PAGE = "<!DOCTYPE html>\n<html><head><title>Error</title></head><body>Something went wrong</body></html>"


class Playing:
    """The trouble that a server makes; `let_go` ends the calls that hang."""

    def __init__(self) -> None:
        self._stopped = asyncio.Event()

    def let_go(self) -> None:
        """End the calls that hang: their connections are about to be closed."""
        stopped, self._stopped = self._stopped, asyncio.Event()
        stopped.set()

    async def play(self, request: web.Request, fault: Fault) -> web.Response | None:
        """The trouble itself; None if the call goes on as usual after it, or if the platform knows the answer."""
        kind = fault.kind.removesuffix("_after_storing").removesuffix("_before")
        match kind:
            case "slow":
                await self._sleep(fault.delay)
            case "reset":
                reset(request)
                return web.Response()
            case "hang":
                await self._stopped.wait()
                return web.Response()
            case _ if kind in PAGES:
                return web.Response(text=PAGE, status=PAGES[kind], content_type="text/html")
            case _:
                pass  # an error of the platform's own
        return None

    async def _sleep(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._stopped.wait(), seconds)
        except TimeoutError:
            return


def reset(request: web.Request) -> None:
    """Break the connection with a TCP reset, as a dying load balancer does."""
    if request.transport is None:
        return
    raw: socket.socket | None = request.transport.get_extra_info("socket")
    if raw is not None:
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    request.transport.abort()
