"""What whole conversations are played with: an agent at the desk, what both sides read, and an eye on their pages."""

from __future__ import annotations

import re
from collections.abc import Awaitable
from dataclasses import dataclass

from playwright.async_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.house import Break, Demo
from tests.browser.visitor import Visitor
from tests.waiting import until


PATIENCE_MS = 25_000
"""A page that waits longer from try to try may take this long to come back on a busy machine."""
SAYS: dict[Break, re.Pattern[str]] = {
    "killed": re.compile(
        r"ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|ERR_INCOMPLETE_CHUNKED|WebSocket connection to"
    ),
    "store killed": re.compile(r"WebSocket connection to"),
    "offline": re.compile(r"ERR_INTERNET_DISCONNECTED|WebSocket connection to"),
    "no websockets": re.compile(r"WebSocket connection to"),
}
"""What a browser says of each break: a process that dies may have taken a request, and even begun to answer it."""


@dataclass(frozen=True)
class Agent:
    """Somebody at the desk."""

    page: Page

    @property
    def composer(self) -> Locator:
        """Where they write."""
        return self.page.get_by_label("Reply", exact=True)

    @property
    def words(self) -> Locator:
        """What was written in the open thread by its people, notes included."""
        return self.page.locator("#log .line:is(.visitor, .words, .note) .body")

    async def opens_thread(self, visitor: str) -> None:
        """Open the newest thread of a visitor."""
        await self.page.get_by_role("link", name=visitor).first.click(timeout=PATIENCE_MS)
        await expect(self.page.get_by_role("heading", name=visitor, exact=True)).to_be_visible()

    async def accepts(self, visitor: str) -> None:
        """Open the offer and take it."""
        await self.opens_thread(visitor)
        await self.page.get_by_role("button", name="Accept").click()
        await self.sees_standing(f"You are talking to {visitor}.")

    async def sees_standing(self, text: str) -> None:
        """How the open thread stands."""
        await expect(self.page.locator("#status-line")).to_contain_text(text, timeout=PATIENCE_MS)

    async def writes(self, text: str) -> None:
        """Write and send."""
        await self.composer.fill(text)
        await self.composer.press("Enter")

    async def reads(self, *texts: str) -> None:
        """These words in the open thread, in this order, and no others; none of them under way.

        A backlog of one visitor comes as one post, so it is the words that count, not the posts.
        """

        async def last_seen() -> str:
            return "\n".join(await self.words.all_text_contents())

        wanted = "\n".join(texts)
        try:
            await until(lambda: _same(last_seen(), wanted), seconds=PATIENCE_MS / 1000)
        except AssertionError:
            seen = await last_seen()
            assert seen == wanted
        await expect(self.page.locator("#log .unsent")).to_have_count(0, timeout=PATIENCE_MS)

    async def sees_status(self, text: str) -> None:
        """The state of the connection; empty when all is well."""
        await expect(self.page.locator("#connection")).to_have_text(text, timeout=PATIENCE_MS)


@dataclass(frozen=True)
class Play:
    """One visitor and one agent with their pages open."""

    demo: Demo
    visitor: Visitor
    agent: Agent

    async def connects(self, name: str = "Ada") -> None:
        """From nothing to a live chat."""
        await self.visitor.opens()
        await introduces(self.visitor, name)
        await self.agent.accepts(name)
        await self.visitor.sees_line("Robin is here")

    async def both_read(self, *texts: str, name: str = "Ada", notes: tuple[str, ...] = ()) -> None:
        """The same words on both sides, once and in this order; `notes` are those that only the agent sees."""
        await reads(self.visitor, *opening(name), *(text for text in texts if text not in notes))
        await self.visitor.waits_for_delivery()
        await self.agent.reads(*texts)


async def _same(looked: Awaitable[str], wanted: str) -> bool:
    return await looked == wanted


def opening(name: str) -> list[str]:
    """What a visitor has read before the first word of a person."""
    return [
        "Hi there! 👋 Good to see you.",
        "Would you like to talk to one of us?",
        "Yes, please",
        "Lovely! Who are we talking to, and where can we write if we get cut off?",
        f"First name: {name} E-mail: {mail(name)}",
        f"Thanks {name}! One moment, I'm finding someone for you.",
    ]


def mail(name: str) -> str:
    """Somebody's address."""
    return f"{name.lower()}@example.com"


async def introduces(visitor: Visitor, name: str) -> None:
    """Ask for a person in the open chat, and say who asks."""
    await visitor.chooses("Yes, please")
    await fills_in(visitor, name)
    await visitor.chooses("Continue")
    await visitor.sees_line("Looking for somebody to help you")


async def fills_in(visitor: Visitor, name: str) -> None:
    """Write into the form."""
    await visitor.panel.get_by_label("First name").fill(name)
    await visitor.panel.get_by_label("E-mail").fill(mail(name))


async def reads(visitor: Visitor, *texts: str) -> None:
    """These bubbles, in this order, and nothing else, within the time that a restart takes."""
    await expect(visitor.bubbles).to_have_text(list(texts), timeout=PATIENCE_MS)


async def ends(visitor: Visitor) -> None:
    """End the conversation from the menu."""
    await visitor.panel.locator("summary").click()
    await visitor.chooses("End conversation")
    await visitor.chooses("End it")
    await visitor.sees_line("You ended the conversation.")


class Watch:
    """An eye on every page: what it could not load, what its policy forbade, what it threw."""

    def __init__(self, browser: Browser, demo: Demo) -> None:
        self._browser = browser
        self._demo = demo
        self._profiles: list[BrowserContext] = []
        self._noticed: list[str] = []

    async def page(self, width: int = 1280, *, dark: bool = False, phone: bool = False) -> Page:
        """An empty tab in a profile of its own."""
        profile = await self._browser.new_context(
            viewport={"width": width, "height": 800 if width > 720 else 760},
            color_scheme="dark" if dark else "light",
            has_touch=phone,
            is_mobile=phone,
            locale="en-GB",
            timezone_id="Europe/Stockholm",
            reduced_motion="reduce",
        )
        profile.set_default_timeout(PATIENCE_MS)
        profile.on(
            "console",
            lambda said: self._noticed.append(said.text) if said.type in ("error", "warning") else None,
        )
        profile.on("weberror", lambda thrown: self._noticed.append(str(thrown.error)))
        profile.on(
            "response", lambda r: self._noticed.append(f"{r.status} {r.url}") if r.status >= 400 else None
        )
        self._profiles.append(profile)
        return await profile.new_page()

    async def visitor(self, width: int = 1280, *, dark: bool = False, phone: bool = False) -> Visitor:
        """Somebody who came to the website."""
        page = await self.page(width, dark=dark, phone=phone)
        await page.goto(self._demo.website)
        return Visitor(page)

    async def agent(self, width: int = 1280, *, dark: bool = False, phone: bool = False) -> Agent:
        """Somebody who opened the desk by its link."""
        page = await self.page(width, dark=dark, phone=phone)
        await page.goto(self._demo.desk)
        await expect(page.get_by_text("No threads yet")).to_be_visible()
        return Agent(page)

    async def ends(self) -> None:
        """Close every page. Fails if there was trouble on one, beyond what the breaks of the test come to."""
        for profile in self._profiles:
            await profile.close()
        excused = [SAYS[one] for one in self._demo.breaks]
        trouble = [said for said in self._noticed if not any(one.search(said) for one in excused)]
        assert trouble == [], trouble
