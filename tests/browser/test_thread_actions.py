"""An agent at the desk of the running demo does everything that the thread offers."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from tests.browser.house import Demo
from tests.browser.play import PATIENCE_MS, Play, Watch, fills_in, mail


pytestmark = pytest.mark.timeout(90)


async def asks_in(page: Page, button: str) -> None:
    """Press a button of the card, and wait for its form."""
    await page.get_by_role("button", name=button, exact=True).click()
    await expect(page.get_by_role("dialog")).to_be_visible(timeout=PATIENCE_MS)


async def test_everything_that_the_thread_offers_is_done_from_it(demo: Demo, watch: Watch) -> None:
    visitor = await watch.visitor(1280)
    play = Play(demo, visitor, await watch.agent(1280))
    page = play.agent.page
    await visitor.opens()
    await visitor.chooses("Yes, please")
    await fills_in(visitor, "Ada")
    await visitor.chooses("Continue")
    await play.agent.accepts("Ada")

    await asks_in(page, "Note")
    await page.get_by_role("textbox", name="Note").fill("She is a key account.")
    await page.get_by_role("button", name="Add note").click()
    await expect(page.locator("#log")).to_contain_text("Note of Robin, stays inside:")

    await page.get_by_role("button", name="Canned reply").click()
    await expect(page.locator("#told")).to_contain_text("There are no canned replies yet")

    await asks_in(page, "Visitor")
    await expect(page.get_by_label("E-mail", exact=True)).to_have_value(mail("Ada"))
    await page.get_by_label("E-mail", exact=True).fill("ada@")
    await page.get_by_label("Company").fill("Analytical Engines")
    await page.get_by_label("What this conversation is worth").select_option("2")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Please give an e-mail address")).to_be_visible()
    await page.get_by_label("E-mail", exact=True).fill("ada@engines.example")
    await page.get_by_role("button", name="Save").click()
    facts = page.locator("#facts")
    for fact in ("ada@engines.example", "Analytical Engines", "2 of 3"):
        await expect(facts).to_contain_text(fact)

    await asks_in(page, "Block")
    await page.get_by_label("Reason").fill("Only for this test")
    await page.get_by_role("dialog").get_by_role("button", name="Block").click()
    await expect(page.get_by_role("dialog")).to_contain_text("Ada cannot chat any more: 1 day.")
    await page.get_by_role("dialog").get_by_role("button", name="Close").click()
    await play.agent.sees_standing("Ended: the visitor was blocked.")
    for inside in ("key account", "Analytical", "Only for this test"):
        assert inside not in await visitor.panel.inner_text()
