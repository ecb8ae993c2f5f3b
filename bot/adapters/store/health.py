"""The condition of the store and its lanes: fills `Health` of bot/commands."""

from __future__ import annotations

from bot.adapters.store.connection import Client, store_errors
from bot.adapters.store.conversations import LATE
from bot.adapters.store.keys import Keys
from bot.adapters.store.scripting import Script
from bot.errors import StoreUnavailable
from bot.ports import Backlog, Memory, Point


NOBODY_WORKS = 10.0
"""Seconds after which a lane that nobody has looked at means that nobody delivers; workers look every few."""

NEARLY_FULL = 0.9
"""Of the server's memory limit: time to raise it."""
FULL = 0.99
"""Of it: what commands and answers under way need does not fit any more, so some are refused."""


class StoreHealth:
    """Looks at the store of one site."""

    def __init__(self, redis: Client, keys: Keys, *, now: str = "") -> None:
        self.now = now
        self._redis = redis
        self._backlog = Script(redis, keys, "backlog")

    async def backlog(self) -> Backlog:
        """Count what waits to be delivered. Raises `StoreUnavailable`."""
        with store_errors():
            deliveries, oldest, late, in_doubt, lanes, overdue = await self._backlog(self.now)
        return Backlog(deliveries, oldest / 1000, late, in_doubt, lanes, overdue / 1000)

    async def memory(self) -> Memory:
        """How much the server holds. Raises `StoreUnavailable`."""
        with store_errors():
            said = await self._redis.info("memory")
        return Memory(int(said["used_memory"]), int(said.get("maxmemory", 0)))

    async def not_ready(self) -> str:
        """What keeps every change from being stored; empty if nothing does. Raises `StoreUnavailable`."""
        used, limit = await self.memory()
        return f"the store is full: maxmemory is {limit} bytes" if limit and used >= FULL * limit else ""

    async def check(self) -> list[Point]:
        """Say whether the store answers, and whether deliveries go out."""
        try:
            backlog, (used, limit) = await self.backlog(), await self.memory()
        except StoreUnavailable as error:
            return [Point("Store", False, f"{error}. Look at the server's own log.")]
        remedy = _remedy(backlog)
        room = not limit or used < NEARLY_FULL * limit
        full = (
            ""
            if room
            else f"{used * 100 // limit} % of its maxmemory are used; when full it refuses. Raise it."
        )
        return [Point("Store", room, full), Point("Delivery", not remedy, remedy)]


def _remedy(backlog: Backlog) -> str:
    """What keeps deliveries from going out; empty if nothing does."""
    if backlog.overdue >= NOBODY_WORKS:
        return f"Nobody has delivered for {backlog.overdue:.0f} s. Is a bot process running?"
    if backlog.oldest < LATE / 1000:
        return ""
    doubt = f", {backlog.in_doubt} in doubt" if backlog.in_doubt else ""
    return (
        f"{backlog.deliveries} waiting{doubt}, the oldest for {backlog.oldest:.0f} s. "
        "Either the platform does not answer, or more is written than it lets through; nothing is lost."
    )
