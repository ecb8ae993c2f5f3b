"""Visitors who talk, each by their own dice, from one tab or several; and what they were told."""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import NamedTuple

import aiohttp

from tests.faults.proxy import Proxy
from tests.scenes.visitor import Entry, Visitor
from tests.waiting import until


PATIENCE = 45.0
"""Seconds after which somebody who waits says what they are waiting for."""
PATIENT_FOR = 6.0
"""Seconds for which most visitors wait until somebody is there before they say more."""
NewLine = Callable[[str], Awaitable[Proxy]]


class Tab(Visitor):
    """One of a visitor's tabs, on their line to the gateways."""

    def __init__(self, line: Proxy, name: str, number: int, token: str | None) -> None:
        super().__init__(
            f"ws://127.0.0.1:{line.port}/visitor/main", token=token, name=name, prefix=f"t{number}-"
        )
        self.number = number
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
    def is_connected(self) -> bool:
        """Whether a gateway knows it now."""
        return self._lost_at is None and self.conversation is not None

    def shows(self, kind: str) -> bool:
        """Whether an entry of this type is in view."""
        return any(entry["type"] == kind for entry in self.view)

    def asks(self, kind: str) -> bool:
        """Whether the dialogue has shown such a card."""
        return any(entry["type"] == "card_shown" and entry["kind"] == kind for entry in self.view)


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


class RigVisitor:
    """Asks for a person, talks, ends or is ended, and begins anew, until told to stop."""

    def __init__(self, name: str, new_line: NewLine, dice: random.Random) -> None:
        self.name = name
        self.record = VisitorRecord(name)
        self.tabs: list[Tab] = []
        self.stopping = False
        self._new_line = new_line
        self._line: Proxy | None = None
        self._awake = asyncio.Event()
        self._awake.set()
        self._dice = dice
        self._said = 0
        self._opened = 0

    def __repr__(self) -> str:
        return f"<RigVisitor {self.tabs}>"

    @property
    def conversation(self) -> str | None:
        """The one that is shown."""
        return self.tabs[0].conversation if self.tabs else None

    async def live(self) -> None:
        """One conversation after another."""
        self._line = await self._new_line(self.name)
        self.opens_tab()
        try:
            while not self.stopping:
                await self._converse()
        finally:
            for tab in tuple(self.tabs):
                await self.closes_tab(tab)

    # --- what happens to them

    def opens_tab(self) -> None:
        """One tab more, of the same browser: it knows the token."""
        if self._line:
            self._opened += 1
            token = self.tabs[0].token if self.tabs else None
            tab = Tab(self._line, self.name, self._opened, token)
            self.tabs.append(tab)
            tab.open()

    async def closes_tab(self, tab: Tab) -> None:
        """Close one of them, whatever it was about to say."""
        self.tabs.remove(tab)
        await tab.close()
        self._note(tab)
        self.record.mistakes += tab.mistakes
        self.record.away += tab.away

    async def sleeps(self, seconds: float, *, cut: bool) -> None:
        """The laptop is closed for a while: its connections are cut, or just silent."""
        if self._line is None or not self._awake.is_set():
            return
        self._awake.clear()
        if cut:
            self._line.refuse()
        else:
            self._line.freeze()
        await asyncio.sleep(seconds)
        self._line.heal()
        self._awake.set()

    async def ends(self) -> None:
        """End the conversation, whatever they were about to do."""
        if self.tabs:
            await self._dice.choice(self.tabs).sends("end")

    # --- what they do

    async def _converse(self) -> None:
        await self._ask_for_a_person()
        if self._dice.random() < 0.7:
            await self._wait_a_while(lambda: self.tabs[0].shows("agent_accepted"), PATIENT_FOR)
        for _ in range(self._dice.randint(3, 10)):
            if self.stopping or self._over():
                break
            await self._says()
            if self._dice.random() < 0.7:  # sometimes several in a row, unanswered
                await self._quiet()
            await self._wait_a_while(self._is_answered, self._dice.random() * 3)
            await asyncio.sleep(self._dice.random())
            await self._awake.wait()
        await self._quiet()
        if not self._over():
            await self.ends()
        await self._wait(self._over, "the end")
        for tab in self.tabs:
            self._note(tab)
        if not self.stopping:
            await self._begins_anew()

    async def _says(self) -> None:
        self._said += 1
        tab, text = self._dice.choice(self.tabs), f"{self.name}-says-{self._said}"
        talk = self.record.talk(tab.conversation or "")
        talk.said.append(Words(tab, await tab.sends("message", text=text), text))

    async def _begins_anew(self) -> None:
        ended = self.conversation
        await self._dice.choice(self.tabs).sends("start")
        await self._wait(
            lambda: all(tab.conversation not in (None, ended) for tab in self.tabs), "a new conversation"
        )

    async def _ask_for_a_person(self) -> None:
        """Through the dialogue; who they are is asked in the first conversation only."""
        await self._wait(lambda: self._all_show("question"), "the question")
        await self.tabs[0].sends("answer", card="talk", answer="Yes, please")
        await self._quiet()
        await self._wait(
            lambda: self._all_show("information_capture") or self._asked(), "what follows the answer"
        )
        if not self._asked():
            values = {"first_name": self.name, "email": f"{self.name.lower()}@example.com"}
            await self.tabs[0].sends("capture", card="who", values=values)
            await self._wait(self._asked, "the live chat")

    def _note(self, tab: Tab) -> None:
        if tab.conversation:
            view = View(tab.number, list(tab.view), tab.last)
            self.record.talk(tab.conversation).views.append(view)

    # --- what they wait for

    def _all_show(self, card: str) -> bool:
        return all(tab.asks(card) for tab in self.tabs)

    def _asked(self) -> bool:
        return all(tab.shows("live_chat_requested") for tab in self.tabs)

    def _over(self) -> bool:
        return all(tab.shows("conversation_ended") for tab in self.tabs)

    async def _quiet(self) -> None:
        """Everything that was sent is accepted or refused."""
        await self._wait(lambda: not any(tab.waiting for tab in self.tabs), "an answer to what was sent")

    def _is_answered(self) -> bool:
        """Whether the agent spoke last."""
        view = self.tabs[0].view
        return bool(view) and view[-1]["type"] == "agent_wrote"

    async def _wait_a_while(self, condition: Callable[[], bool], seconds: float) -> None:
        """Until it is so, the conversation is over, or they have waited for long enough."""

        async def look() -> bool:
            return condition() or self.stopping or self._over()

        with contextlib.suppress(AssertionError):
            await until(look, seconds=seconds)

    async def _wait(self, condition: Callable[[], bool], what: str) -> None:
        async def look() -> bool:
            return condition()

        while True:
            await self._awake.wait()
            try:
                await until(look, seconds=PATIENCE)
            except AssertionError:
                if self._awake.is_set():
                    raise AssertionError(f"{self!r} waited for {what} in vain: {self._shown()}") from None
            else:
                return

    def _shown(self) -> list[list[str]]:
        return [tab.words[-5:] for tab in self.tabs]
