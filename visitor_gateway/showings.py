"""Counts to how many visitors dialogues were shown: gathered for a second, then told to the store.

A visitor who was shown something and has done nothing is all that a crash can leave uncounted. Whoever comes back to
the same opening is counted once, by whatever process.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from bot.errors import StoreUnavailable
from bot.ports import Shown, Statistics
from bot.statistics.days import day_of
from bot.store_waits import STORE_WAITS
from visitor_gateway.opening import Opening


PAUSE = 1.0
"""Seconds for which they are gathered."""
MOST = 10_000
"""Kept while the store is away; what comes on top is not counted."""


class Showings:
    """What this process has shown, and not told yet. `zone` answers the site's time zone."""

    def __init__(self, statistics: Statistics, zone: Callable[[], str]) -> None:
        self._statistics = statistics
        self._zone = zone
        self._shown: dict[Shown, None] = {}
        self._news = asyncio.Event()

    def __repr__(self) -> str:
        return f"<Showings, {len(self._shown)} not told yet>"

    def note(self, opening: Opening) -> None:
        """A visitor is shown an opening. Previews, and that there is nothing to show, do not count."""
        if opening.dialogue is None or opening.snapshot.preview or len(self._shown) >= MOST:
            return
        day = day_of(opening.at, self._zone())
        self._shown[Shown(day, opening.dialogue.id, opening.name)] = None
        self._news.set()

    async def run(self) -> None:
        """Tell the store, until cancelled; then for the last time."""
        try:
            while True:
                await self._news.wait()
                await asyncio.sleep(PAUSE)
                await self._tell()
        finally:
            await self._tell()

    async def _tell(self) -> None:
        self._news.clear()
        told = list(self._shown)
        if not told:
            return
        try:
            await self._statistics.add_shown(told)
        except StoreUnavailable as error:
            STORE_WAITS.note("showings", error)
            self._news.set()
            return
        for one in told:
            self._shown.pop(one, None)
