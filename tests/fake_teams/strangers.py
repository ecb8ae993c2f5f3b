"""An origin that has nothing to do with Teams: whoever sends it a token has been fooled."""

from __future__ import annotations

from aiohttp import web

from .journal import Offences


class Stranger:
    """Takes whatever it is sent, answers as the connector would, and remembers who came."""

    def __init__(self, offences: Offences) -> None:
        self._offences = offences
        self.requests: list[str] = []
        self.url = ""
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        app = web.Application()
        app.router.add_route("*", "/{tail:.*}", self._take)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1, handle_signals=False)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/"

    async def stop(self) -> None:
        if self._runner:
            await self._runner.cleanup()
            self._runner = None

    async def _take(self, request: web.Request) -> web.Response:
        self.requests.append(f"{request.method} {request.path}")
        if "Authorization" in request.headers:
            self._offences.note(f"sent a token to a stranger: {request.method} {request.path}")
        return web.json_response({"id": "1"}, status=201)
