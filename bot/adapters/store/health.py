"""The condition of the store and its lanes: fills `Health` of bot/commands."""

from __future__ import annotations

from bot.adapters.store.connection import Client, store_errors
from bot.adapters.store.keys import Keys
from bot.adapters.store.scripting import Script
from bot.errors import StoreUnavailable


LATE = 30.0
"""Seconds that a delivery may wait before somebody is told."""


class StoreHealth:
    """Looks at the store of one site."""

    def __init__(self, redis: Client, keys: Keys) -> None:
        self._redis = redis
        self._keys = keys
        self._overdue = Script(redis, keys, "overdue")

    async def check(self) -> list[tuple[str, bool, str]]:
        """Say whether the store answers, and whether deliveries go out: name, whether it is well, and what to do if not."""
        try:
            with store_errors():
                late = int(await self._overdue("")) / 1000
        except StoreUnavailable as error:
            return [("Store", False, f"{error}. Look at the server's own log.")]
        remedy = f"A delivery has been due for {late:.0f} s and nobody sends it. Is a bot process running?"
        return [("Store", True, ""), ("Delivery", late < LATE, "" if late < LATE else remedy)]
