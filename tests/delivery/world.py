"""A platform of the port's shape that keeps a world of posts, and fails as it is told to."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict, deque
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from itertools import count
from types import MappingProxyType
from typing import NamedTuple

from bot.content import AttachedFile
from bot.conversation.card import StatusCard
from bot.effects import Pressable
from bot.errors import CannotLook, PlatformError, Refused
from bot.ids import Channel, DeliveryId, Person, PostRef, ThreadRef, post_ref, split_ref, thread_ref
from bot.ports import Bystander, Call, Clock, Incoming, Outgoing, RateLimit


PIECE = 30
"""Characters that one post of this platform holds."""


class Posted(NamedTuple):
    """A post as people see it; `text` of an opening is the card's title."""

    channel: Channel
    thread: ThreadRef
    ref: PostRef
    author: str
    text: str
    delivery: DeliveryId
    opening: bool = False
    again: bool = False


class Fault(NamedTuple):
    """What goes wrong with one call: perhaps it is done all the same, and perhaps it hangs until the gate opens."""

    error: PlatformError | None = None
    done: bool = False
    gate: asyncio.Event | None = None


async def _in_pieces(content: bytes) -> AsyncIterator[bytes]:
    yield content


class World:
    """Everything that the platform holds, in the order in which it came."""

    pace = 1.0
    limits: Mapping[Call, RateLimit] = MappingProxyType({})
    channel_limits: Mapping[Call, RateLimit] = MappingProxyType({})

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.ahead = 0
        """Milliseconds by which its time of day is ahead of ours."""
        self.posts: list[Posted] = []
        self.whispers: list[tuple[Person, str]] = []
        self.cards: list[StatusCard] = []
        self.calls: Counter[str] = Counter()
        self.files: dict[str, bytes] = {}
        """What agents sent, by the platform's own ids."""
        self.faults: dict[str, deque[Fault]] = defaultdict(deque)
        self.chance: Callable[[str], Fault | None] = lambda _: None
        self.hidden: set[DeliveryId] = set()
        """Posts that a look-up does not see yet."""
        self.gone: set[Channel] = set()
        """Places that are not there any more."""
        self.sees = True
        """There is a way to look for a post."""
        self._at_work: Counter[Channel] = Counter()
        self._numbers = count()

    def __repr__(self) -> str:
        return f"<World {len(self.posts)} posts>"

    # --- the port

    def its_now(self) -> int:
        """Its own time of day."""
        return self._clock.now() + self.ahead

    def pieces(self, text: str) -> Sequence[str]:
        """Cut the text into posts."""
        return [text[i : i + PIECE] for i in range(0, len(text), PIECE)]

    async def open_thread(
        self, inbox: Channel, card: StatusCard, delivery: DeliveryId, *, again: bool = False
    ) -> ThreadRef:
        """Begin a thread."""
        post = f"p{next(self._numbers)}"
        ref = thread_ref(inbox, post)
        opening = Posted(
            inbox, ref, post_ref(inbox, post), "", card.title, delivery, opening=True, again=again
        )
        await self._call("open", inbox, lambda: self.posts.append(opening))
        return ref

    async def post(
        self, thread: ThreadRef, author: str, piece: str, delivery: DeliveryId, *, again: bool = False
    ) -> PostRef:
        """Put one piece into a thread."""
        channel, _ = split_ref(thread)
        ref = post_ref(channel, f"p{next(self._numbers)}")
        posted = Posted(channel, thread, ref, author, piece, delivery, again=again)
        await self._call("post", channel, lambda: self.posts.append(posted))
        return ref

    async def ask(
        self,
        inbox: Channel,
        text: str,
        choices: Sequence[Pressable],
        delivery: DeliveryId,
        *,
        again: bool = False,
    ) -> PostRef:
        """Ask whoever has an inbox."""
        shown = " ".join([text, *(f"[{one.label}]" for one in choices)])
        return await self.notify(inbox, Person("?"), shown, delivery, again=again)

    async def notify(
        self,
        where: ThreadRef | Channel,
        to: Person,
        text: str,
        delivery: DeliveryId,
        about: ThreadRef | None = None,
        *,
        again: bool = False,
    ) -> PostRef:
        """Notify one person, in a thread or in a channel."""
        channel = split_ref(ThreadRef(where))[0] if "/" in where else Channel(where)
        ref = post_ref(channel, f"p{next(self._numbers)}")
        posted = Posted(channel, about or ThreadRef(where), ref, f"@{to}", text, delivery, again=again)
        await self._call("notify", channel, lambda: self.posts.append(posted))
        return ref

    async def post_file(
        self, thread: ThreadRef, outgoing: Outgoing, delivery: DeliveryId, *, again: bool = False
    ) -> PostRef:
        """Put a file into a thread, once."""
        channel, _ = split_ref(thread)
        content = b"".join([piece async for piece in outgoing.read()])
        shown = (
            next((post.ref for post in self.posts if post.delivery == delivery), None) if self.sees else None
        )
        ref = shown or post_ref(channel, f"p{next(self._numbers)}")
        text = f"[{outgoing.file.name}: {content.decode()}]"
        posted = Posted(channel, thread, ref, "", text, delivery, again=again)
        await self._call("post_file", channel, lambda: None if shown else self.posts.append(posted))
        return ref

    def fetch(self, inbox: Channel, file: AttachedFile) -> AbstractAsyncContextManager[Incoming]:
        """Fetch a file that is said to be in this world."""
        return self._fetched(inbox, file)

    @asynccontextmanager
    async def _fetched(self, inbox: Channel, file: AttachedFile) -> AsyncIterator[Incoming]:
        content = self.files[file.ref]
        await self._call(f"fetch {file.ref}", inbox, lambda: None)
        yield Incoming(file.name, _in_pieces(content), len(content))

    async def whisper(
        self, thread: ThreadRef, to: Person, text: str, bystander: Bystander | None = None
    ) -> None:
        """Tell one person something."""
        await self._call("whisper", split_ref(thread)[0], lambda: self.whispers.append((to, text)))

    async def refresh(self, thread: ThreadRef, card: StatusCard) -> None:
        """Bring a card up to date."""
        await self._call("refresh", split_ref(thread)[0], lambda: self.cards.append(card))

    async def look_up(self, where: Channel | ThreadRef, delivery: DeliveryId, ago: float) -> PostRef | None:
        """Look for a post."""
        channel = split_ref(ThreadRef(where))[0] if "/" in where else Channel(where)
        if not self.sees:
            raise CannotLook("nobody can look here")
        await self._call("look_up", channel, lambda: None)
        seen = (p.ref for p in self.posts if p.delivery == delivery and delivery not in self.hidden)
        return next(seen, None)

    async def _call(self, name: str, channel: Channel, done: Callable[[], None]) -> None:
        self.calls[name] += 1
        fault = self.faults[name].popleft() if self.faults[name] else self.chance(name)
        self._at_work[channel] += 1
        try:
            assert self._at_work[channel] == 1, f"two calls at once in {channel}"
            await asyncio.sleep(0)
            if fault and fault.gate:
                await fault.gate.wait()
            if channel in self.gone:
                raise Refused("channel_not_found", gone=True)
            if fault is None or fault.done or fault.error is None:
                done()
            if fault and fault.error:
                raise fault.error
        finally:
            self._at_work[channel] -= 1

    # --- what people see

    def said(self, channel: Channel | None = None) -> list[str]:
        """The words in a channel, openings left out."""
        return [p.text for p in self.posts if not p.opening and channel in (None, p.channel)]

    async def is_asked_to_post(self) -> bool:
        """Somebody has begun to post."""
        return self.calls["post"] > 0

    def openings(self) -> int:
        """How many threads were begun."""
        return sum(post.opening for post in self.posts)
