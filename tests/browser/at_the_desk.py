"""What tests of the desk's page do again and again."""

from __future__ import annotations

from playwright.async_api import Page, expect

from bot.adapters.desk.names import inbox_of
from bot.ids import ThreadRef
from tests.adapters.desk.served import ANN, ServedDesk, a_card, delivery


INBOX = inbox_of(ANN)
HOSTILE = (
    "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script> *b* `c` @here"
)


async def offer(desk: ServedDesk, conversation: str = "c1", visitor: str = "Vera") -> ThreadRef:
    card = a_card(conversation=conversation, visitor=visitor)
    return await desk.platform.open_thread(INBOX, card, delivery(1, conversation))


async def open_thread(page: Page, visitor: str = "Vera") -> None:
    await page.get_by_role("link", name=visitor).click()
    await expect(page.get_by_role("heading", name=visitor, exact=True)).to_be_visible()


async def write(page: Page, words: str) -> None:
    await page.get_by_label("Reply").fill(words)
    await page.keyboard.press("Enter")
