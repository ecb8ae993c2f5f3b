"""What a process knows of a site's routing: read at the start, and again whenever the bus says that it changed."""

from __future__ import annotations

import asyncio
import contextlib

from bot.adapters.store.arranging import Arranger
from bot.adapters.store.blocks import kept_blocks
from bot.adapters.store.bus import Bus
from bot.errors import StoreUnavailable
from bot.routing.site_rules import SiteRules
from bot.store_waits import STORE_WAITS


TOPIC = "rules"
PAUSE = 0.5
"""Seconds between attempts while the store is away."""


class StoredSiteRules:
    """The snapshot of this process. It may be some moments old, which is harmless: see `SiteRules`."""

    def __init__(self, arranger: Arranger, bus: Bus) -> None:
        self._arranger = arranger
        self._bus = bus
        self._now = SiteRules(settings=arranger.defaults)
        self._stale = asyncio.Event()
        self._work: asyncio.Task[None] | None = None

    def __repr__(self) -> str:
        return f"<StoredSiteRules {len(self._now.rules)} rules, {'OLD' if self._stale.is_set() else 'FRESH'}>"

    async def start(self) -> None:
        """Read them, and keep them up to date from now on. Raises `StoreUnavailable`."""
        await self.reload()
        self._work = asyncio.create_task(self._keep_up(), name="site rules")
        await self._bus.subscribe(TOPIC, self._changed)

    async def close(self) -> None:
        """Keep up no longer."""
        await self._bus.unsubscribe(TOPIC, self._changed)
        if self._work:
            self._work.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._work

    def current(self) -> SiteRules:
        """What is known now."""
        return self._now

    async def reload(self) -> None:
        """Read them now. Raises `StoreUnavailable`."""
        structure = await self._arranger.structure()
        self._now = SiteRules(
            settings=structure.settings,
            rules=tuple(structure.rules.values()),
            accounts=await self._arranger.accounts(),
            teams=tuple(kept.team for kept in structure.teams.values()),
            hours=structure.hours,
            holidays=structure.holidays,
            blocks=await kept_blocks(self._arranger),
        )

    def _changed(self, _: bytes | None) -> None:
        self._stale.set()

    async def _keep_up(self) -> None:
        while True:
            await self._stale.wait()
            self._stale.clear()
            try:
                await self.reload()
            except StoreUnavailable as error:
                STORE_WAITS.note("rules", error)
                self._stale.set()
                await asyncio.sleep(PAUSE)
