"""The worker: takes leases, has one step done for each, and decides by the class of an error what comes next."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping

import structlog

from bot.delivery.admitting import NotYet
from bot.delivery.doubt import ARRIVAL_TIME
from bot.delivery.held import Held, LeaseLost, Parts
from bot.delivery.step import step
from bot.effects import Whisper, WhisperAgain
from bot.errors import CannotTell, InDoubt, PlatformError, StoreUnavailable, Throttled
from bot.ports import Lease, Scope, ThreadPlatform, serving
from bot.store_waits import STORE_WAITS


LONGEST_BACKOFF = 15.0
"""Seconds between two attempts at a platform that cannot be reached."""
DRAIN_TIME = 6.0
"""Seconds that posts under way have to finish when we are told to stop. Supervisors give a process ten in all, and the
listeners and the store want their share; what is not finished is looked up after the restart."""

log = structlog.get_logger(__name__)


class Delivery:
    """Sends what waits in the lanes. Any number of these work the same outbox."""

    def __init__(
        self,
        parts: Parts,
        platforms: Mapping[str, ThreadPlatform],
        *,
        width: int = 256,
    ) -> None:
        self._parts = parts
        self._outbox = parts.outbox
        self._platforms = platforms
        self._width = width
        self._at_work: set[asyncio.Task[None]] = set()
        self._stopping = False
        self._backoff: dict[str, float] = {}

    def __repr__(self) -> str:
        return f"<Delivery {len(self._at_work)} of {self._width} at work>"

    @property
    def room(self) -> int:
        """How many leases more it may be handed."""
        return 0 if self._stopping else self._width - len(self._at_work)

    def begin(self, lease: Lease, leased_at: float) -> None:
        """Work on a lease, taken at `leased_at` (monotonic seconds) or later."""
        task = asyncio.create_task(self._work(lease, leased_at))
        self._at_work.add(task)
        task.add_done_callback(self._at_work.discard)

    async def run(self) -> None:
        """Work until cancelled, then finish what is under way."""
        self._stopping = False
        self._outbox.serve(self)
        try:
            while True:
                await self._round()
        finally:
            self._stopping = True
            await self._drain()
            self._outbox.serve(None)

    async def _drain(self) -> None:
        """Finish what is under way, and what we are handed meanwhile by commits that had asked for it."""
        give_up = time.monotonic() + DRAIN_TIME
        while self._at_work and (left := give_up - time.monotonic()) > 0:
            await asyncio.wait(self._at_work, timeout=left)
        for task in tuple(self._at_work):
            task.cancel()

    async def _round(self) -> None:
        if self.room <= 0:
            await asyncio.wait(self._at_work, return_when=asyncio.FIRST_COMPLETED)
            return
        leased_at, limit = time.monotonic(), self.room
        try:
            leases, wait = await self._outbox.take(limit)
        except StoreUnavailable as error:
            STORE_WAITS.note("delivery", error)
            await asyncio.sleep(0.2)
            return
        for lease in leases:
            self.begin(lease, leased_at)
        if len(leases) < limit:
            await self._outbox.wait(wait)

    async def _work(self, lease: Lease, leased_at: float) -> None:
        """One step of one lane. Whatever goes wrong with it, it comes again when its lease is over."""
        platform = serving(self._platforms, lease.channel)
        try:
            if platform is None:
                log.warning("= no adapter for this lane", channel=lease.channel)
                await self._outbox.retry(
                    lease, after=LONGEST_BACKOFF, in_doubt=bool(lease.doubt), scope="channel"
                )
                return
            await step(Held(self._parts, platform, lease, leased_at))
            self._backoff.pop(lease.channel, None)
        except NotYet as not_yet:
            await self._retry(lease, not_yet.after, in_doubt=not_yet.in_doubt, scope=not_yet.scope)
        except PlatformError as error:
            await self._put_off(lease, error)
        except StoreUnavailable as error:
            log.warning("= outcome not stored, will look again", channel=lease.channel, error=str(error))
        except LeaseLost:
            log.warning("= lease lost", channel=lease.channel, conversation=lease.conversation)
        except Exception:  # a mistake of ours must not stop the other conversations
            log.exception("= step failed", channel=lease.channel, conversation=lease.conversation)
            await self._put_off(lease, CannotTell("a mistake of ours", after=LONGEST_BACKOFF))

    async def _put_off(self, lease: Lease, error: PlatformError) -> None:
        in_doubt = isinstance(error, InDoubt | CannotTell)
        after, scope = self._rest(lease, error)
        log.warning(
            "> put off", channel=lease.channel, conversation=lease.conversation, why=str(error), after=after
        )
        await self._retry(lease, after, in_doubt=in_doubt, scope=scope)

    async def _retry(self, lease: Lease, after: float, *, in_doubt: bool, scope: Scope) -> None:
        try:
            await self._outbox.retry(lease, after=after, in_doubt=in_doubt, scope=scope)
        except StoreUnavailable as unavailable:
            log.warning(
                "= outcome not stored, will look again", channel=lease.channel, error=str(unavailable)
            )

    def _rest(self, lease: Lease, error: PlatformError) -> tuple[float, Scope]:
        """How long to leave what alone."""
        match error:
            case Throttled(after=after, scope=scope):
                # A card or a whisper that must wait is no reason for messages to wait: they count by another limit.
                return after, "conversation" if _is_aside(lease) else scope
            case CannotTell(after=after):
                return after, "conversation"
            case InDoubt():
                return ARRIVAL_TIME, "conversation"
            case _:
                backoff = min(LONGEST_BACKOFF, 2 * self._backoff.get(lease.channel, 0.25))
                self._backoff[lease.channel] = backoff
                return backoff, "channel"


def _is_aside(lease: Lease) -> bool:
    """Whether it is a card's or a whisper's turn, and no message's."""
    return lease.card is not None or isinstance(lease.deliveries[0][1], Whisper | WhisperAgain)
