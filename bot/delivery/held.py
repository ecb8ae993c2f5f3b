"""A lane that is held for one step: what may be noted of it, and what is asked of its platform meanwhile."""

from __future__ import annotations

import time
from collections.abc import Coroutine, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

from bot import metrics
from bot.delivery.admitting import admit
from bot.delivery.keeping import Keeping
from bot.effects import AnyDelivery
from bot.errors import PlatformError
from bot.ids import DeliveryId, PostRef
from bot.metrics import Shown
from bot.ports import (
    AskingPlatform,
    Call,
    Conversations,
    Files,
    Lease,
    Outbox,
    ThreadPlatform,
    Threads,
)


T = TypeVar("T")


class LeaseLost(Exception):
    """Raised when somebody else has the lane now: we must not act on it any more."""


class Parts(NamedTuple):
    """What a step works with. `lease` is in seconds; `ours` is the name under which the dialogue speaks.

    `asking` are those of the platforms where people are asked what is for whom, named like the others.
    `address` is where the gateway is, without a path; empty where that is not known.
    """

    outbox: Outbox
    conversations: Conversations
    threads: Threads
    files: Files
    lease: float = 1.0
    ours: str = "Threadline"
    address: str = ""
    asking: Mapping[str, AskingPlatform] = MappingProxyType({})


class Held:
    """A lease that was taken at `leased_at` (monotonic seconds), and the platform that it is for.

    `again` says that what is sent may stand there already, and that nobody can look: see `bot.delivery.doubt`.
    """

    __slots__ = ("_leased_at", "again", "lease", "parts", "platform")

    def __init__(self, parts: Parts, platform: ThreadPlatform, lease: Lease, leased_at: float) -> None:
        self.parts = parts
        self.platform = platform
        self.lease = lease
        self.again = False
        self._leased_at = leased_at

    def name(self, part: int) -> DeliveryId:
        """The id that the post bears: the same for every attempt at this piece."""
        return DeliveryId(f"{self.lease.deliveries[0][0]}.{part}")

    async def admitted(self, call: Call) -> None:
        """Return when the call may be made now. Raises `NotYet`, and `StoreUnavailable`."""
        await admit(self.parts.outbox, self.platform, self.lease, call, in_doubt=self.again)

    async def begin(self, *, covers: int, part: int) -> None:
        """Note that a post is about to be sent. Raises `LeaseLost`."""
        began = self.platform.its_now()
        if not await self.parts.outbox.begin(
            self.lease, covers=covers, part=part, began=began, again=self.again
        ):
            raise LeaseLost
        self._leased_at = time.monotonic()

    async def settle(self, *, covers: int, pause: float, part: int = 0, ref: PostRef | None = None) -> None:
        """Note the outcome. Raises `LeaseLost`."""
        if not await self.parts.outbox.settle(self.lease, covers=covers, part=part, pause=pause, ref=ref):
            raise LeaseLost

    async def set_aside(self, instead: AnyDelivery, *, after: float) -> None:
        """Have something delivered in the place of the oldest delivery, `after` seconds, apart. Raises `LeaseLost`."""
        if not await self.parts.outbox.set_aside(self.lease, instead, after):
            raise LeaseLost

    async def shown(self, call: Coroutine[Any, Any, T], what: Shown) -> T:
        """Wait for a call that shows something on the platform, and count what became of it."""
        try:
            answer = await self.while_leased(call)
        except PlatformError as error:
            metrics.not_shown(what, error)
            raise
        metrics.SHOWN[what].inc()
        return answer

    async def while_leased(self, call: Coroutine[Any, Any, T]) -> T:
        """Wait for a call to the platform, and prolong the lease while it takes. Raises `LeaseLost`."""
        if time.monotonic() - self._leased_at > self.parts.lease / 2:
            try:
                await self._prolong()
            except BaseException:
                call.close()  # not started: what could outlive its lease must not be
                raise
        async with Keeping(self._prolong, self.parts.lease / 3):
            return await call

    async def _prolong(self) -> None:
        if not await self.parts.outbox.keep(self.lease):
            raise LeaseLost
        self._leased_at = time.monotonic()
