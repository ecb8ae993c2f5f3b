"""The server, and the hand on all of it."""

from __future__ import annotations

import asyncio
import dataclasses
import functools
from types import TracebackType
from typing import Any, Literal

from aiohttp import web

from tests.fakes.clock import Clock

from . import answers
from .control import Control
from .downloads import Downloads
from .human import Human
from .oauth import OAuth
from .requests_out import Requests
from .sockets import SocketHub
from .trouble import Trouble
from .web_api import WebApi


class FakeSlack(Trouble):
    """A Slack on 127.0.0.1; the package's docstring lists what it offers. `settings` are the fields of Settings."""

    def __init__(
        self, port: int = 0, clock: Clock | None = None, *, socket_mode: bool = False, **settings: Any
    ) -> None:
        super().__init__(clock, settings)
        world, shapes, limits = self.platform.world, self.platform.shapes, self.platform.limits
        self.sockets = SocketHub(world.app, shapes, limits, self.clock, self.settings, self.platform.changes)
        self.sockets.enabled = socket_mode
        self._oauth = OAuth(self.platform)
        self._web_api = WebApi(self.platform, self.sockets)
        self._requests: Requests | None = None
        self._port = port
        self._runner: web.AppRunner | None = None

    # life

    async def __aenter__(self) -> FakeSlack:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None
    ) -> None:
        await self.stop()

    async def start(self) -> None:
        await self._listen()
        if self.sockets.enabled:
            self.events.transport = self.sockets

    async def stop(self) -> None:
        await self.platform.close()
        await self._close_doors()
        await self.disconnect()

    async def _listen(self) -> None:
        self._runner = web.AppRunner(
            self._application(), access_log=None, shutdown_timeout=0.2, handle_signals=False
        )
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self._port = self._runner.addresses[0][1]
        self.platform.shapes.base_url = f"http://127.0.0.1:{self._port}"

    async def _close_doors(self) -> None:
        self._web_api.let_go()
        await self.sockets.close()
        if self._runner:
            await self._runner.cleanup()
            self._runner = None

    async def goes_dark(self, seconds: float | None = None) -> None:
        """Refuse every connection and cut the open ones, and come back after real seconds, or when told to.

        Nothing is forgotten, and people go on writing; events are still delivered by HTTP.
        """
        if seconds is None:
            await self._close_doors()
        else:
            # Told over HTTP, the answer must get out before the doors close.
            self.platform.later(self._dark_for(seconds))

    async def _dark_for(self, seconds: float) -> None:
        await self._close_doors()
        await asyncio.sleep(seconds)
        await self._listen()

    async def comes_back(self) -> None:
        await self._listen()

    def _application(self) -> web.Application:
        app = web.Application(client_max_size=64 * 2**20)
        files = Downloads(self.platform)
        app.router.add_post("/api/oauth.v2.access", self._oauth.access)
        app.router.add_get("/oauth/v2/authorize", self._oauth.page)
        app.router.add_route("GET", "/api/{method}", self._web_api.answer)
        app.router.add_route("POST", "/api/{method}", self._web_api.answer)
        app.router.add_post("/upload/v1/{file}/{ticket}", files.upload)
        app.router.add_get("/files-pri/{file}/{name:.*}", files.download)
        app.router.add_get("/avatars/{user}/{version}/{size}.png", files.picture)
        app.router.add_post("/response/{team}/{key}", functools.partial(answers.respond, self.platform))
        app.router.add_get("/link/", self.sockets.connect)
        app.router.add_post("/_control/{verb}", Control(self).answer)
        return app

    # addresses and secrets

    @property
    def base_url(self) -> str:
        return self.platform.shapes.base_url

    @property
    def api_url(self) -> str:
        return f"{self.base_url}/api/"

    @property
    def request_url(self) -> str:
        """Where the app takes events. Raises ConnectionError if it is not connected by HTTP."""
        if self._requests is None:
            raise ConnectionError("the app is not connected by HTTP")
        return self._requests.url

    @property
    def authorize_url(self) -> str:
        return f"{self.base_url}/oauth/v2/authorize"

    @property
    def signing_secret(self) -> str:
        return self.platform.world.app.signing_secret

    @property
    def app_token(self) -> str:
        return self.platform.world.app.app_token

    @property
    def app_id(self) -> str:
        return self.platform.world.app.app_id

    @property
    def client_id(self) -> str:
        return self.platform.world.app.client_id

    @property
    def client_secret(self) -> str:
        return self.platform.world.app.client_secret

    @property
    def bot_token(self) -> str:
        return self.bot().bot_token

    # the app

    async def connect(self, url: str, *, interactivity: str | None = None) -> None:
        """Set the request URLs. Raises ConnectionError unless the app passes url_verification."""
        if self.sockets.enabled:
            raise ConnectionError("Socket Mode is on: it is HTTP or Socket Mode, never both")
        await self.disconnect()
        self._requests = Requests(self.platform.world.app, self.clock, self.settings, url, interactivity)
        await self._requests.verify()
        self.events.transport = self._requests

    async def disconnect(self) -> None:
        self.events.transport = self.sockets if self.sockets.enabled else None
        if self._requests:
            await self._requests.close()
            self._requests = None

    def reenable(self) -> None:
        """Switch deliveries on again, as an admin of the app does by hand."""
        self.events.enabled = True
        self.events.ledger.forget()

    async def forge(self, kind: Literal["bad_signature", "stale", "non_numeric", "unsigned"]) -> int:
        """Send the app an event that is not properly signed; the status it answers."""
        settings = dataclasses.replace(self.settings, signing=kind)
        forger = Requests(self.platform.world.app, self.clock, settings, self.request_url, None)
        try:
            event = {
                "type": "event_callback",
                "team_id": self.team.id,
                "event_id": "Ev0FORGED",
                "event": {"type": "message"},
            }
            return (await forger.send("events_api", event)).status
        finally:
            await forger.close()

    def decide(self, url: str, user: Human, *, allow: bool = True) -> str:
        """What a person decides on the consent page, and the address to which their browser is sent."""
        return self._oauth.decide(url, user.account, allow=allow)
