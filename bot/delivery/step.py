"""One step of one lane.

::

    in doubt? ── yes ── look up ── there ───────────────▶ settle
        │ no                  └── not there ──┐
        ▼                                     ▼
      begin ──────────────────────────────▶ send ── sent ──▶ settle, and let the lane rest for the platform's pace
                                              └── an error: the worker puts it off

The note that a post was begun is stored before it is sent. Whoever finds the note without an outcome, after a crash
or an answer that never came, looks for the post by its id before anything is sent again.
"""

from __future__ import annotations

import time
from collections.abc import Coroutine
from typing import Any, NamedTuple, TypeVar

import structlog

from bot import metrics
from bot.conversation.attention import still_wanted
from bot.conversation.card import status_card
from bot.conversation.state import ThreadStatus
from bot.delivery.admitting import admit
from bot.delivery.keeping import Keeping
from bot.delivery.words import Post, as_file, line_of, merged, not_shown, transcript, visible_transcript
from bot.effects import (
    OpenThread,
    PointToThread,
    PostFile,
    PostNotice,
    PostToThread,
    PostTranscript,
    PostTranscriptFile,
    RefreshCard,
    Remind,
    Tell,
    Whisper,
)
from bot.errors import (
    BadFile,
    CannotTell,
    InDoubt,
    PlatformError,
    Refused,
    Throttled,
    UnknownKey,
    Unreachable,
)
from bot.ids import Channel, DeliveryId, EntryNumber, PostRef, ThreadRef
from bot.metrics import Shown
from bot.ports import (
    Bystander,
    Call,
    Conversations,
    Doubt,
    Files,
    Lease,
    Outbox,
    Outgoing,
    ThreadPlatform,
    Threads,
)


T = TypeVar("T")

ARRIVAL_TIME = 1.5
"""Seconds in which a request that was cut off may still arrive at the platform; only then is "not there" certain."""
CARD_PACE = 1.5
"""Seconds between two refreshed cards in a lane: they are many, and messages go first."""

OPENED = (ThreadStatus.OFFERED, ThreadStatus.LIVE, ThreadStatus.FOLLOW_UP)
"""Threads that are still wanted when their turn comes; others are not begun any more."""

log = structlog.get_logger(__name__)


class LeaseLost(Exception):
    """Raised when somebody else has the lane now: we must not act on it any more."""


class Parts(NamedTuple):
    """What a step works with. `lease` is in seconds; `ours` is the name under which the dialogue speaks.

    `address` is where the gateway is, without a path; empty where that is not known.
    """

    outbox: Outbox
    conversations: Conversations
    threads: Threads
    files: Files
    lease: float = 1.0
    ours: str = "Threadline"
    address: str = ""


class Step:
    """One step of one lane, under a lease that was taken at `leased_at` (monotonic seconds)."""

    def __init__(self, parts: Parts, platform: ThreadPlatform, lease: Lease, leased_at: float) -> None:
        self._parts = parts
        self._outbox = parts.outbox
        self._platform = platform
        self._lease = lease
        self._leased_at = leased_at

    def __repr__(self) -> str:
        return (
            f"<Step {self._lease.channel} {self._lease.conversation}, {len(self._lease.deliveries)} waiting>"
        )

    async def refresh(self) -> None:
        """Bring a card up to date."""
        number = self._lease.card
        ref = self._lease.refs.get(number) if number else None
        if number and ref:
            conversation = await self._parts.conversations.load(self._lease.conversation)
            signs = await self._parts.conversations.signals.of(self._lease.conversation)
            card = status_card(conversation, number, signs)
            await self._admitted("card")
            try:
                await self._shown(self._platform.refresh(ref, card), "card")
            except Refused as refused:
                log.warning("> card refused", channel=self._lease.channel, why=refused.reason)
        limit = self._platform.limits.get("card")
        await self._outbox.settle_card(self._lease, pause=limit.every if limit else CARD_PACE)

    async def deliver(self) -> None:
        """Send the oldest delivery, or what is left of it."""
        _, delivery = self._lease.deliveries[0]
        match delivery:
            case OpenThread():
                await self._open(delivery)
            case RefreshCard():
                await self._settle(covers=1, pause=0)  # cards have a queue of their own
            case Whisper():
                await self._whisper(delivery)
            case Remind():
                await self._remind(delivery)
            case Tell():
                await self._notify(delivery, delivery.channel, about=None)
            case PointToThread():
                await self._notify(delivery, delivery.channel, about=self._lease.refs.get(delivery.thread))
            case PostTranscript() | PostToThread() | PostNotice() | PostFile() | PostTranscriptFile():
                ref = self._lease.refs.get(delivery.thread)
                if ref is None:  # the thread was never opened: nobody waits there for these words
                    await self._settle(covers=1, pause=0)
                else:
                    await self._post(ref, await self._words(delivery))

    # --- threads

    async def _open(self, delivery: OpenThread) -> None:
        conversation = await self._parts.conversations.load(self._lease.conversation)
        thread = conversation.thread(delivery.thread)
        ref = thread.ref or await self._found(self._lease.doubt, part=0)
        if ref is None and thread.status in OPENED:
            await self._admitted("post")
            await self._begin(covers=1, part=0)
            card = status_card(conversation, delivery.thread)
            opening = self._platform.open_thread(self._lease.channel, card, self._name(0))
            try:
                ref = await self._shown(opening, "thread")
            except Refused as refused:
                log.warning("> thread refused", channel=self._lease.channel, why=refused.reason)
                await self._parts.threads.thread_failed(
                    self._lease.conversation, delivery.thread, refused.reason
                )
        if ref:
            log.info("> thread_opened", conversation=self._lease.conversation, thread=ref)
            await self._parts.threads.thread_opened(self._lease.conversation, delivery.thread, ThreadRef(ref))
        await self._settle(covers=1, pause=self._platform.pace, ref=PostRef(ref) if ref else None)

    async def _whisper(self, delivery: Whisper) -> None:
        ref = self._lease.refs.get(delivery.thread)
        if ref:
            await self._admitted("whisper")
            whispering = self._platform.whisper(ref, delivery.to, delivery.text, self._bystander(delivery))
            try:
                await self._shown(whispering, "whisper")
            except (Refused, InDoubt) as error:  # a whisper is a courtesy, and cannot be looked up
                log.warning("> whisper failed", channel=self._lease.channel, why=str(error))
        await self._settle(covers=1, pause=0)

    async def _remind(self, delivery: Remind) -> None:
        ref = self._lease.refs.get(delivery.thread)
        if ref and still_wanted(await self._parts.conversations.load(self._lease.conversation), delivery):
            await self._notify(delivery, ref, about=None)
        else:
            await self._settle(covers=1, pause=0)

    async def _notify(
        self, delivery: Remind | PointToThread | Tell, where: ThreadRef | Channel, *, about: ThreadRef | None
    ) -> None:
        """Post what only serves to notify somebody. Where it is refused, nothing else is lost."""
        ref = await self._found(self._lease.doubt, part=0, where=where)
        if ref is None:
            await self._admitted("post")
            await self._begin(covers=1, part=0)
            notifying = self._platform.notify(where, delivery.to, delivery.text, self._name(0), about)
            try:
                ref = await self._shown(notifying, "notification")
            except Refused as refused:
                log.warning("> notification refused", channel=self._lease.channel, why=refused.reason)
        await self._settle(covers=1, pause=self._platform.pace, ref=ref)

    def _bystander(self, delivery: Whisper) -> Bystander | None:
        return (
            Bystander(self._lease.conversation, delivery.thread, delivery.entry) if delivery.entry else None
        )

    # --- words

    async def _words(
        self, delivery: PostTranscript | PostToThread | PostNotice | PostFile | PostTranscriptFile
    ) -> Post:
        match delivery:
            case PostToThread():
                doubt = self._lease.doubt
                begun = self._lease.begun or self._lease.done
                at_most = doubt.covers if doubt else 1 if begun else len(self._lease.deliveries)
                return merged(self._platform, self._lease.deliveries, at_most)
            case PostNotice():
                return Post("", self._platform.pieces(delivery.text))
            case PostFile():
                line = self._platform.pieces(line_of(delivery.file))
                return Post(delivery.author, line, file=delivery.file)
            case PostTranscriptFile():
                return await self._transcript_file(delivery.upto)
            case PostTranscript():
                conversations, name = self._parts.conversations, self._lease.conversation
                said = await conversations.entries(name, after=delivery.after, upto=delivery.upto)
                c, ours, address = await conversations.load(name), self._parts.ours, self._parts.address
                return Post("", self._platform.pieces(transcript(c, said, ours, address)))

    async def _transcript_file(self, upto: EntryNumber) -> Post:
        """The visitor-visible words as a file, which is kept like any other."""
        name = self._lease.conversation
        said = await self._parts.conversations.entries(name, upto=upto)
        c = await self._parts.conversations.load(name)
        content = visible_transcript(c, said, self._parts.ours, self._parts.address).encode()
        try:
            kept = await self._parts.files.keep(name, as_file(c, content))
        except BadFile as refused:
            return Post("", self._platform.pieces(f"The transcript cannot be put here. {refused}"))
        return Post("", (), file=kept)

    async def _post(self, thread: ThreadRef, post: Post) -> None:
        part = self._lease.doubt.part if self._lease.doubt else self._lease.done
        if part >= post.parts:
            await self._settle(covers=post.covers, pause=0)
            return
        is_file = part >= len(post.pieces)
        ref = None if is_file else await self._found(self._lease.doubt, part, thread)
        if ref is None:
            await self._admitted("file" if is_file else "post")
            if not self._lease.begun:
                await self._begin(covers=post.covers, part=part)
            try:
                ref = await self._shown(self._sending(thread, post, part), "post")
            except Refused as refused:
                await self._tell_refused(thread, refused, post)
                part = post.parts
        last = part + 1 >= post.parts
        log.info("> posted", conversation=self._lease.conversation, thread=thread, part=part)
        await self._settle(
            covers=post.covers if last else 0, part=part + 1, pause=self._platform.pace, ref=ref
        )

    async def _sending(self, thread: ThreadRef, post: Post, part: int) -> PostRef:
        if part < len(post.pieces) or post.file is None:
            return await self._platform.post(thread, post.author, post.pieces[part], self._name(part))
        file, files, conversation = post.file, self._parts.files, self._lease.conversation
        outgoing = Outgoing(file, lambda: files.open(conversation, file.id))
        try:
            return await self._platform.post_file(thread, outgoing, self._name(part))
        except UnknownKey as gone:
            raise Refused("the file is not kept any more", tell="agent") from gone

    async def _tell_refused(self, thread: ThreadRef, refused: Refused, post: Post) -> None:
        """The platform will not take these words. If the whole place is gone, somebody else gets the conversation."""
        delivery = self._lease.deliveries[0][1]
        log.error("> post refused", conversation=self._lease.conversation, thread=thread, why=refused.reason)
        if refused.gone:
            await self._parts.threads.thread_failed(self._lease.conversation, delivery.thread, refused.reason)
            return
        line = not_shown(refused.reason, post.file, self._parts.address)
        try:
            for piece in self._platform.pieces(line):
                name = DeliveryId(f"{self._name(0)}.refused")
                await self._shown(self._platform.post(thread, "", piece, name), "post")
        except PlatformError as error:
            log.warning("> could not say so either", thread=thread, why=str(error))

    # --- the lease

    def _name(self, part: int) -> DeliveryId:
        """The id in the post's metadata: the same for every attempt at this piece."""
        return DeliveryId(f"{self._lease.deliveries[0][0]}.{part}")

    async def _found(
        self, doubt: Doubt | None, part: int, where: ThreadRef | Channel | None = None
    ) -> PostRef | None:
        """Look for a post that may have arrived. None: it certainly did not, and may be sent again."""
        if doubt is None:
            return None
        where = where or self._lease.channel
        try:
            ref = await self._while_leased(self._platform.look_up(where, self._name(part), doubt.ago))
        except (
            Throttled,
            Unreachable,
            InDoubt,
            CannotTell,
        ) as error:  # certain about the look-up only, not about the post
            metrics.LOOK_UPS.labels("failed").inc()
            raise CannotTell(str(error), after=getattr(error, "after", ARRIVAL_TIME)) from error
        metrics.LOOK_UPS.labels("found" if ref else "absent").inc()
        log.info("> looked up", conversation=self._lease.conversation, found=bool(ref))
        if ref is None and doubt.age < ARRIVAL_TIME:
            raise CannotTell("it may still be on its way", after=ARRIVAL_TIME - doubt.age)
        return ref

    async def _admitted(self, call: Call) -> None:
        await admit(self._outbox, self._platform, self._lease, call)

    async def _begin(self, *, covers: int, part: int) -> None:
        if not await self._outbox.begin(self._lease, covers=covers, part=part):
            raise LeaseLost
        self._leased_at = time.monotonic()

    async def _settle(self, *, covers: int, pause: float, part: int = 0, ref: PostRef | None = None) -> None:
        if not await self._outbox.settle(self._lease, covers=covers, part=part, pause=pause, ref=ref):
            raise LeaseLost

    async def _shown(self, call: Coroutine[Any, Any, T], what: Shown) -> T:
        """Wait for a call that shows something on the platform, and count what became of it."""
        try:
            answer = await self._while_leased(call)
        except PlatformError as error:
            metrics.not_shown(what, error)
            raise
        metrics.SHOWN[what].inc()
        return answer

    async def _while_leased(self, call: Coroutine[Any, Any, T]) -> T:
        """Wait for a call to the platform, and prolong the lease while it takes."""
        if time.monotonic() - self._leased_at > self._parts.lease / 2:
            try:
                await self._prolong()
            except BaseException:
                call.close()  # not started: what could outlive its lease must not be
                raise
        async with Keeping(self._prolong, self._parts.lease / 3):
            return await call

    async def _prolong(self) -> None:
        if not await self._outbox.keep(self._lease):
            raise LeaseLost
        self._leased_at = time.monotonic()
