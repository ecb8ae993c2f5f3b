"""The way out of a connection: what its session says is sent in order, and the last word before it closes."""

from __future__ import annotations

import asyncio

import structlog

from bot import metrics
from bot.errors import StoreUnavailable
from visitor_gateway import wire
from visitor_gateway.session import Session
from visitor_gateway.site import Site, Socket


TRY_AGAIN = 1013
GOING_AWAY = 1001
"""Close codes of RFC 6455, 7.4.1, and of its registry."""

log = structlog.get_logger(__name__)


class Outlet:
    """Sends what one session says. Whoever holds `lock` may put several things together that nothing comes between."""

    def __init__(self, site: Site, session: Session, socket: Socket, address: str) -> None:
        self.lock = asyncio.Lock()
        self._site = site
        self._session = session
        self._socket = socket
        self._address = address

    async def store_away(self, error: StoreUnavailable) -> None:
        """Say that the store is away, and close."""
        self.log_away(error)
        self._session.say(wire.Error(code="unavailable", text="Please wait a moment."))
        await self.flush()
        await self._socket.close(code=TRY_AGAIN, message=b"store unavailable")

    def log_away(self, error: StoreUnavailable) -> None:
        """Note that the store was away, now and then."""
        if times := self._site.aways.times():
            log.warning("= store unavailable for visitors", error=str(error), times=times)

    async def turn_away(self, wait: float, why: str) -> None:
        """Say why the visitor is not served, and close. They may come again after `wait` seconds."""
        if times := self._site.refusals.times():
            log.warning("= visitor turned away", address=self._address, wait=wait, why=why, times=times)
        self._session.say(wire.Error(code="too_fast", text=why))
        await self.flush()
        await self._socket.close(code=TRY_AGAIN, message=why.encode())

    async def flush(self) -> None:
        """Send what the session wants to say, in its order. Raises `ConnectionResetError` when the visitor is gone."""
        for code in self._session.refused:
            metrics.FRAMES_REFUSED.labels(code).inc()
        self._session.refused.clear()
        async with self.lock:
            while self._session.outgoing and not self._socket.closed:
                await self._socket.send_str(self._session.outgoing.pop(0))
            if self._session.close_code and not self._socket.closed:
                await self._socket.close(code=self._session.close_code)
