"""How Slack reaches us: signed HTTP requests on a route of our server, or Socket Mode. Both end in one `Intake`."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qsl

import msgspec
import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.request.async_internals import build_async_context
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.intake import GroupChanged, ProfileChanged
from bot.adapters.slack.probe import SIGNED, SOCKET_MODE
from bot.adapters.slack.socket_mode import RECONNECT_AFTER, UNREADABLE, SocketMode
from bot.adapters.slack.switchboard import Switchboard
from bot.adapters.slack.workspaces import SlackWorkspaces
from bot.errors import CannotStart
from bot.ports import Clock, Point
from bot.seldom import Seldom
from bot.takers import Takers


_payload = msgspec.json.Decoder(dict[str, Any])

log = structlog.get_logger(__name__)

PATH = "/slack/events"
BODY_LIMIT = 1024 * 1024
BODY_PATIENCE = 5.0
"""Seconds in which a request must be here whole. Slack takes 3 s for a failure."""
DRAIN_PATIENCE = 5.0

UNSIGNED = (
    "THREADLINE_SLACK_SIGNING_SECRET is not set, so nobody could tell Slack's requests from forged ones. "
    "Copy the Signing Secret from the app's Basic Information, or use Socket Mode with THREADLINE_SLACK_APP_TOKEN."
)
SOCKETLESS = (
    "THREADLINE_SLACK_APP_TOKEN is not set, which Socket Mode needs. Under Basic Information, App-Level Tokens, "
    "generate one with the scope connections:write."
)

INSTALL_AGAIN = (
    "The app was removed from the workspace. Install it there again: by a new link, or, with a bot token of your own, "
    "under Install App in the app's settings; then set the new token and restart."
)


class SlackListeners:
    """Listens for all workspaces, in one of two ways: `mount`, or `connect`. Call `close` before that of the workspaces.

    `profile_changed` is told of a user whose name or picture changed, `group_changed` of a user group with other people;
    they say themselves what they cannot do.
    `lost` is told of a workspace where we are no more, and why, before Slack has its answer. Raises `StoreUnavailable`.
    """

    def __init__(
        self,
        workspaces: SlackWorkspaces,
        takers: Takers,
        clock: Clock,
        *,
        signing_secret: str = "",
        app_token: str = "",
        profile_changed: ProfileChanged | None = None,
        group_changed: GroupChanged | None = None,
        lost: Callable[[str, str], Awaitable[None]] | None = None,
    ) -> None:
        self._workspaces = workspaces
        self._tell_of_loss = lost
        self._signing_secret = signing_secret
        self._app_token = app_token
        self._intake = Switchboard(
            workspaces,
            takers,
            clock,
            lost=self._lost,
            profile_changed=profile_changed,
            group_changed=group_changed,
        )
        self._bolt = _bolt(self._intake)
        self._verifier: SignatureVerifier | None = None
        self._socket: SocketMode | None = None
        self._forged = Seldom()
        workspaces.receiving = self.check

    def __repr__(self) -> str:
        way = "HTTP" if self._verifier else "Socket Mode" if self._socket else "not listening"
        return f"<SlackListeners {way}, {self._intake!r}>"

    @property
    def counts(self) -> Counter[str]:
        """How much came of each kind, and how much was ignored or refused for which reason."""
        return self._intake.counts

    def mount(self, app: web.Application) -> None:
        """Listen on ``/slack/events``. Raises `CannotStart` without a signing secret."""
        if not self._signing_secret.strip():
            raise CannotStart(UNSIGNED)
        self._verifier = SignatureVerifier(self._signing_secret)
        app.router.add_post(PATH, self._inbound)

    async def connect(self, *, ping: float = 10.0, reconnect_after: float = RECONNECT_AFTER) -> None:
        """Listen by Socket Mode; the platform must have started. Raises `CannotStart`, or a `PlatformError`."""
        if not self._app_token:
            raise CannotStart(SOCKETLESS)
        self._socket = SocketMode(
            self._bolt,
            self._workspaces.web(),
            self._app_token,
            self._intake.in_flight,
            ping=ping,
            reconnect_after=reconnect_after,
        )
        await self._socket.connect()

    async def is_connected(self) -> bool:
        """Say whether Slack's events can reach us now, as far as we can know."""
        if self._workspaces.cut_off or self._intake.in_flight.closing or not self._workspaces.started:
            return False
        return await self._socket.is_connected() if self._socket else self._verifier is not None

    async def check(self) -> Point:
        """Say how events reach us, and what to click if they don't."""
        if self._workspaces.cut_off:
            return Point("Slack: installed", False, INSTALL_AGAIN)
        if self._socket is not None:
            remedy = "Switch Socket Mode on in the app's settings, and look for slack_socket in our log."
            connected = await self._socket.is_connected()
            return Point(SOCKET_MODE, connected, "" if connected else remedy)
        refused = self.counts["refused:signature"] > 0 and self.counts["verified"] == 0
        remedy = (
            "Every request was refused: copy the Signing Secret from Basic Information again, and restart."
        )
        return Point(SIGNED, not refused, remedy if refused else "")

    async def close(self, *, patience: float = DRAIN_PATIENCE) -> None:
        """Take nothing new, wait for what has begun, and disconnect. Slack sends again what was not acknowledged."""
        await self._intake.in_flight.settle(patience)
        if self._socket is not None:
            await self._socket.close()

    async def _lost(self, team: str, why: str, at: float) -> None:
        if self._workspaces.came_after(team, at):
            log.info("slack_lost_before", team=team, why=why)
            return
        if self._tell_of_loss is not None:
            await self._tell_of_loss(team, why)
        self._workspaces.lose(team, why)
        log.error("slack_lost", team=team, why=why, remedy=INSTALL_AGAIN)

    async def _inbound(self, request: web.Request) -> web.Response:
        """Verify the exact bytes before anything reads them, and count nothing as begun before that."""
        if (request.content_length or 0) > BODY_LIMIT:
            return web.Response(status=413)
        try:
            async with asyncio.timeout(BODY_PATIENCE):
                body = await request.read()
        except TimeoutError:
            return web.Response(status=408)
        if not self._verified(body, request):
            self.counts["refused:signature"] += 1
            if times := self._forged.times():
                log.warning("slack_signature_refused", remote=request.remote, times=times)
            return web.Response(status=401)
        self.counts["verified"] += 1
        with self._intake.in_flight:
            return await self._take(request, body)

    async def _take(self, request: web.Request, body: bytes) -> web.Response:
        try:
            taken = await _read(request, body)
        except UNREADABLE as error:
            self.counts["refused:malformed"] += 1
            log.warning("slack_request_unreadable", error=type(error).__name__)
            return web.Response(status=400)
        if isinstance(taken, AsyncBoltRequest):
            answer = await self._bolt.async_dispatch(taken)
        else:
            answer = await self._intake.take(taken)
        return await to_aiohttp_response(answer) if answer.body else web.Response(status=answer.status)

    def _verified(self, body: bytes, request: web.Request) -> bool:
        if self._verifier is None:
            return False
        try:
            return self._verifier.is_valid(
                body,
                request.headers.get("X-Slack-Request-Timestamp"),
                request.headers.get("X-Slack-Signature"),
            )
        except (ValueError, TypeError):
            # A timestamp that is no number, a body that is no UTF-8, a signature that is no ASCII.
            return False


def _bolt(intake: Switchboard) -> AsyncApp:
    """Make a Bolt app that asks `intake` first and last. Signatures are checked before it parses; see `_inbound`."""
    return AsyncApp(
        name="threadline",
        signing_secret="checked-by-inbound",  # noqa: S106  # Bolt wants one even where it verifies nothing
        client=AsyncWebClient(),
        before_authorize=intake,
        authorize=_nobody,
        request_verification_enabled=False,
        ssl_check_enabled=False,
        url_verification_enabled=False,
    )


async def _nobody() -> AuthorizeResult:
    """Refuse: the intake has answered before Bolt asks."""
    raise CannotStart("Bolt asked for an authorization, though the intake answers everything")


async def _read(request: web.Request, body: bytes) -> AsyncBoltRequest | dict[str, Any]:
    """Forms are Bolt's to read. Events are JSON, and most of what comes: they go to the intake as they are.

    What Bolt makes around an event takes longer than to commit it (performance.md). Raises one of `UNREADABLE`.
    """
    if body.lstrip().startswith(b"{") and (request.charset or "utf-8").lower() == "utf-8":
        with contextlib.suppress(msgspec.DecodeError):
            return _payload.decode(body)
        # Half a sign, as of an emoji that was cut in two, is no reason to lose a message: Python's own decoder reads it.
    return _whole(await to_bolt_request(request))


def _whole(request: AsyncBoltRequest) -> AsyncBoltRequest:
    """Repair a form that Bolt 1.30 takes for empty because the word "payload" is somewhere in it. Raises ValueError."""
    if not request.body and request.raw_body and not request.raw_body.startswith("{"):
        request.body = dict(parse_qsl(request.raw_body, keep_blank_values=True))
        request.context = build_async_context(AsyncBoltContext({}), request.body)
    if not isinstance(request.body, dict):
        raise ValueError("not an object")  # noqa: TRY004  one of `UNREADABLE`
    return request
