"""Fetching: the files of agents' messages, from their platforms to where we keep files, and so to visitors.

::

    FileAttached ── commit ──▶ `fetches` ── taken under a lease ──▶ platform.fetch ──▶ files.keep ──▶ AgentSentFile
                                   ▲                                     │ not now          │ never
                                   └───────── tried again later ─────────┘                  └──▶ the agent is told

Nothing waits for it: words go on. What a process leaves unfinished is taken up by another one when its lease is over.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import structlog

from bot import metrics
from bot.content import KeptFile
from bot.delivery.keeping import Keeping
from bot.errors import BadFile, FilesUnavailable, PlatformError, Refused, StoreUnavailable, Throttled
from bot.events import FileAttached
from bot.ports import Clock, Fetch, Fetches, Files, TellsOfFiles, ThreadPlatform, serving
from bot.store_waits import STORE_WAITS


AT_ONCE = 8
"""Files that one process fetches at the same time."""
LOOK = 0.5
"""Seconds between two looks for what is to be fetched."""
AGAIN = 5.0
"""Seconds until a file is tried again that cannot be had just now."""
PATIENCE = 30 * 60_000
"""Milliseconds after which the agent is told that their file did not arrive."""
NOT_REACHED = "It could not be fetched for half an hour. Please send it again."

log = structlog.get_logger(__name__)


class Fetching:
    """Fetches files. Any number of these may work at the same time."""

    def __init__(
        self,
        fetches: Fetches,
        files: Files,
        tells: TellsOfFiles,
        platforms: Mapping[str, ThreadPlatform],
        clock: Clock,
    ) -> None:
        self._fetches = fetches
        self._files = files
        self._tells = tells
        self._platforms = platforms
        self._clock = clock
        self._at_work: set[asyncio.Task[None]] = set()

    def __repr__(self) -> str:
        return f"<Fetching {len(self._at_work)} of {AT_ONCE}>"

    async def run(self) -> None:
        """Work until cancelled. What is under way then is begun again by whoever comes next."""
        try:
            while True:
                await self.round()
                await asyncio.sleep(LOOK)
        finally:
            for task in self._at_work:
                task.cancel()

    async def finish(self) -> None:
        """Wait until everything is done that was begun."""
        await asyncio.gather(*self._at_work)

    async def round(self) -> None:
        """Begin what is to be fetched now."""
        try:
            taken = await self._fetches.take(AT_ONCE - len(self._at_work))
        except StoreUnavailable as error:
            STORE_WAITS.note("fetching", error)
            return
        for fetch in taken:
            task = asyncio.create_task(self.work(fetch))
            self._at_work.add(task)
            task.add_done_callback(self._at_work.discard)

    async def work(self, fetch: Fetch) -> None:
        """Fetch one file, and say what became of it. Whatever goes wrong, it comes again when its lease is over."""
        try:
            async with Keeping(
                lambda: self._fetches.put_off(fetch, self._fetches.lease), self._fetches.lease / 3
            ):
                attached = await self._tells.attached(fetch)
                again = await self._one(fetch, attached) if attached else 0.0
            await (self._fetches.put_off(fetch, again) if again else self._fetches.done(fetch))
        except StoreUnavailable as error:
            log.warning("= file not stored, will be fetched again", error=str(error))
        except (
            Exception
        ):  # a mistake of ours must not stop other files; it comes again when its lease is over
            log.exception("= fetching failed", conversation=fetch.conversation)

    async def _one(self, fetch: Fetch, attached: FileAttached) -> float:
        """Fetch one file. Answers in how many seconds to try again; 0: it is in the log what became of it."""
        try:
            kept = await self._kept(fetch, attached)
        except (Refused, BadFile) as error:
            await self._give_up(fetch, attached, str(error))
            return 0.0
        except (PlatformError, FilesUnavailable) as error:
            log.warning("< file cannot be had now", conversation=fetch.conversation, why=str(error))
            if self._clock.now() - attached.at > PATIENCE:
                await self._give_up(fetch, attached, NOT_REACHED)
                return 0.0
            return max(AGAIN, error.after) if isinstance(error, Throttled) else AGAIN
        if not await self._tells.file_fetched(fetch, attached, kept):
            await self._files.drop(fetch.conversation, kept.id)
        metrics.FILES.labels("fetched").inc()
        log.info("< file_fetched", conversation=fetch.conversation, size=kept.size)
        return 0.0

    async def _kept(self, fetch: Fetch, attached: FileAttached) -> KeptFile:
        inbox = attached.agent.inbox
        platform = serving(self._platforms, inbox)
        if platform is None:
            raise Throttled(AGAIN)
        async with platform.fetch(inbox, attached.file) as incoming:
            return await self._files.keep(fetch.conversation, incoming)

    async def _give_up(self, fetch: Fetch, attached: FileAttached, why: str) -> None:
        metrics.FILES.labels("refused").inc()
        log.warning("< file not fetched", conversation=fetch.conversation, why=why)
        await self._tells.file_not_fetched(fetch, attached, why)
