"""Users of the website in the store: fills `Users` of bot/ports/."""

from __future__ import annotations

from bot.adapters.store.connection import Client, store_errors, text
from bot.adapters.store.keys import VISITOR_LIFETIME, Keys
from bot.adapters.store.scripting import Script
from bot.ids import VisitorId


class RedisUsers:
    """The users of one site."""

    def __init__(self, redis: Client, keys: Keys) -> None:
        self._redis = redis
        self._keys = keys
        self._claim = Script(redis, keys, "claim_visitor")

    async def visitor(self, user: str) -> VisitorId | None:
        """The visitor that this user is, if they were one before they were known."""
        with store_errors():
            found = await self._redis.get(self._keys.of("user", user))
        return VisitorId(text(found)) if found else None

    async def claim(self, user: str, visitor: VisitorId) -> VisitorId | None:
        """Make a visitor this user's, for good. Answers the one that is theirs; None if that visitor is another user."""
        with store_errors():
            found = await self._claim(user, visitor, VISITOR_LIFETIME)
        return VisitorId(text(found)) if found else None
