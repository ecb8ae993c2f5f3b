"""The bot's own tokens: asked for once, and renewed in the background at half of their lives.

Whoever needs one waits for the same call. The archived SDK asks anew for every turn, and blocks the event loop meanwhile.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
import time
from collections.abc import Callable

import structlog

from bot.adapters.teams.errors import BROKEN_PAUSE, LoginRefused
from bot.adapters.teams.logins import Grant, Login
from bot.errors import CannotStart, InDoubt, PlatformError, Throttled, Unreachable


log = structlog.get_logger(__name__)

CONNECTOR = "https://api.botframework.com"
GRAPH = "https://graph.microsoft.com"
"""The services that tokens are for."""

SPARE = 60.0
"""Seconds before its end from which a token is no good, for it has to travel and to be looked at; of short lives a tenth."""
RETRY = 30.0
"""Seconds between two attempts at a renewal, and at least between two that a refused token causes."""


class Tokens:
    """The token for one service. Call `start` first, and `close` at the end. `now` counts seconds."""

    def __init__(self, login: Login, service: str, *, now: Callable[[], float] = time.monotonic) -> None:
        self._login = login
        self._service = service
        self._now = now
        self._grant: Grant | None = None
        self._born = self._until = 0.0
        self._replaced = -math.inf
        self._asking: asyncio.Task[Grant] | None = None
        self._keeping: asyncio.Task[None] | None = None

    def __repr__(self) -> str:
        return f"<Tokens for {self._service}, {self._grant or 'none'}>"

    async def start(self) -> None:
        """Ask for the first token, and renew it from then on. May be called again if it failed.

        Raises `CannotStart` with what to do if the login refuses us, else `Throttled` or `Unreachable`.
        """
        try:
            if self._good() is None:
                await self._fresh()
        except LoginRefused as refused:
            raise CannotStart(refused.reason) from refused
        if self._keeping is None:
            self._keeping = asyncio.create_task(self._keep())

    async def close(self) -> None:
        """Renew no more."""
        for task in (self._keeping, self._asking):
            if task is not None:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError, PlatformError):
                    await task
        self._keeping = self._asking = None

    async def get(self) -> str:
        """The token; a new one if it has ended. Raises `Throttled` and `Unreachable`."""
        grant = self._good()
        return grant.token if grant else await self._for_callers()

    async def renewed(self, refused: str) -> str:
        """Another token in the place of one that was refused; the same one if it is itself such another, and young."""
        just_now = not self._is_asking and self._now() - self._replaced < RETRY
        if self._grant is not None and (self._grant.token != refused or just_now):
            return self._grant.token
        another = await self._for_callers()
        self._replaced = self._now()
        return another

    @property
    def _is_asking(self) -> bool:
        return self._asking is not None and not self._asking.done()

    def _good(self) -> Grant | None:
        return self._grant if self._now() < self._until else None

    async def _for_callers(self) -> str:
        """A login that refuses us harms nobody's message: everything waits until an admin has mended it."""
        try:
            return (await self._fresh()).token
        except LoginRefused as refused:
            raise Throttled(BROKEN_PAUSE, scope="workspace") from refused

    async def _fresh(self) -> Grant:
        """Ask, or wait with the others for the answer."""
        if self._asking is None or not self._is_asking:
            self._asking = asyncio.create_task(self._ask())
        return await asyncio.shield(self._asking)

    async def _ask(self) -> Grant:
        asked = self._now()
        try:
            grant = await self._login.ask(self._service)
        except LoginRefused as refused:
            log.error("teams_login_refused", service=self._service, remedy=refused.reason)  # noqa: TRY400  the remedy says it all
            raise
        except InDoubt as error:  # whatever became of the question: nothing was posted
            raise Unreachable(str(error)) from error
        self._grant, self._born = grant, asked
        self._until = self._born + grant.lifetime - min(SPARE, grant.lifetime / 10)
        return grant

    async def _keep(self) -> None:
        """Renew at half of the life; where that fails, again and again: the other half is time enough to hear of it."""
        while True:
            life = self._grant.lifetime if self._grant else 0.0
            await asyncio.sleep(max(1.0, self._born + life / 2 - self._now()))
            try:
                await self._fresh()
            except PlatformError as error:
                log.warning("teams_token_not_renewed", service=self._service, error=str(error))
                await asyncio.sleep(RETRY)
