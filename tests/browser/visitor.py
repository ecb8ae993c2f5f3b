"""A visitor in front of the widget: what they do, and what they see."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.async_api import Locator, Page, expect


@dataclass(frozen=True)
class Visitor:
    """Somebody with a page open. Waits are Playwright's: each ends as soon as its condition holds."""

    page: Page

    @property
    def launcher(self) -> Locator:
        """The button in the corner."""
        return self.page.locator("threadline-chat .launcher")

    @property
    def panel(self) -> Locator:
        """The open chat."""
        return self.page.get_by_role("dialog")

    @property
    def composer(self) -> Locator:
        """Where they write."""
        return self.page.locator("threadline-chat .composer textarea")

    @property
    def bubbles(self) -> Locator:
        """All that was said, in the order of the screen."""
        return self.page.locator("threadline-chat .bubble")

    async def opens(self) -> None:
        """Open the chat and wait until it may be used."""
        await self.launcher.click()
        await expect(self.panel).to_be_visible()

    async def writes(self, text: str) -> None:
        """Write a message and send it."""
        await self.composer.fill(text)
        await self.composer.press("Enter")

    async def chooses(self, answer: str) -> None:
        """Press the answer of a question."""
        await self.panel.get_by_role("button", name=answer, exact=True).click()

    async def sees(self, *texts: str) -> None:
        """These bubbles, in this order, and nothing else."""
        await expect(self.bubbles).to_have_text(list(texts))

    async def sees_line(self, text: str) -> None:
        """A line between the bubbles: somebody came, it is over."""
        await expect(self.panel.locator(".note, .looking").get_by_text(text)).to_be_visible()

    async def sees_status(self, text: str) -> None:
        """The state of the connection; empty when all is well."""
        await expect(self.panel.get_by_role("status")).to_have_text(text)

    async def waits_for_delivery(self) -> None:
        """Until nothing is on its way any more."""
        await expect(self.panel.locator(".pending")).to_have_count(0)

    async def has_focus_on(self, name: str) -> None:
        """The thing of this label has the focus."""
        await expect(self.page.locator("threadline-chat :focus")).to_have_accessible_name(re.compile(name))
