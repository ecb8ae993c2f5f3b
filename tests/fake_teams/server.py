"""The server, and the hand on all of it."""

from __future__ import annotations

import asyncio
from email.utils import formatdate
from types import TracebackType
from typing import Any

from aiohttp import web

from tests.fakes.clock import Clock
from tests.fakes.outcome import Outcome

from .connector import Connector
from .control import Control
from .downloads import Downloads
from .forging import Forger
from .graph import Graph
from .login import Login
from .openid import OpenId
from .requests_out import Requests
from .strangers import Stranger
from .trouble import Trouble
from .world import Json


class FakeTeams(Trouble):
    """A Teams on 127.0.0.1; the package's docstring lists what it offers. `settings` are the fields of Settings."""

    def __init__(
        self, port: int = 0, clock: Clock | None = None, *, coarse: int = 1, **settings: Any
    ) -> None:
        super().__init__(clock, settings, coarse)
        self.login = Login(self.platform)
        self.stranger = Stranger(self.platform.offences)
        self._connector = Connector(self.platform)
        self._requests: Requests | None = None
        self._port, self._files_port = port, 0
        self._runner: web.AppRunner | None = None

    # life

    async def __aenter__(self) -> FakeTeams:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None
    ) -> None:
        await self.stop()
        if kind is None and self.offences and self.settings.offences_fail:
            raise AssertionError("the app did what no app may do:\n" + "\n".join(self.offences))

    async def start(self) -> None:
        await self._listen()
        await self.stranger.start()

    async def stop(self) -> None:
        await self.platform.close()
        await self._close_doors()
        await self.stranger.stop()
        await self.disconnect()

    async def _listen(self) -> None:
        app = web.Application(client_max_size=8 * 2**20)
        app.on_response_prepare.append(self._dated)
        app.add_routes(self._routes())
        app.router.add_route("*", "/{anything:.*}", self._connector.nothing)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2, handle_signals=False)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        await web.TCPSite(self._runner, "127.0.0.1", self._files_port).start()
        self._port, self._files_port = (address[1] for address in self._runner.addresses)
        self.platform.shapes.base_url = f"http://127.0.0.1:{self._port}"
        self.platform.shapes.files_url = f"http://127.0.0.1:{self._files_port}"

    async def _dated(self, _: web.Request, response: web.StreamResponse) -> None:
        """Every answer bears Teams' time of day, the login's too."""
        response.headers["Date"] = formatdate(self.platform.clock.time_of_day(), usegmt=True)

    def _routes(self) -> list[web.RouteDef]:
        platform = self.platform
        files = [*Graph(platform).routes(), *Downloads(platform).routes()]
        proofs = [*self.login.routes(), *OpenId(platform).routes()]
        control = web.post("/_control/{verb}", Control(self).answer)
        return [control, *proofs, *files, *self._connector.routes()]

    async def _close_doors(self) -> None:
        self.platform.playing.let_go()
        if self._runner:
            await self._runner.cleanup()
            self._runner = None

    async def goes_dark(self, seconds: float | None = None) -> None:
        """Refuse every connection and cut the open ones, and come back after real seconds, or when told to.

        Nothing is forgotten, and people go on writing; activities are still delivered.
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

    # addresses and secrets

    @property
    def base_url(self) -> str:
        return self.platform.shapes.base_url

    @property
    def service_url(self) -> str:
        """Where the connector is now, for the first tenant."""
        return self.platform.shapes.service_url(self.tenant)

    @property
    def files_url(self) -> str:
        """The origin of the files of chats, in the place of SharePoint's."""
        return self.platform.shapes.files_url

    @property
    def login_url(self) -> str:
        """In the place of https://login.microsoftonline.com."""
        return f"{self.base_url}/login"

    @property
    def openid_url(self) -> str:
        """In the place of https://login.botframework.com/v1/.well-known/openidconfiguration."""
        return f"{self.base_url}/v1/.well-known/openidconfiguration"

    @property
    def graph_url(self) -> str:
        """In the place of https://graph.microsoft.com/v1.0."""
        return f"{self.base_url}/graph/v1.0"

    @property
    def imds_url(self) -> str:
        """In the place of http://169.254.169.254/metadata/identity/oauth2/token."""
        return f"{self.base_url}/metadata/identity/oauth2/token"

    @property
    def identity_endpoint(self) -> str:
        """What an App Service has in IDENTITY_ENDPOINT; `login.identity_header` is its IDENTITY_HEADER."""
        return f"{self.base_url}/msi/token"

    # the app

    @property
    def request_url(self) -> str:
        """Where the app takes activities. Raises ConnectionError if it is not connected."""
        if self._requests is None:
            raise ConnectionError("the app has no messaging endpoint")
        return self._requests.url

    async def connect(self, url: str) -> None:
        """Set the messaging endpoint of the app. It is not asked, as in Azure."""
        await self.disconnect()
        self._requests = Requests(self.app, self.keys, self.clock, self.settings, url)
        self.events.way, self.events.pressing = self._requests.send, self._requests.invoke

    async def disconnect(self) -> None:
        self.events.way = self.events.pressing = None
        if self._requests:
            await self._requests.close()
            self._requests = None

    def _welcome(self) -> Json:
        """An activity that the app would take, of somebody who writes in a channel."""
        channel = self.channel("forgery")
        person = self.user("Frank Forger").account
        at = self.clock.time_of_day()
        shape = self.platform.shapes.activity("message", person, channel, at=at, activity_id="1")
        return {**shape, "text": "forged", "textFormat": "plain"}

    async def forge(self, kind: str) -> int:
        """Send the app something that is not from Teams, or broken; the status it answers. Kinds: see `forging`."""
        return (await self._raw(kind)).status

    async def _raw(self, kind: str) -> Outcome:
        forgery = Forger(self.keys, self.app.app_id, self._welcome()).kinds[kind]()
        requests = Requests(self.app, self.keys, self.clock, self.settings, self.request_url)
        try:
            return await requests.raw(forgery.body, forgery.authorization, content_type=forgery.content_type)
        finally:
            await requests.close()

    async def lures(self) -> int:
        """Send the app an activity, properly signed, whose service address is a stranger's; the status it answers."""
        activity = {**self._welcome(), "serviceUrl": self.stranger.url}
        requests = Requests(self.app, self.keys, self.clock, self.settings, self.request_url)
        try:
            return (await requests.send(activity)).status
        finally:
            await requests.close()
