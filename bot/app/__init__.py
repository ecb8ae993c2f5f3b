"""The composition root: the one place that knows every part. Wiring is `open_house`; nothing here decides anything.

One file for each room: `store`, `visitors`, `agents`, `slack`, `teams`, `work` (deliveries, timers), `readiness`, `beginning`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Literal

from aiohttp import web

from bot.app.agents import admit_agents
from bot.app.beginning import LINK_AGE, claim_code, desk_links
from bot.app.house import House
from bot.app.readiness import measured, not_ready
from bot.app.repertoire import keep_repertoire
from bot.app.store import open_store, routing_defaults
from bot.app.visitors import admit_visitors
from bot.app.work import begin_timers, begin_work
from config.settings import Settings
from visitor_gateway import server


__all__ = [
    "LINK_AGE",
    "House",
    "Part",
    "claim_code",
    "desk_links",
    "measured",
    "not_ready",
    "open_house",
    "routing_defaults",
]

Part = Literal["gateway", "bot"]
"""What a process does: serve visitors, or agents. By default both."""


@asynccontextmanager
async def open_house(
    settings: Settings, parts: frozenset[Part]
) -> AsyncIterator[tuple[House, web.Application]]:
    """Start every part, in order, and stop them in the reverse order. Raises `CannotStart`, `StoreUnavailable`."""
    async with AsyncExitStack() as stack:
        house = await open_store(settings, stack)
        app = web.Application(client_max_size=1024 * 1024)
        server.mount_health(app, lambda: not_ready(house), lambda: measured(house))
        repertoire = await keep_repertoire(house, stack, must_be_right="gateway" in parts)
        if "gateway" in parts:
            admit_visitors(house, app, repertoire, stack)
        if "bot" in parts:
            await admit_agents(house, app, repertoire, stack)
            await begin_work(house, stack)
        begin_timers(house, stack)
        yield house, app
