"""Socket Mode: Slack's events over a WebSocket that we open. No public address is needed."""

from __future__ import annotations

import asyncio
import time

import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_bolt.adapter.socket_mode.internals import build_headers
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.errors import TOKEN_BROKEN, error_name, outcomes
from bot.errors import CannotStart, InDoubt, PlatformError
from bot.in_order import InFlight


log = structlog.get_logger(__name__)

CONNECT_PATIENCE = 10.0
CLOSE_PATIENCE = 2.0
RECONNECT_AFTER = 60.0
"""Seconds without a connection after which it is made anew; apps.connections.open may be called about once a minute."""


UNREADABLE = (LookupError, ValueError, AttributeError, TypeError, RecursionError)
"""What reading a request raises that has no charset, JSON or shape that there is."""


class _Counted(AsyncSocketModeHandler):
    """Counts what it handles, acknowledgement included, so that closing can wait for it."""

    def __init__(
        self, app: AsyncApp, app_token: str, web: AsyncWebClient, ping: float, in_flight: InFlight
    ) -> None:
        super().__init__(app, app_token, web_client=web, ping_interval=ping)
        self._in_flight = in_flight

    async def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]  # as Bolt's own subclass
        with self._in_flight:
            began = time.time()
            try:
                read = AsyncBoltRequest(mode="socket_mode", body=req.payload, headers=build_headers(req))
            except UNREADABLE as error:
                log.warning("slack_request_unreadable", error=type(error).__name__)
                answer = BoltResponse(status=200)  # it would not be better the next time
            else:
                answer = await self.app.async_dispatch(read)
            await send_async_response(client, req, answer, began)


class SocketMode:
    """One connection, and somebody who looks after it.

    The SDK reconnects by itself, but can wait for ever on an address that is used up (slack_sdk issues 1110, 1701).
    """

    def __init__(
        self,
        bolt: AsyncApp,
        web: AsyncWebClient,
        app_token: str,
        in_flight: InFlight,
        *,
        ping: float = 10.0,
        reconnect_after: float = RECONNECT_AFTER,
    ) -> None:
        self._bolt = bolt
        self._web = web
        self._token = app_token
        self._in_flight = in_flight
        self._ping = ping
        self._reconnect_after = reconnect_after
        self._handler: _Counted | None = None
        self._keeper: asyncio.Task[None] | None = None

    async def connect(self) -> None:
        """Connect, and stay connected until `close`. Raises `CannotStart` if the token is refused, or `PlatformError`."""
        await self._open()
        self._keeper = asyncio.create_task(self._keep())

    async def is_connected(self) -> bool:
        """Say whether events can reach us now."""
        return self._handler is not None and await self._handler.client.is_connected()

    async def close(self) -> None:
        """Disconnect."""
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.wait({self._keeper})
        await self._drop()

    async def _open(self) -> None:
        # Asked here and not by the SDK: that would ask again for ever, also with a token that is wrong.
        url = await self._address()
        handler = _Counted(self._bolt, self._token, self._web, self._ping, self._in_flight)
        handler.client.wss_uri = url
        self._handler = handler
        try:
            async with asyncio.timeout(CONNECT_PATIENCE):
                await handler.client.connect()  # type: ignore[no-untyped-call]  # the SDK has no hint there
        except TimeoutError as error:
            await self._drop()
            raise InDoubt("Slack's WebSocket did not answer") from error

    async def _address(self) -> str:
        try:
            with outcomes("apps.connections.open"):
                answer = await self._web.apps_connections_open(app_token=self._token)
        except PlatformError as error:
            cause = error.__cause__
            if isinstance(cause, SlackApiError) and error_name(cause) in TOKEN_BROKEN | {"missing_scope"}:
                raise CannotStart(
                    f"Slack refuses THREADLINE_SLACK_APP_TOKEN ({error_name(cause)}). Under Basic Information, App-Level "
                    "Tokens, generate one with the scope connections:write, and switch Socket Mode on."
                ) from error
            raise
        return str(answer["url"])

    async def _drop(self) -> None:
        handler, self._handler = self._handler, None
        if handler is None:
            return
        try:
            async with asyncio.timeout(CLOSE_PATIENCE):
                await handler.client.close()  # type: ignore[no-untyped-call]  # nor there
        except TimeoutError:
            # Slack's side does not say goodbye; what holds resources is closed without it.
            await handler.client.aiohttp_client_session.close()

    async def _keep(self) -> None:
        well, pong = time.monotonic(), None
        while True:
            await asyncio.sleep(self._reconnect_after / 10)
            # By the wall clock the SDK does not notice that pongs fail to come when that was set back.
            pong, before = self._handler and self._handler.client.last_ping_pong_time, pong
            if await self.is_connected() and pong != before:
                well = time.monotonic()
            elif time.monotonic() - well > self._reconnect_after:
                well = time.monotonic()
                log.error("slack_socket_stuck", seconds=self._reconnect_after)
                try:
                    await self._drop()
                    await self._open()
                except (PlatformError, CannotStart) as error:
                    log.warning("slack_socket_not_reconnected", error=str(error))
