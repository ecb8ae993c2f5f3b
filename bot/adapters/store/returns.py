"""Agents who come back, in the store: fills `Returns` of bot/ports/."""

from __future__ import annotations

from collections.abc import Sequence

from bot.adapters.store.connection import Client, store_errors, text
from bot.adapters.store.items import item_apart
from bot.adapters.store.keys import CONVERSATION_LIFETIME, Keys
from bot.adapters.store.scripting import Script
from bot.effects import Tell
from bot.ids import AgentId, ConversationId, ThreadNumber
from bot.ports import OpenFollowUp, Returned


MOST = 50
"""Follow-ups that are looked at."""


class RedisReturns:
    """Who came back to one site."""

    def __init__(self, redis: Client, keys: Keys, *, now: str = "") -> None:
        self._redis = redis
        self._keys = keys
        self.now = now
        self._tell = Script(redis, keys, "tell")

    async def first(self) -> Returned | None:
        """Look at the one who came back first of those to whom nothing was said yet."""
        with store_errors():
            word = await self._redis.lindex(self._keys.plain("returns"), 0)
        if not word:
            return None
        agent, since, at = text(word).split("\n")
        return Returned(AgentId(agent), int(since), int(at))

    async def say(self, returned: Returned, tell: Tell | None) -> bool:
        """Tell them, or nothing; in one step with remembering that it was done."""
        word = f"{returned.agent}\n{returned.since}\n{returned.at}"
        name = ConversationId(f"back-{returned.agent}-{returned.at}")
        channel, item, whose = (
            (tell.channel, item_apart(name, tell), "\n".join(tell.about)) if tell else ("", "", "")
        )
        with store_errors():
            if await self._tell(self.now, word, channel, name, item, whose, CONVERSATION_LIFETIME) < 0:
                return False
            await self._redis.delete(self._keys.of("overlooked", returned.agent))
        return True

    async def missed(self, agent: AgentId) -> Sequence[ConversationId]:
        """Name the conversations of which the agent missed an offer since they came back last."""
        with store_errors():
            found = await self._redis.lrange(self._keys.of("overlooked", agent), 0, -1)
        return [ConversationId(text(one)) for one in found]

    async def follow_ups(self, since: int) -> Sequence[OpenFollowUp]:
        """List the follow-ups that were opened since then and nobody has taken up."""
        with store_errors():
            found = await self._redis.zrangebyscore(
                self._keys.plain("followups"), since, "+inf", start=0, num=MOST
            )
        pairs = [text(one).rpartition("|") for one in found if isinstance(one, bytes | str)]
        return [OpenFollowUp(ConversationId(name), ThreadNumber(int(number))) for name, _, number in pairs]
