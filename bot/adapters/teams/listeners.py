"""How Teams reaches us: requests to one route of our server, each proven before anything in it is believed."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any, Protocol

import structlog
from aiohttp import web

from bot.adapters.teams.asking import Reply
from bot.adapters.teams.errors import Rejected
from bot.adapters.teams.intake import AGAIN, FollowsPeople, Intake, Platform
from bot.adapters.teams.places import Places
from bot.errors import StoreUnavailable
from bot.ports import Clock, Point, Shelf
from bot.takers import KnowsThreads, Takers


log = structlog.get_logger(__name__)

PATH = "/api/messages"
BODY_LIMIT = 1024 * 1024
BODY_PATIENCE = 5.0
"""Seconds in which a request must be here whole. Teams takes 15 s for a failure."""
DRAIN_PATIENCE = 5.0

ALL_REFUSED = (
    "Every request was refused: compare THREADLINE_TEAMS_APP_ID and THREADLINE_TEAMS_TENANT with the Overview of the app "
    "registration, and look for teams in our log."
)


class Proves(Protocol):
    """The part of `Gateway` that is needed here."""

    @property
    def is_ready(self) -> bool:
        """Whether anything can be proven now."""

    async def prove(self, body: bytes, *, content_type: str, authorization: str) -> dict[str, Any]:
        """Answer the activity in a request, if Teams sent it. Raises `Rejected` and `StoreUnavailable`."""


class TeamsListeners:
    """Listens on ``/api/messages`` once it is mounted. Call `close` before the platform's session is closed."""

    def __init__(
        self,
        gateway: Proves,
        platform: Platform,
        takers: Takers,
        threads: KnowsThreads,
        shelf: Shelf,
        places: Places,
        clock: Clock,
        *,
        follows: FollowsPeople | None = None,
    ) -> None:
        self._gateway = gateway
        self._intake = Intake(platform, takers, threads, shelf, places, clock, follows)

    def __repr__(self) -> str:
        return f"<TeamsListeners, {self._intake!r}>"

    @property
    def counts(self) -> Counter[str]:
        """How much came of each kind, and how much was ignored or refused for which reason."""
        return self._intake.counts

    def mount(self, app: web.Application) -> None:
        """Listen."""
        app.router.add_post(PATH, self._inbound)

    async def is_connected(self) -> bool:
        """Say whether Teams' requests can reach us now, as far as we can know."""
        return self._gateway.is_ready and not self._intake.in_flight.closing

    async def check(self) -> Point:
        """Say whether requests get through, and what to do if they don't."""
        refused = self.counts["refused"] > 0 and self.counts["proven"] == 0
        return Point("Teams: requests", not refused, ALL_REFUSED if refused else "")

    async def close(self, *, patience: float = DRAIN_PATIENCE) -> None:
        """Take nothing new, and wait for what has begun. Teams sends again what got no answer."""
        await self._intake.in_flight.settle(patience)

    async def _inbound(self, request: web.Request) -> web.Response:
        if (request.content_length or 0) > BODY_LIMIT:
            return web.Response(status=413)
        if self._intake.in_flight.closing:
            return _response(AGAIN)
        try:
            async with asyncio.timeout(BODY_PATIENCE):
                body = await request.read()
        except TimeoutError:
            return web.Response(status=408)
        with self._intake.in_flight:
            return _response(await self._proven(request, body))

    async def _proven(self, request: web.Request, body: bytes) -> Reply:
        try:
            activity = await self._gateway.prove(
                body,
                content_type=request.content_type,
                authorization=request.headers.get("Authorization", ""),
            )
        except Rejected as rejected:
            self.counts["refused"] += 1
            return Reply(rejected.status)
        except StoreUnavailable as error:
            log.warning("teams_not_stored", error=str(error))
            return AGAIN
        self.counts["proven"] += 1
        return await self._intake.take(activity)


def _response(reply: Reply) -> web.Response:
    if reply.body is None:
        return web.Response(status=reply.status)
    return web.json_response(dict(reply.body), status=reply.status)
