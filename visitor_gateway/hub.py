"""The hub: carries new entries from the bus to the connections that show them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import msgspec
import structlog

from bot.errors import StoreUnavailable
from bot.events import Entry
from bot.ids import VisitorId
from visitor_gateway import wire
from visitor_gateway.entries import agent_typing, newest, news


log = structlog.get_logger(__name__)


MOVED = b""
"""Said by the commit that begins a conversation, where its visitor may be elsewhere: on the topic of the one before,
and on the visitor's own. Not an announcement: that has a number."""


def opening_topic(visitor: VisitorId) -> str:
    """Where those listen who are shown an opening: the visitor may begin in another tab."""
    return f"visitor:{visitor}"


TYPING = b"~"
"""What a message begins with that is no announcement, but says who is typing."""


class Bus(Protocol):
    """What the hub needs of the store's bus."""

    async def subscribe(self, topic: str, listener: Callable[[bytes | None], None]) -> None:
        """Have `listener` called with each message, and with None whenever it may have missed some."""

    async def unsubscribe(self, topic: str, listener: Callable[[bytes | None], None]) -> None:
        """Stop calling it."""


class Watcher(Protocol):
    """A connection, as the hub knows it. No method may block or raise."""

    def arrived(self, entries: Sequence[Entry]) -> None:
        """New entries."""

    def may_have_missed(self) -> None:
        """Look for yourself: in the log, from your cursor on."""

    def agent_types(self, frame: wire.AgentTyping) -> None:
        """The agent is typing."""

    def moved(self) -> None:
        """The visitor has another conversation now."""


class Hub:
    """Who watches what in this process."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._topics: dict[str, _Topic] = {}

    def __repr__(self) -> str:
        return f"<Hub {len(self._topics)} topics>"

    async def watch(self, name: str, watcher: Watcher) -> None:
        """Tell `watcher` what is said on a topic, such as a conversation's new entries, beginning with `may_have_missed`."""
        topic = self._topics.get(name)
        if topic is None:
            topic = self._topics[name] = _Topic()
            topic.watchers.add(watcher)
            await self._bus.subscribe(name, topic.heard)
            return
        topic.watchers.add(watcher)
        watcher.may_have_missed()

    async def leave(self, name: str, watcher: Watcher) -> None:
        """Stop telling it."""
        topic = self._topics.get(name)
        if topic is None:
            return
        topic.watchers.discard(watcher)
        if not topic.watchers:
            del self._topics[name]
            try:
                await self._bus.unsubscribe(name, topic.heard)
            except (
                StoreUnavailable
            ) as error:  # nobody listens any more; the server forgets us with the connection
                log.warning("= still subscribed", topic=name, error=str(error))


class _Topic:
    """The watchers of one topic, and the entry up to which they were told."""

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
        if message and message.startswith(TYPING):
            self._typing(message.removeprefix(TYPING))
            return
        try:
            entries = news(message) if message and newest(message) > self.told else None
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

    def _typing(self, said: bytes) -> None:
        try:
            frame = agent_typing(said)
        except msgspec.DecodeError:  # a newer process may say more than we can read
            return
        for watcher in tuple(self.watchers):
            watcher.agent_types(frame)
