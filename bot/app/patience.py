"""A start while the store is away for a moment: all of it is done again, for some seconds."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

from bot.adapters.store.connection import whereabouts
from bot.errors import CannotStart, StoreRefusesUs, StoreUnavailable
from bot.store_waits import STORE_WAITS
from config.settings import Settings


PATIENCE = 10.0
"""Seconds from the first attempt after which no other one begins: a store that restarts is back in less."""
PAUSE = 0.2
"""Seconds between two attempts."""


async def patiently(
    settings: Settings, start: Callable[[], Awaitable[None]], has_begun: Callable[[], bool]
) -> None:
    """Run `start` to its end; anew if the store is away before it `has_begun`. Raises `CannotStart`, and what it raises then."""
    give_up = time.monotonic() + PATIENCE
    while True:
        try:
            return await start()
        except StoreUnavailable as error:
            if has_begun():
                raise
            if isinstance(error, StoreRefusesUs) or time.monotonic() >= give_up:
                raise CannotStart(_remedy(settings, error)) from error
            STORE_WAITS.note("start", error)
        await asyncio.sleep(PAUSE)


def _remedy(settings: Settings, error: StoreUnavailable) -> str:
    url = settings.secrets.redis_url
    if url is None:  # our own, which somebody ended: it says so itself
        return str(error)
    return f"REDIS_URL names {whereabouts(url.reveal())}: {error}. Mend that server, or the address."
