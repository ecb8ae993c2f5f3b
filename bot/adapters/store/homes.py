"""Who looks at their home, and who leads a job, in the store: fills `OpenHomes` and `Leadership` of bot/ports/."""

from __future__ import annotations

from collections.abc import Sequence

from bot.adapters.store.bus import PROCESS
from bot.adapters.store.connection import Client, store_errors, text
from bot.adapters.store.keys import Keys
from bot.adapters.store.scripting import Script
from bot.ids import Person


KEPT = 10_000
"""People of whom is remembered when they looked."""


class RedisHomes:
    """Who of one site has looked at their home."""

    def __init__(self, redis: Client, keys: Keys) -> None:
        self._redis = redis
        self._key = keys.plain("homes")

    async def opened(self, person: Person, at: int) -> None:
        """Remember that somebody looked at it."""
        with store_errors():
            await self._redis.zadd(self._key, {person: at})
            await self._redis.zremrangebyrank(self._key, 0, -KEPT - 1)

    async def since(self, at: int) -> Sequence[Person]:
        """Name who has looked at it since then."""
        with store_errors():
            found = await self._redis.zrangebyscore(self._key, at, "+inf")
        return [Person(text(one)) for one in found if isinstance(one, bytes | str)]


class RedisLeadership:
    """Who does a job of one site. `process` names us."""

    def __init__(self, redis: Client, keys: Keys, process: str = PROCESS) -> None:
        self._process = process
        self._lead = Script(redis, keys, "lead")

    async def lead(self, job: str, lease: float) -> bool:
        """Take the job, or keep it, unless somebody else has it."""
        with store_errors():
            return bool(await self._lead(job, self._process, int(lease * 1000)))
