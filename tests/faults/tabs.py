"""A visitor's tabs, and what is noted of what was said and shown in them."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import NamedTuple

import aiohttp

from tests.faults.proxy import Proxy
from tests.faults.visitor_files import SentFile
from tests.scenes.visitor import Entry, Visitor


@dataclass
class Browser:
    """What a visitor's tabs share: the line, and the newest token."""

    line: Proxy
    token: str | None = None


class Tab(Visitor):
    """One of a visitor's tabs."""

    def __init__(self, browser: Browser, name: str, number: int) -> None:
        self.number = number
        self._browser = browser
        address = f"ws://127.0.0.1:{browser.line.port}/visitor/main"
        super().__init__(address, token=browser.token, name=name, prefix=f"t{number}-")
        self.away: list[float] = []
        """For how many seconds each time there was no connection."""
        self._lost_at: float | None = None

    async def _converse(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        try:
            await super()._converse(socket)
        finally:
            if self._lost_at is None:
                self._lost_at = time.monotonic()

    async def _welcomed(self, frame: Entry, socket: aiohttp.ClientWebSocketResponse) -> None:
        await super()._welcomed(frame, socket)
        if self._lost_at is not None:
            self.away.append(time.monotonic() - self._lost_at)
            self._lost_at = None

    @property
    def token(self) -> str | None:
        """The visitor's newest, whichever tab got it."""
        return self._browser.token

    @token.setter
    def token(self, newest: str | None) -> None:
        self._browser.token = newest

    @property
    def is_connected(self) -> bool:
        """Whether a gateway knows it now."""
        return self._lost_at is None and self.conversation is not None

    def shows(self, kind: str) -> bool:
        """Whether an entry of this type is in view."""
        return any(entry["type"] == kind for entry in self.view)

    @property
    def is_over(self) -> bool:
        """Whether the conversation has ended, and was not re-opened since."""
        kinds = [entry["type"] for entry in self.view]
        turns = [kind for kind in kinds if kind in ("conversation_ended", "conversation_reopened")]
        return turns[-1:] == ["conversation_ended"]

    @property
    def asked(self) -> Entry | None:
        """The card that waits for the visitor."""
        for entry in reversed(self.view):
            if entry["type"] == "visitor_answered":
                return None
            if entry["type"] == "card_shown" and entry["kind"] in ("question", "information_capture"):
                return entry
        return None


class View(NamedTuple):
    """What one tab showed of a conversation, when it was up to date to entry `upto`."""

    tab: int
    entries: list[Entry]
    upto: int


class Words(NamedTuple):
    """Something that was said in a tab, under an id."""

    tab: Tab
    name: str
    text: str

    @property
    def accepted(self) -> bool:
        """Whether the visitor was told so."""
        return self.name in self.tab.accepted


@dataclass
class Talk:
    """One conversation as its visitor had it."""

    said: list[Words] = field(default_factory=list)
    """In the order in which it was said."""
    views: list[View] = field(default_factory=list)
    files: list[SentFile] = field(default_factory=list)
    rated: list[Words] = field(default_factory=list)


@dataclass
class VisitorRecord:
    """What the ledger asks of a visitor."""

    name: str
    talks: dict[str, Talk] = field(default_factory=dict)
    """By conversation."""
    mistakes: list[str] = field(default_factory=list)
    away: list[float] = field(default_factory=list)

    def talk(self, conversation: str) -> Talk:
        """The talk in a conversation."""
        return self.talks.setdefault(conversation, Talk())
