"""The lanes in the store: fills `Outbox` of bot/ports/."""

from __future__ import annotations

import asyncio
import contextlib
import math
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
import structlog

from bot.adapters.store import keys as lifetimes
from bot.adapters.store.bus import PROCESS, Bus
from bot.adapters.store.connection import Client, store_errors
from bot.adapters.store.items import item_apart, read_item
from bot.adapters.store.keys import Keys
from bot.adapters.store.scripting import Script
from bot.effects import AnyDelivery, PostFile, PostToThread
from bot.ids import (
    Channel,
    ConversationId,
    PostRef,
    ThreadNumber,
    ThreadRef,
    entry_of,
    workspace_of,
)
from bot.ports import Call, Doubt, Lease, RateLimit, Scope, Worker


BATCH = 20
"""Deliveries of one conversation that a worker sees at once, so that it can merge them."""
PATIENCE = 0.003
"""Seconds that an outcome may wait to be stored together with something else: nobody waits for it, unless more is to be
sent. A wait for the disk less for those who do."""
LONGEST_SLEEP = 0.5
"""Seconds after which a worker looks again though nobody called: who was handed a lane, and died, calls nobody."""

log = structlog.get_logger(__name__)


def _pairs(flat: Sequence[bytes]) -> Mapping[ThreadNumber, ThreadRef]:
    numbers = flat[::2]
    return {ThreadNumber(int(n)): ThreadRef(ref.decode()) for n, ref in zip(numbers, flat[1::2], strict=True)}


class _Held(NamedTuple):
    """What scripts/with/holding.lua answers, in its order; what is not there is empty."""

    channel: bytes
    epoch: int
    conversation: bytes
    items: Sequence[bytes]
    threads: Sequence[bytes]
    covers: bytes
    part: bytes
    since: bytes
    done: int
    card: bytes
    begun: int
    at: int
    doubted: bytes
    again: bytes
    began: bytes


def _lease(held: _Held) -> Lease:
    return Lease(
        channel=Channel(held.channel.decode()),
        epoch=int(held.epoch),
        conversation=ConversationId(held.conversation.decode()),
        deliveries=tuple(read_item(item) for item in held.items),
        card=ThreadNumber(int(held.card)) if held.card else None,
        since=int(held.since) if held.since else 0,
        refs=_pairs(held.threads),
        done=int(held.done),
        begun=bool(held.begun),
        doubt=_doubt(held) if held.covers else None,
    )


def _doubt(held: _Held) -> Doubt:
    return Doubt(
        covers=int(held.covers),
        part=int(held.part),
        ago=(held.at - int(held.since)) / 1000,
        age=(held.at - int(held.doubted)) / 1000,
        again=int(held.again or 0),
        began=int(held.began or 0),
    )


def _leases(answers: Sequence[Sequence[Any]]) -> Iterator[Lease]:
    for answer in answers:
        try:
            yield _lease(_Held(*answer))
        except msgspec.DecodeError as error:
            # Queued by a newer process, which takes it when our lease is over.
            log.warning("= unreadable delivery", channel=answer[0].decode(), error=str(error))


def _entry(lease: Lease) -> int | str:
    """Whose words the first delivery shows; empty where it shows nobody's."""
    name, delivery = lease.deliveries[0]
    return entry_of(name)[1] if isinstance(delivery, PostToThread | PostFile) else ""


def _milliseconds(seconds: float) -> int:
    return int(seconds * 1000)


def _limit(where: str, call: Call, limit: RateLimit | None) -> tuple[str, int, int]:
    """What is counted where, once in how many milliseconds, and how many more at once; every 0 ms without a limit."""
    if limit is None:
        return "", 0, 0
    return f"{where}|{limit.together or call}", _milliseconds(limit.every), limit.burst


class RedisOutbox:
    """The lanes of one site. `lease` is in seconds."""

    def __init__(self, redis: Client, keys: Keys, bus: Bus, *, lease: float = 1.0, now: str = "") -> None:
        self.now = now
        self.lease = lease
        self._milliseconds = _milliseconds(lease)
        self._bus = bus
        self._worker: Worker | None = None
        self._called = asyncio.Event()
        self._look_at = math.inf
        self._take = Script(redis, keys, "take")
        self._begin = Script(redis, keys, "begin")
        self._admit = Script(redis, keys, "admit")
        self._keep = Script(redis, keys, "keep")
        self._settle = Script(redis, keys, "settle")
        self._set_aside = Script(redis, keys, "set_aside")
        self._settle_card = Script(redis, keys, "settle_card")
        self._retry = Script(redis, keys, "retry")

    def serve(self, worker: Worker | None) -> None:
        """Hand leases to this worker: what a commit of this process makes due, and what comes next in a lane."""
        self._worker = worker

    def wish(self) -> int:
        """For how many milliseconds we would hold a lane that became due; 0: nobody here has room for it."""
        return self._milliseconds if self._worker and self._worker.room > 0 else 0

    def told(self, wait: int, leases: Sequence[Sequence[Any]], asked_at: float) -> None:
        """Take in what the store says of lanes besides: when to look, in milliseconds or -1, and what is ours now."""
        if wait >= 0:
            self._look_in(wait / 1000)
        if self._worker:
            for lease in _leases(leases):
                self._worker.begin(lease, asked_at)

    async def take(self, limit: int) -> tuple[list[Lease], float]:
        """Lease chains that are due, and say in how many seconds to ask again at the latest."""
        self._look_at = math.inf
        with store_errors():
            pause, *answers = await self._take(self.now, limit, self._milliseconds, BATCH)
        wait = LONGEST_SLEEP if int(pause) < 0 else min(LONGEST_SLEEP, int(pause) / 1000)
        return list(_leases(answers)), wait

    async def begin(self, lease: Lease, *, covers: int, part: int, began: int, again: bool = False) -> bool:
        """Note that a post for the first `covers` deliveries is about to be sent, or a second copy of one in doubt."""
        with store_errors():
            held = await self._begin(
                self.now,
                lease.channel,
                lease.epoch,
                lease.conversation,
                covers,
                part,
                self._milliseconds,
                int(again),
                began,
            )
        return bool(held)

    async def admit(
        self, lease: Lease, call: Call, of_workspace: RateLimit | None, of_channel: RateLimit | None
    ) -> float:
        """Count a call by the limits that there are, or say in how many seconds to ask again."""
        who = f"{lease.channel}|{lease.conversation}|{lease.card}" if lease.card else lease.channel
        with store_errors():
            wait = await self._admit(
                self.now,
                who,
                *_limit(workspace_of(lease.channel), call, of_workspace),
                *_limit(lease.channel, call, of_channel),
                lifetimes.ADMITTED_LIFETIME,
            )
        return int(wait) / 1000

    async def keep(self, lease: Lease) -> bool:
        """Prolong a lease."""
        with store_errors():
            return bool(await self._keep(self.now, lease.channel, lease.epoch, self._milliseconds))

    async def settle(
        self, lease: Lease, *, covers: int, part: int, pause: float, ref: PostRef | None = None
    ) -> bool:
        """Note the outcome: `covers` deliveries are done, or `part` pieces of the first one."""
        head, asked_at = lease.deliveries[0][0], time.monotonic()
        with store_errors():
            answer = await self._settle(
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
                _entry(lease) if ref else "",
                lifetimes.CONVERSATION_LIFETIME,
                lifetimes.LANE_STATE_LIFETIME,
                PROCESS,
                self.wish(),
                BATCH,
                patience=PATIENCE if covers == len(lease.deliveries) else 0,
            )
        return self._goes_on(answer, asked_at)

    async def set_aside(self, lease: Lease, instead: AnyDelivery, after: float) -> bool:
        """Have the oldest delivery answered for, and another one delivered in its place, later."""
        head, asked_at = lease.deliveries[0][0], time.monotonic()
        name = ConversationId(f"aside-{head}")
        with store_errors():
            answer = await self._set_aside(
                self.now,
                lease.channel,
                lease.epoch,
                lease.conversation,
                head,
                name,
                item_apart(name, instead),
                _milliseconds(after),
                lifetimes.CONVERSATION_LIFETIME,
                lifetimes.LANE_STATE_LIFETIME,
                PROCESS,
                self.wish(),
                BATCH,
            )
        return self._goes_on(answer, asked_at)

    async def settle_card(self, lease: Lease, *, pause: float) -> bool:
        """Note that the card in the lease is up to date."""
        asked_at = time.monotonic()
        with store_errors():
            answer = await self._settle_card(
                self.now,
                lease.channel,
                lease.epoch,
                lease.conversation,
                lease.card or 0,
                lease.since,
                _milliseconds(pause),
                lifetimes.LANE_STATE_LIFETIME,
                PROCESS,
                self.wish(),
                BATCH,
            )
        return self._goes_on(answer, asked_at)

    async def retry(self, lease: Lease, *, after: float, in_doubt: bool, scope: Scope) -> bool:
        """Note that the post was not sent (or may have been): `scope` rests for `after` seconds."""
        asked_at = time.monotonic()
        with store_errors():
            answer = await self._retry(
                self.now,
                lease.channel,
                lease.epoch,
                lease.conversation,
                lease.card or "",
                _milliseconds(after),
                int(in_doubt),
                scope,
                lifetimes.LANE_STATE_LIFETIME,
                PROCESS,
                self.wish(),
                BATCH,
            )
        return self._goes_on(answer, asked_at)

    def _goes_on(self, answer: Sequence[Any], asked_at: float) -> bool:
        held, *rest = answer
        if held:
            wait, *leases = rest
            self.told(wait, leases, asked_at)
        return bool(held)

    async def wait(self, timeout: float) -> None:
        """Return when a lane became due, or after `timeout` seconds."""
        until = time.monotonic() + timeout
        while (left := min(until, self._look_at) - time.monotonic()) > 0:
            self._called.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(left):
                    await self._called.wait()

    async def listen(self) -> None:
        """Hear of lanes that became due in any process, for as long as this runs."""
        async with self._bus.listen("lanes", self._on_call):
            await asyncio.Event().wait()

    def _on_call(self, message: bytes | None) -> None:
        process, _, wait = (message or b" 0").partition(b" ")
        if process != PROCESS.encode():  # what we did ourselves we have heard already
            self._look_in(int(wait) / 1000)

    def _look_in(self, seconds: float) -> None:
        self._look_at = min(self._look_at, time.monotonic() + seconds)
        self._called.set()
