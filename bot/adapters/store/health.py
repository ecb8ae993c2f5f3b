"""The condition of the store and its lanes: fills `Health` of bot/commands."""

from __future__ import annotations

from bot.adapters.store.connection import Client, store_errors
from bot.adapters.store.conversations import LATE
from bot.adapters.store.keys import Keys
from bot.adapters.store.scripting import Script
from bot.errors import StoreUnavailable
from bot.ports import Backlog


NOBODY_WORKS = 10.0
"""Seconds after which a lane that nobody has looked at means that nobody delivers; workers look every few."""

Point = tuple[str, bool, str]


class StoreHealth:
    """Looks at the store of one site."""

    def __init__(self, redis: Client, keys: Keys, *, now: str = "") -> None:
        self.now = now
        self._backlog = Script(redis, keys, "backlog")

    async def backlog(self) -> Backlog:
        """Count what waits to be delivered. Raises `StoreUnavailable`."""
        with store_errors():
            deliveries, oldest, late, in_doubt, lanes, overdue = await self._backlog(self.now)
        return Backlog(deliveries, oldest / 1000, late, in_doubt, lanes, overdue / 1000)

    async def check(self) -> list[Point]:
        """Say whether the store answers, and whether deliveries go out: name, whether it is well, and what to do if not."""
        try:
            backlog = await self.backlog()
        except StoreUnavailable as error:
            return [("Store", False, f"{error}. Look at the server's own log.")]
        remedy = _remedy(backlog)
        return [("Store", True, ""), ("Delivery", not remedy, remedy)]


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
