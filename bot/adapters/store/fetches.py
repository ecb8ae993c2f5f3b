"""Files that are to be fetched, in the store: fills `Fetches` of bot/ports/."""

from __future__ import annotations

from bot.adapters.store.connection import Client, store_errors, text
from bot.adapters.store.keys import Keys
from bot.adapters.store.scripting import Script
from bot.ids import ConversationId, EntryNumber
from bot.ports import Fetch


class RedisFetches:
    """What is to be fetched in one site. `lease` is in seconds: who fetches longer says so by `put_off`."""

    def __init__(self, redis: Client, keys: Keys, *, lease: float = 15.0, now: str = "") -> None:
        self._redis = redis
        self._keys = keys
        self.lease = lease
        self.now = now
        self._take = Script(redis, keys, "take_fetches")
        self._put_off = Script(redis, keys, "put_off_fetch")

    async def take(self, limit: int) -> list[Fetch]:
        """Take files that are to be fetched now. Each comes again after the lease, to anybody, until it is done."""
        with store_errors():
            members = await self._take(self.now, limit, int(self.lease * 1000))
        return [_fetch(text(member)) for member in members]

    async def put_off(self, fetch: Fetch, after: float) -> None:
        """Have it come again in `after` seconds."""
        with store_errors():
            await self._put_off(self.now, _member(fetch), int(after * 1000))

    async def done(self, fetch: Fetch) -> None:
        """Forget it: it is in the log what became of it."""
        with store_errors():
            await self._redis.zrem(self._keys.plain("fetches"), _member(fetch))


def _member(fetch: Fetch) -> str:
    return f"{fetch.conversation}|{fetch.entry}"


def _fetch(member: str) -> Fetch:
    conversation, _, entry = member.rpartition("|")
    return Fetch(ConversationId(conversation), EntryNumber(int(entry)))
