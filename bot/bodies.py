"""Files as they come in the body of a request, from visitors and from the desk."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from aiohttp import ClientError, StreamReader, web

from bot.errors import BadFrame


PIECE = 64 * 1024
STALLED = 30.0
"""Seconds for which a file on its way may stand still."""


async def pieces(content: StreamReader) -> AsyncIterator[bytes]:
    """A body as it comes. Raises `BadFrame` where it stands still, ends too early, or is no body."""
    try:
        while True:
            async with asyncio.timeout(STALLED):
                piece = await content.read(PIECE)
            if not piece:
                return
            yield piece
    except (TimeoutError, ClientError, ConnectionError, web.RequestPayloadError) as error:
        raise BadFrame("The file did not come whole.") from error
