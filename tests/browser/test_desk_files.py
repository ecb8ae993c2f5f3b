"""Files at the desk, in Chromium: one that came is a link, and one that is chosen is sent."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import NoReturn

from playwright.async_api import Page, expect

from bot.content import FileId, KeptFile
from bot.ports import Outgoing
from tests.adapters.desk.served import ServedDesk, delivery
from tests.browser.at_the_desk import offer, open_thread


async def unread() -> AsyncIterator[bytes]:
    def never() -> NoReturn:
        raise AssertionError("the desk shows a link, and reads nothing")

    yield never()


async def shown(desk: ServedDesk, ann: Page, path: str) -> None:
    """A file stands in the thread that is open."""
    thread = await offer(desk)
    await open_thread(ann)
    file = KeptFile(id=FileId("f"), name="<b>cat</b>.png", type="image/png", size=1500, path=path)
    await desk.platform.post_file(thread, Outgoing(file, unread), delivery(2))


async def test_a_file_is_a_link_to_our_own_gateway(desk: ServedDesk, ann: Page) -> None:
    await shown(desk, ann, "/files/main/c1/f/cat.png")
    link = ann.locator(".line.file a")
    await expect(link).to_have_text("<b>cat</b>.png (1.5 kB)")
    await expect(link).to_have_attribute("href", "/files/main/c1/f/cat.png")
    await expect(link).to_have_attribute("rel", "noopener")


async def test_no_file_leads_anywhere_else(desk: ServedDesk, ann: Page) -> None:
    await shown(desk, ann, "javascript:alert(1)")
    await expect(ann.locator(".line.file a")).to_have_attribute("href", "#")


async def test_a_file_that_is_not_taken_says_why_and_can_be_chosen_again(desk: ServedDesk, ann: Page) -> None:
    await offer(desk)
    await open_thread(ann)
    chosen = ann.get_by_label("Send a file")
    await chosen.set_input_files({"name": "cat.png", "mimeType": "image/png", "buffer": b"cat"})
    await expect(ann.get_by_text("Not sent: Files are not taken here.")).to_be_visible()
    await expect(chosen).to_have_value("")
