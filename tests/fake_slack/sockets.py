"""Reaches the app by Socket Mode: each payload goes to one of its connections and is acknowledged there.

https://docs.slack.dev/apis/events-api/using-socket-mode: at most 10 connections; a `disconnect` comes about 10 seconds
before a connection is refreshed.
"""

from __future__ import annotations

import asyncio
import json
import random
import secrets
from dataclasses import dataclass, field

from aiohttp import WSMsgType, web

from tests.fakes.changes import Changes
from tests.fakes.clock import Clock
from tests.fakes.outcome import Outcome, Retry

from .errors import Refused
from .limits import Limits
from .outcome import Kind
from .settings import Settings
from .shapes import Shapes
from .world import App, Json


MOST = 10
NOTICE = 10.0
"""Seconds between the warning and the end of a connection."""


@dataclass(eq=False)
class Connection:
    number: int
    ws: web.WebSocketResponse
    request: web.Request
    waiting: dict[str, asyncio.Future[Outcome]] = field(default_factory=dict)
    half_open: bool = False
    """The other side is gone without a word: what we send is lost, and what it sends never arrives."""
    warned: bool = False
    received: int = 0


class SocketHub:
    def __init__(
        self, app: App, shapes: Shapes, limits: Limits, clock: Clock, settings: Settings, changes: Changes
    ) -> None:
        self._app, self._shapes, self._limits = app, shapes, limits
        self._clock, self._settings, self._changes = clock, settings, changes
        self._tickets: set[str] = set()
        self._dice = random.Random(0)  # noqa: S311  # dice, not secrets
        self._opened = 0
        self._closing: set[asyncio.Task[None]] = set()
        self.enabled = False
        self.connections: list[Connection] = []
        self.refused = 0

    def new_ticket(self, token: str | None) -> Json:
        """What apps.connections.open answers; raises Refused or Throttled."""
        if not token:
            raise Refused("not_authed")
        if token != self._app.app_token:
            raise Refused("not_allowed_token_type" if token.startswith("xoxb-") else "invalid_auth")
        if not self.enabled:
            raise Refused("access_denied")
        self._limits.call(self._app.app_id, "apps.connections.open", 1)
        ticket = secrets.token_urlsafe(12)
        self._tickets.add(ticket)
        address = self._settings.socket_address or self._shapes.base_url.removeprefix("http://")
        return {"url": f"ws://{address}/link/?ticket={ticket}&app_id={self._app.app_id}"}

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """The WebSocket of one ticket, as long as it lives."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=401)
        self._tickets.remove(ticket)
        ws = web.WebSocketResponse(autoping=False)
        await ws.prepare(request)
        if len(self.connections) >= MOST:
            self.refused += 1
            await ws.send_json(
                {"type": "disconnect", "reason": "too_many_websockets", "debug_info": {"host": "fake"}}
            )
            await ws.close()
            return ws
        self._opened += 1
        connection = Connection(self._opened, ws, request)
        self.connections.append(connection)
        try:
            await self._hello(connection)
            await self._read(connection)
        finally:
            self.connections.remove(connection)
            self._abandon(connection)
        return ws

    async def _hello(self, connection: Connection) -> None:
        info = {"app_id": self._app.app_id}
        debug = {"host": "fake", "build_number": 1, "approximate_connection_time": 18060}
        hello = {
            "type": "hello",
            "num_connections": len(self.connections),
            "debug_info": debug,
            "connection_info": info,
        }
        await connection.ws.send_json(hello)
        await connection.ws.ping(b"Ping from fake")
        self._changes.notify()

    async def _read(self, connection: Connection) -> None:
        async for frame in connection.ws:
            if connection.half_open:
                continue
            if frame.type is WSMsgType.PING:
                await connection.ws.pong(frame.data)
            elif frame.type is WSMsgType.TEXT:
                self._acknowledged(connection, frame.data)

    def _acknowledged(self, connection: Connection, text: str) -> None:
        try:
            answer = json.loads(text)
            future = connection.waiting.get(answer["envelope_id"])
        except (ValueError, KeyError, TypeError):
            return
        if future and self._settings.lost_acks > 0:
            self._settings.lost_acks -= 1
        elif future and not future.done():
            future.set_result(Outcome(ok=True, status=200, body=answer.get("payload")))

    def _abandon(self, connection: Connection) -> None:
        for future in connection.waiting.values():
            if not future.done():
                future.set_result(Outcome(ok=False, reason="connection_failed"))
        self._changes.notify()

    async def send(self, kind: Kind, body: Json, retry: Retry | None = None) -> Outcome:
        chosen = [c for c in self.connections if not c.warned] or self.connections
        if not chosen:
            return Outcome(ok=False, reason="connection_failed")
        connection = self._dice.choice(chosen)
        envelope: Json = {"envelope_id": secrets.token_hex(16), "payload": body, "type": kind}
        envelope["accepts_response_payload"] = kind != "events_api"
        if kind == "events_api":
            envelope |= {
                "retry_attempt": retry.number if retry else 0,
                "retry_reason": retry.reason if retry else "",
            }
        future: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        connection.waiting[envelope["envelope_id"]] = future
        try:
            if not connection.half_open:
                connection.received += 1
                await connection.ws.send_json(envelope)
            return await asyncio.wait_for(future, self._settings.ack_limit)
        except TimeoutError:
            return Outcome(ok=False, reason="http_timeout")
        except ConnectionError:
            return Outcome(ok=False, reason="connection_failed")
        finally:
            connection.waiting.pop(envelope["envelope_id"], None)

    # trouble

    def warn(self, index: int = 0, reason: str = "warning") -> None:
        """Announce that a connection is to be refreshed; it ends 10 seconds later, or when the app leaves."""
        connection = self.connections[index]
        connection.warned = True
        task = asyncio.create_task(self._refresh(connection, reason))
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    async def _refresh(self, connection: Connection, reason: str) -> None:
        frame = {"type": "disconnect", "reason": reason, "debug_info": {"host": "fake"}}
        await connection.ws.send_json(frame)
        await self._clock.sleep(NOTICE)
        await connection.ws.close()

    def drop(self, index: int = 0) -> None:
        """Cut the TCP connection without a closing handshake."""
        transport = self.connections[index].request.transport
        if transport:
            transport.abort()

    def half_open(self, index: int = 0) -> None:
        """From now on nothing passes in either direction, and neither side is told."""
        self.connections[index].half_open = True

    async def close(self) -> None:
        for task in list(self._closing):
            task.cancel()
        for connection in list(self.connections):
            self._abandon(connection)
            connection.half_open = False
            self.drop(self.connections.index(connection))
