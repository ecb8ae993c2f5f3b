"""Applications of aiohttp that listen as long as a test needs them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web


ENDS_WITHIN = 0.1
"""Seconds for requests that are under way when a test ends. aiohttp takes 0 for "wait for ever", and by itself waits a minute."""


@asynccontextmanager
async def listening(app: web.Application, port: int = 0) -> AsyncIterator[str]:
    """Listen on 127.0.0.1 until the block ends, whoever is still on a line then. Yields the origin."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=ENDS_WITHIN)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port, reuse_address=True).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()
