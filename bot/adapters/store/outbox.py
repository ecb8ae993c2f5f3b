"""The lanes in the store: fills `Outbox` of bot/ports/."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from bot.adapters.store import keys as lifetimes
from bot.adapters.store.bus import PROCESS, Bus
from bot.adapters.store.connection import Client, store_errors
from bot.adapters.store.keys import Keys
from bot.adapters.store.scripting import Script
from bot.effects import AnyDelivery
from bot.ids import Channel, ConversationId, DeliveryId, PostRef, ThreadNumber, ThreadRef
from bot.ports import Doubt, Lease, Scope


BATCH = 20
"""Deliveries of one conversation that a worker sees at once, so that it can merge them."""
LONGEST_SLEEP = 5.0
"""Seconds after which a worker looks again even though nobody called: a call may be lost with a connection."""

_delivery = msgspec.json.Decoder(AnyDelivery)


def _pairs(flat: Sequence[bytes]) -> Mapping[ThreadNumber, ThreadRef]:
    numbers = flat[::2]
    return {ThreadNumber(int(n)): ThreadRef(ref.decode()) for n, ref in zip(numbers, flat[1::2], strict=True)}


def _lease(answer: Sequence[Any], at: int) -> Lease:
    channel, epoch, conversation, items, threads, covers, part, since, done, card, begun = answer
    named = [item.partition(b"\n") for item in items]
    return Lease(
        channel=Channel(channel.decode()),
        epoch=int(epoch),
        conversation=ConversationId(conversation.decode()),
        deliveries=tuple((DeliveryId(name.decode()), _delivery.decode(packed)) for name, _, packed in named),
        card=ThreadNumber(int(card)) if card else None,
        since=int(since) if since else 0,
        refs=_pairs(threads),
        done=int(done),
        begun=bool(begun),
        doubt=Doubt(int(covers), int(part), int(since), (at - int(since)) / 1000) if covers else None,
    )


def _milliseconds(seconds: float) -> int:
    return int(seconds * 1000)


class RedisOutbox:
    """The lanes of one site. `lease` is in seconds."""

    def __init__(self, redis: Client, keys: Keys, bus: Bus, *, lease: float = 1.0, now: str = "") -> None:
        self.now = now
        self.lease = lease
        self._milliseconds = _milliseconds(lease)
        self._bus = bus
        self._called = asyncio.Event()
        self._take = Script(redis, keys, "take")
        self._begin = Script(redis, keys, "begin")
        self._keep = Script(redis, keys, "keep")
        self._settle = Script(redis, keys, "settle")
        self._settle_card = Script(redis, keys, "settle_card")
        self._retry = Script(redis, keys, "retry")

    async def take(self, limit: int) -> tuple[list[Lease], float]:
        """Lease chains that are due, and say in how many seconds to ask again at the latest."""
        self._called.clear()
        with store_errors():
            pause, at, *answers = await self._take(self.now, limit, self._milliseconds, BATCH)
        wait = LONGEST_SLEEP if int(pause) < 0 else min(LONGEST_SLEEP, int(pause) / 1000)
        return [_lease(answer, int(at)) for answer in answers], wait

    async def begin(self, lease: Lease, *, covers: int, part: int) -> bool:
        """Note that a post for the first `covers` deliveries is about to be sent."""
        with store_errors():
            held = await self._begin(
                self.now, lease.channel, lease.epoch, lease.conversation, covers, part, self._milliseconds
            )
        return bool(held)

    async def keep(self, lease: Lease) -> bool:
        """Prolong a lease."""
        with store_errors():
            return bool(await self._keep(self.now, lease.channel, lease.epoch, self._milliseconds))

    async def settle(
        self, lease: Lease, *, covers: int, part: int, pause: float, ref: PostRef | None = None
    ) -> bool:
        """Note the outcome: `covers` deliveries are done, or `part` pieces of the first one."""
        head = lease.deliveries[0][0]
        with store_errors():
            held = await self._settle(
                self.now,
                lease.channel,
                lease.epoch,
                lease.conversation,
                head,
                covers,
                part,
                _milliseconds(pause),
                head,
                ref or "",
                lifetimes.CONVERSATION_LIFETIME,
                lifetimes.LANE_STATE_LIFETIME,
            )
        return bool(held)

    async def settle_card(self, lease: Lease, *, pause: float) -> bool:
        """Note that the card in the lease is up to date."""
        with store_errors():
            held = await self._settle_card(
                self.now,
                lease.channel,
                lease.epoch,
                lease.conversation,
                lease.card or 0,
                lease.since,
                _milliseconds(pause),
                lifetimes.LANE_STATE_LIFETIME,
            )
        return bool(held)

    async def retry(self, lease: Lease, *, after: float, in_doubt: bool, scope: Scope) -> bool:
        """Note that the post was not sent (or may have been): `scope` rests for `after` seconds."""
        with store_errors():
            held = await self._retry(
                self.now,
                lease.channel,
                lease.epoch,
                lease.conversation,
                lease.card or "",
                _milliseconds(after),
                int(in_doubt),
                scope,
                lifetimes.LANE_STATE_LIFETIME,
            )
        return bool(held)

    async def wait(self, timeout: float) -> None:
        """Return when a lane became due, or after `timeout` seconds."""
        try:
            async with asyncio.timeout(timeout):
                await self._called.wait()
        except TimeoutError:
            return

    async def listen(self) -> None:
        """Hear of lanes that became due in any process, for as long as this runs."""
        async with self._bus.listen("lanes", self._on_call):
            await asyncio.Event().wait()

    def _on_call(self, message: bytes | None) -> None:
        if message != PROCESS.encode():  # what we did ourselves we have heard already
            self._called.set()
