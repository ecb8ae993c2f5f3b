"""What would become of a live chat now, read from the router's turns: fills `Prospects` of bot/ports/."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

import msgspec

from bot.adapters.store.connection import Client, store_errors
from bot.adapters.store.keys import Keys
from bot.ports import Agent


AT_ONCE = 100
"""Agents read in one go."""

_agent = msgspec.json.Decoder(Agent)


class RedisProspects:
    """The prospects of one site."""

    def __init__(self, redis: Client, keys: Keys) -> None:
        self._redis = redis
        self._keys = keys

    async def anybody(self, pools: Sequence[str]) -> bool:
        """Say whether one of the pools has an eligible agent."""
        if not pools:
            return False
        with store_errors():
            return bool(await self._redis.exists(*(self._keys.of("ring", pool) for pool in pools)))

    async def to_meet(self, pools: Sequence[str]) -> Agent | None:
        """The agent with a booking link who is next by turn in the first pool that has one, available or not."""
        for pool in pools:
            with store_errors():
                turns = await self._redis.hgetall(self._keys.of("turns", pool))
            for some in _chunks(sorted(turns, key=lambda agent: int(turns[agent]))):
                with store_errors():
                    packed = await self._redis.hmget(self._keys.plain("agents"), some)
                for data in packed:
                    if data and (agent := _agent.decode(data)).booking:
                        return agent
        return None


def _chunks(agents: Sequence[str | bytes]) -> Iterator[list[str | bytes]]:
    rest = iter(agents)
    while some := list(islice(rest, AT_ONCE)):
        yield some
