"""Tells agents who come back, by themselves, by their hours or as their platform shows them, what happened meanwhile."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import structlog

from bot.effects import Tell
from bot.ports import Leadership, Returned, Returns


EVERY = 2.0
"""Seconds between two looks."""
LEASE = 10.0

Summary = Callable[[Returns, Returned], Awaitable[Tell | None]]
"""Says what they are told; None for nothing. Raises `StoreUnavailable`."""

log = structlog.get_logger(__name__)


class Returning:
    """Those who come back to one site. One process of all looks after them."""

    def __init__(self, summary: Summary, returns: Returns, leadership: Leadership) -> None:
        self._summary = summary
        self._returns = returns
        self._leadership = leadership

    async def look(self) -> None:
        """Tell everybody who has come back since. Raises `StoreUnavailable`; nobody is forgotten then."""
        if not await self._leadership.lead("returning", LEASE):
            return
        while returned := await self._returns.first():
            tell = await self._summary(self._returns, returned)
            if not await self._returns.say(returned, tell):
                continue
            log.info("= agent is back", agent=returned.agent, told=tell is not None)
