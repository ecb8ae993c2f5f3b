"""How the visitors of this process are: gathered in memory, and told to the relay once a second, all of them together.

So a keystroke costs nothing but its frame, and however fast a visitor types, what is told of them is one line a second.
"""

from __future__ import annotations

import asyncio
import time
from typing import Protocol

import structlog

from bot.errors import StoreUnavailable
from bot.events import Page
from bot.ids import ConversationId
from bot.ports import VisitorSignal
from bot.relay.signalling import Heard
from bot.store_waits import waits_for_store


PAUSE = 1.0
"""Seconds between two tellings."""
AGAIN = 30.0
"""Seconds after which it is told again who is here: a third of the time for which our word holds."""
TYPING = 6.0
"""Seconds for which a visitor is typing after their browser said so; it says so every three seconds."""
AT_ONCE = 50
"""Visitors who are told of in one step of the store, which serves nobody else meanwhile."""
PAGE_PAUSE = 5.0
"""Seconds between two pages of a visitor that are told: the one they stay on counts."""

log = structlog.get_logger(__name__)


class TellsAgents(Protocol):
    """The part of the relay that this needs."""

    async def from_visitors(self, heard: dict[ConversationId, Heard]) -> None:
        """Note what visitors' browsers say. Raises `StoreUnavailable`: then it is said again."""


class _Visitor:
    """One conversation's connections, and what they said."""

    __slots__ = ("connections", "dirty", "page", "page_told", "read", "told_at", "typing", "typing_until")

    def __init__(self, page: Page) -> None:
        self.connections: set[object] = set()
        self.page = page
        self.page_told = ("", 0.0)
        self.typing_until = 0.0
        self.typing = False
        self.read = 0
        self.told_at = 0.0
        self.dirty = True


class Presence:
    """Who is connected to this process, where they are, and what they are about to do."""

    def __init__(self, agents: TellsAgents) -> None:
        self._agents = agents
        self._visitors: dict[ConversationId, _Visitor] = {}

    def __repr__(self) -> str:
        return f"<Presence {len(self._visitors)} conversations>"

    # --- what connections say

    def enter(self, connection: object, conversation: ConversationId, page: Page) -> None:
        """The connection shows this conversation now, on this page."""
        visitor = self._visitors.setdefault(conversation, _Visitor(page))
        visitor.connections.add(connection)
        visitor.page, visitor.dirty = page, True

    def leave(self, connection: object, conversation: ConversationId) -> None:
        """It does so no longer."""
        visitor = self._visitors.get(conversation)
        if visitor and connection in visitor.connections:
            visitor.connections.discard(connection)
            visitor.dirty = visitor.dirty or not visitor.connections

    def types(self, conversation: ConversationId, *, on: bool) -> None:
        """The visitor is typing, or stopped."""
        if visitor := self._visitors.get(conversation):
            visitor.typing_until = time.monotonic() + TYPING if on else 0.0
            visitor.dirty = visitor.dirty or on != visitor.typing

    def goes_to(self, conversation: ConversationId, page: Page) -> None:
        """The visitor is on another page."""
        if visitor := self._visitors.get(conversation):
            visitor.page, visitor.dirty = page, True

    def reads(self, conversation: ConversationId, entry: int) -> None:
        """The visitor has read up to this entry."""
        visitor = self._visitors.get(conversation)
        if visitor and entry > visitor.read:
            visitor.read, visitor.dirty = entry, True

    # --- what is told

    async def run(self) -> None:
        """Tell it, once a second, until cancelled."""
        while True:
            await asyncio.sleep(PAUSE)
            with waits_for_store("signals"):
                await self.tell(time.monotonic())

    async def tell(self, now: float) -> None:
        """Tell what is new at `now` (monotonic seconds). Raises `StoreUnavailable`; what was not told stays new."""
        due = [name for name, visitor in self._visitors.items() if self._is_due(visitor, now)]
        for first in range(0, len(due), AT_ONCE):
            some = {name: self._visitors[name] for name in due[first : first + AT_ONCE]}
            heard = {name: self._heard(name, visitor, now) for name, visitor in some.items()}
            for visitor in some.values():
                visitor.dirty = False
            try:
                await self._agents.from_visitors(heard)
            except StoreUnavailable:
                for visitor in some.values():
                    visitor.dirty = True
                raise
            self._told(some, heard, now)

    def _is_due(self, visitor: _Visitor, now: float) -> bool:
        stopped = visitor.typing and visitor.typing_until <= now
        return visitor.dirty or stopped or now - visitor.told_at >= AGAIN

    def _heard(self, name: ConversationId, visitor: _Visitor, now: float) -> Heard:
        left = max(0.0, visitor.typing_until - now)
        url, at = visitor.page_told
        early = url != visitor.page.url and now - at < PAGE_PAUSE
        page = url if early else visitor.page.url
        typing = int(left * 1000) if left else 0 if visitor.typing else -1
        here = bool(visitor.connections)
        return Heard(VisitorSignal(name, here, page, typing, visitor.read), visitor.page)

    def _told(
        self, some: dict[ConversationId, _Visitor], heard: dict[ConversationId, Heard], now: float
    ) -> None:
        for name, visitor in some.items():
            told = heard[name].signal
            visitor.typing, visitor.told_at = told.typing > 0, now
            if told.page != visitor.page_told[0]:
                visitor.page_told = (told.page, now)
            visitor.dirty = visitor.dirty or told.page != visitor.page.url
            if not visitor.connections and not visitor.dirty:
                del self._visitors[name]
