"""A bare WebSocket server, which only holds connections. ``python -m tests.benchmarks.bare PORT``"""

from __future__ import annotations

import asyncio
import sys

import uvloop
from aiohttp import web


async def hold(request: web.Request) -> web.WebSocketResponse:
    """Hold a connection until it is closed."""
    socket = web.WebSocketResponse(compress=False)
    await socket.prepare(request)
    async for _ in socket:
        pass
    return socket


async def main(port: int) -> None:
    """Serve until killed."""
    app = web.Application()
    app.router.add_get("/", hold)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1])))
