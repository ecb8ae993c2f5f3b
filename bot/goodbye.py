"""Closing many sockets at our end: all at the same time, and none for long."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Protocol, TypeVar

from aiohttp import WSCloseCode


GOODBYE = 2.0
"""Seconds in which a client has to answer that we close."""


class Closable(Protocol):
    """What carries frames: a WebSocket, or what stands for one."""

    async def close(self, *, code: int, message: bytes) -> bool:
        """Close it."""


Socket = TypeVar("Socket", bound=Closable)


async def say_goodbye(sockets: Mapping[Socket, asyncio.Transport | None]) -> None:
    """Close them: their clients come back at once, to us or to another process. Who does not read is cut off.

    `sockets` are those that are open, and what carries them.
    """
    closing = {asyncio.create_task(_close(socket)): transport for socket, transport in sockets.items()}
    if not closing:
        return
    _, stuck = await asyncio.wait(closing, timeout=GOODBYE)
    for task in stuck:
        if transport := closing[task]:
            transport.abort()  # who does not read would hold us up for as long as they like
    await asyncio.gather(*closing, return_exceptions=True)


async def _close(socket: Closable) -> None:
    await socket.close(code=WSCloseCode.GOING_AWAY, message=b"going away")
