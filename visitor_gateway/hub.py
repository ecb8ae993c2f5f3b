"""The hub: carries new entries from the bus to the connections that show them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import msgspec
import structlog

from bot.errors import StoreUnavailable
from bot.events import Entry
from bot.ids import ConversationId
from visitor_gateway import wire


log = structlog.get_logger(__name__)


MOVED = b""
"""Said on a conversation's topic: its visitor has begun another one. Not an announcement: that has a number."""


class Bus(Protocol):
    """What the hub needs of the store's bus."""

    async def publish(self, topic: str, message: bytes) -> None:
        """Speak on a topic."""

    async def subscribe(self, topic: str, listener: Callable[[bytes | None], None]) -> None:
        """Have `listener` called with each message, and with None whenever it may have missed some."""

    async def unsubscribe(self, topic: str, listener: Callable[[bytes | None], None]) -> None:
        """Stop calling it."""


class Watcher(Protocol):
    """A connection, as the hub knows it. No method may block or raise."""

    def arrived(self, entries: Sequence[Entry]) -> None:
        """New entries."""

    def may_have_missed(self) -> None:
        """Read the log from your cursor."""

    def moved(self) -> None:
        """The visitor has another conversation now."""


class Hub:
    """Who watches which conversation in this process."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._topics: dict[ConversationId, _Topic] = {}

    def __repr__(self) -> str:
        return f"<Hub {len(self._topics)} conversations>"

    async def watch(self, conversation: ConversationId, watcher: Watcher) -> None:
        """Tell `watcher` of the conversation's new entries, beginning with `may_have_missed`."""
        topic = self._topics.get(conversation)
        if topic is None:
            topic = self._topics[conversation] = _Topic()
            topic.watchers.add(watcher)
            await self._bus.subscribe(conversation, topic.heard)
            return
        topic.watchers.add(watcher)
        watcher.may_have_missed()

    async def say_moved(self, conversation: ConversationId) -> None:
        """Tell all who watch a conversation, in any process, that its visitor has begun another one."""
        await self._bus.publish(conversation, MOVED)

    async def leave(self, conversation: ConversationId, watcher: Watcher) -> None:
        """Stop telling it."""
        topic = self._topics.get(conversation)
        if topic is None:
            return
        topic.watchers.discard(watcher)
        if not topic.watchers:
            del self._topics[conversation]
            try:
                await self._bus.unsubscribe(conversation, topic.heard)
            except (
                StoreUnavailable
            ) as error:  # nobody listens any more; the server forgets us with the connection
                log.warning("= still subscribed", conversation=conversation, error=str(error))


class _Topic:
    """The watchers of one conversation, and the entry up to which they were told."""

    __slots__ = ("told", "watchers")

    def __init__(self) -> None:
        self.watchers: set[Watcher] = set()
        self.told = 0

    def heard(self, message: bytes | None) -> None:
        """Pass on what the bus brings. Our own commits come twice: at once, and by the bus."""
        if message == MOVED:
            for watcher in tuple(self.watchers):
                watcher.moved()
            return
        try:
            entries = wire.news(message) if message and wire.newest(message) > self.told else None
        except (ValueError, msgspec.DecodeError):  # a newer process may say what we cannot read
            log.warning("< unreadable news on the bus")
            message = entries = None
        if message is None:
            for watcher in tuple(self.watchers):
                watcher.may_have_missed()
        elif entries:
            self.told = entries[-1].n
            for watcher in tuple(self.watchers):
                watcher.arrived(entries)
