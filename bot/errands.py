"""Work that nobody waits for: begun at once, kept from being forgotten, ended with its owner."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog

from bot.errors import StoreUnavailable


log = structlog.get_logger(__name__)


class Errands:
    """Runs what somebody else does again should it fail here."""

    def __init__(self) -> None:
        self._under_way: set[asyncio.Task[None]] = set()

    def __repr__(self) -> str:
        return f"<Errands {len(self._under_way)} under way>"

    def run(self, errand: Coroutine[Any, Any, None]) -> None:
        """Begin an errand."""
        task = asyncio.create_task(self._carried_out(errand))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _carried_out(self, errand: Coroutine[Any, Any, None]) -> None:
        try:
            await errand
        except StoreUnavailable as error:
            log.warning("= left for the next sweep", error=str(error))

    async def close(self) -> None:
        """End what is under way."""
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)
