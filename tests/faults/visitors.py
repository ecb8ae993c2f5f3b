"""Visitors who talk, each by their own dice, from one tab or several; and what they were told."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Awaitable, Callable

from tests.faults.proxy import Proxy
from tests.faults.tabs import Browser, Tab, View, VisitorRecord, Words
from tests.faults.visitor_files import send
from tests.waiting import until


PATIENCE = 120.0
"""Seconds after which somebody who waits says what they are waiting for."""
PATIENT_FOR = 6.0
"""Seconds for which most visitors wait until somebody is there before they say more."""
SENDS_A_FILE = 0.08
GOES_ON = 0.15
"""How often something is said after the end."""
RATES = 0.3
NewLine = Callable[[str], Awaitable[Proxy]]


class RigVisitor:
    """Asks for a person, talks, ends or is ended, and begins anew, until told to stop."""

    def __init__(self, name: str, new_line: NewLine, dice: random.Random) -> None:
        self.name = name
        self.record = VisitorRecord(name)
        self.tabs: list[Tab] = []
        self.stopping = False
        self.in_dialogue = True
        """Nobody is looked for yet: what is shown may be in one tab only."""
        self.browser: Browser | None = None
        self._new_line = new_line
        self._here: str | None = None
        """The conversation that all tabs are in, or come to."""
        self.may_act = asyncio.Event()
        """While it is not set they only look on."""
        self.may_act.set()
        self._awake = asyncio.Event()
        self._awake.set()
        self._dice = dice
        self._said = 0
        self._opened = 0

    def __repr__(self) -> str:
        return f"<RigVisitor {self.tabs}>"

    @property
    def conversation(self) -> str | None:
        """The one in which a person was asked for."""
        return self._here

    async def live(self) -> None:
        """One conversation after another."""
        self.browser = Browser(await self._new_line(self.name))
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
        if self.browser:
            self._opened += 1
            self.tabs.append(Tab(self.browser, self.name, self._opened))
            self.tabs[-1].open()

    async def closes_tab(self, tab: Tab) -> None:
        """Close one of them, whatever it was about to say."""
        self.tabs.remove(tab)
        await tab.close()
        self._note(tab)
        self.record.mistakes += tab.mistakes
        self.record.away += tab.away

    async def sleeps(self, seconds: float, *, cut: bool) -> None:
        """The laptop is closed for a while: its connections are cut, or just silent."""
        if self.browser is None or not self._awake.is_set():
            return
        self._awake.clear()
        if cut:
            self.browser.line.refuse()
        else:
            self.browser.line.freeze()
        await asyncio.sleep(seconds)
        self.browser.line.heal()
        self._awake.set()

    async def ends(self) -> None:
        """End the conversation, whatever they were about to do."""
        if self.tabs:
            await self._dice.choice(self.tabs).sends("end")

    # --- what they do

    async def _converse(self) -> None:
        await self._asks_for_a_person()
        if self._dice.random() < 0.7:
            await self._wait_a_while(lambda: self._everywhere("agent_accepted"), PATIENT_FOR)
        for _ in range(self._dice.randint(3, 10)):
            if self.stopping or self._over():
                break
            await self._says()
            if self._dice.random() < SENDS_A_FILE:
                await self._sends_a_file()
            if self._dice.random() < 0.7:  # sometimes several in a row, unanswered
                await self._quiet()
            await self._wait_a_while(self._is_answered, self._dice.random() * 3)
            await asyncio.sleep(self._dice.random())
            await self._awake.wait()
            await self.may_act.wait()
        await self._quiet()
        if not self._over():
            await self.ends()
        await self._wait(self._over, "the end")
        await self._after_the_end()
        for tab in self.tabs:
            self._note(tab)
        await self.may_act.wait()
        if not self.stopping:
            await self._begins_anew()

    async def _asks_for_a_person(self) -> None:
        """Do in one tab what the dialogue asks for, until somebody is looked for and all tabs show it."""
        tab = self.tabs[0]

        def asked_for_more() -> bool:
            return self._dialogue_is_over(tab) or (tab.asked is not None and not tab.waiting)

        await self._wait(asked_for_more, "the first question")
        while not self._dialogue_is_over(tab):
            name = await self._answers(tab)
            await self._wait(
                lambda n=name: n in tab.refused or tab.last >= tab.accepted.get(n, tab.last + 1),  # type: ignore[misc]  # a default binds it
                "an answer to the answer",
            )
            await self._wait(asked_for_more, "what follows the answer")
        self._here = tab.conversation
        await self._wait(lambda: self._everywhere("live_chat_requested") or self._over(), "the live chat")
        self.in_dialogue = False

    @staticmethod
    def _dialogue_is_over(tab: Tab) -> bool:
        return tab.shows("live_chat_requested") or tab.shows("conversation_ended")

    async def _answers(self, tab: Tab) -> str:
        """Do what the dialogue asks for now; who they are it asks in the first conversation only."""
        await self.may_act.wait()
        card = tab.asked or {}
        if card["kind"] == "question":
            return await tab.sends("answer", card=card["card"], answer=card["answers"][0])
        values = {"first_name": self.name, "email": f"{self.name.lower()}@example.com"}
        return await tab.sends("capture", card=card["card"], values=values)

    async def _says(self) -> None:
        self._said += 1
        tab, text = self._dice.choice(self.tabs), f"{self.name}-says-{self._said}"
        words = Words(tab, await tab.sends("message", text=text), text)
        self.record.talk(self._here or "").said.append(words)

    async def _sends_a_file(self) -> None:
        if self.browser is None:
            return
        self._said += 1
        name = f"{self.name}-file-{self._said}.txt"
        address = f"http://127.0.0.1:{self.browser.line.port}/files/main/{self._here}"
        content = f"{name} {self._dice.random()}".encode()
        sent = await send(address, self.browser.token or "", f"f{self._said}", name, content)
        self.record.talk(self._here or "").files.append(sent)

    async def _after_the_end(self) -> None:
        """Say one thing more, which opens the conversation again, or rate it."""
        if self.stopping:
            return
        if self._dice.random() < GOES_ON:
            await self._says()
            await self._quiet()
            await self._wait_a_while(self._is_answered, PATIENT_FOR)
            await self._quiet()
            await self.ends()
            await self._quiet()
            await self._wait(self._over, "the end of what was re-opened")
        if self._dice.random() < RATES:
            await self._rates()

    async def _rates(self) -> None:
        tab, score = self._dice.choice(self.tabs), self._dice.randint(1, 5)
        words = Words(tab, await tab.sends("rate", score=score, comment=""), str(score))
        self.record.talk(self._here or "").rated.append(words)
        await self._quiet()

    async def _begins_anew(self) -> None:
        """A new conversation is begun in one tab; the others follow when it has begun."""
        self.in_dialogue = True
        tab = self._dice.choice(self.tabs)
        self.tabs.remove(tab)
        self.tabs.insert(0, tab)
        while tab.conversation in (None, self._here):
            await self._wait(self._over, "the end of what was re-opened by words that were on their way")
            name = await tab.sends("start")
            await self._wait(
                lambda n=name: n in tab.refused or tab.conversation not in (None, self._here),  # type: ignore[misc]  # a default binds it
                "a new conversation",
            )

    def _note(self, tab: Tab) -> None:
        if tab.conversation:
            view = View(tab.number, list(tab.view), tab.last)
            self.record.talk(tab.conversation).views.append(view)

    # --- what they wait for

    def _everywhere(self, kind: str) -> bool:
        return all(tab.conversation == self._here and tab.shows(kind) for tab in self.tabs)

    def _over(self) -> bool:
        return all(tab.conversation == self._here and tab.is_over for tab in self.tabs)

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
