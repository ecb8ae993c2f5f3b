"""Everybody can use it: by keyboard, by screen reader, on a small screen, without motion."""

from __future__ import annotations

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, ViewportSize, expect

from tests.browser.scripted_gateway import ScriptedGateway
from tests.browser.test_conversation import ANN, FORM, QUESTION
from tests.browser.visitor import Visitor


async def has_no_barriers(visitor: Visitor) -> None:
    """Axe finds nothing wrong, once nothing moves: it would measure the colours of a fade."""
    still = "() => Promise.allSettled(document.querySelector('threadline-chat').shadowRoot.getAnimations().filter(a => a.effect.getTiming().iterations === 1).map(a => a.finished))"
    await visitor.page.evaluate(still)
    found = await Axe().run(visitor.page)
    assert found.violations_count == 0, found.generate_report()


async def test_the_keyboard_alone_is_enough(visitor: Visitor, gateway: ScriptedGateway) -> None:
    keys = visitor.page.keyboard
    await gateway.say("card_shown", **QUESTION)
    await keys.press("Tab")
    await visitor.has_focus_on("Chat with us")
    await keys.press("Enter")
    await visitor.has_focus_on("Choose above, or write")
    await keys.press("Shift+Tab")
    await visitor.has_focus_on("No")
    await keys.press("Shift+Tab")
    await visitor.has_focus_on("Yes")
    await keys.press("Enter")
    await gateway.hears("answer")
    await gateway.say("card_shown", **FORM)
    await visitor.has_focus_on("First name")
    await keys.type("Ada")
    await keys.press("Tab")
    await keys.type("ada@example.com")
    await keys.press("Enter")
    await gateway.hears("capture")
    await gateway.say("agent_accepted", agent=ANN)
    await visitor.has_focus_on("Write a message")
    await keys.type("one")
    await keys.press("Shift+Enter")
    await keys.type("two")
    await keys.press("Enter")
    [message] = await gateway.hears("message")
    assert message["text"] == "one\ntwo"
    await keys.press("Escape")
    await expect(visitor.panel).to_be_hidden()
    await visitor.has_focus_on("Chat with us")


async def test_enter_that_chooses_a_word_of_an_input_method_does_not_send(
    visitor: Visitor, gateway: ScriptedGateway
) -> None:
    await visitor.opens()
    await gateway.hears("hello")
    await expect(visitor.composer).to_be_editable()
    await visitor.composer.fill("にほん")
    await visitor.composer.dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    await expect(visitor.composer).to_have_value("にほん")
    await visitor.composer.press("Enter")
    [message] = await gateway.hears("message")
    assert message["text"] == "にほん"


async def test_escape_closes_the_menu_first(visitor: Visitor, gateway: ScriptedGateway) -> None:
    await visitor.opens()
    await gateway.hears("hello")
    await visitor.panel.locator("summary").click()
    await visitor.page.keyboard.press("Escape")
    await expect(visitor.panel.get_by_role("button", name="End conversation")).to_be_hidden()
    await expect(visitor.panel).to_be_visible()
    await visitor.page.keyboard.press("Escape")
    await expect(visitor.panel).to_be_hidden()


@pytest.mark.parametrize("width", [1000, 375])
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_automatic_checks_find_no_barrier_in_any_state(
    browser: Browser, gateway: ScriptedGateway, scheme: str, width: int
) -> None:
    size: ViewportSize = {"width": width, "height": 700}
    page = await browser.new_page(color_scheme="dark" if scheme == "dark" else "light", viewport=size)
    visitor = Visitor(page)
    await page.goto(f"{gateway.origin}/page")
    await has_no_barriers(visitor)
    await visitor.opens()
    await gateway.hears("hello")
    await gateway.say("card_shown", **QUESTION)
    await expect(page.get_by_role("button", name="Yes")).to_be_visible()
    await has_no_barriers(visitor)
    await visitor.chooses("Yes")
    await gateway.hears("answer")
    await gateway.say("card_shown", **FORM)
    await visitor.chooses("Continue")
    await expect(page.get_by_text("Please fill this in.").first).to_be_visible()
    await has_no_barriers(visitor)
    await gateway.say("visitor_answered", id="x", card="f", text="Ada")
    await gateway.say("live_chat_requested")
    await visitor.sees_line("Looking")
    await has_no_barriers(visitor)
    await gateway.say("agent_accepted", agent=ANN)
    await gateway.say("agent_wrote", agent=ANN, text="Hello https://example.com", sent=1)
    gateway.answers = [{"type": "refused", "code": "not_now", "text": ""}]
    await visitor.writes("Hello")
    await expect(page.get_by_text("Not sent")).to_be_visible()
    await has_no_barriers(visitor)
    await visitor.panel.locator("summary").click()
    await expect(visitor.panel.locator(".choices")).to_be_visible()
    await has_no_barriers(visitor)
    await visitor.chooses("End conversation")
    await has_no_barriers(visitor)
    await gateway.say("conversation_ended", by="agent", reason="agent_ended", rating=True)
    await expect(page.get_by_role("button", name="Start a new")).to_be_visible()
    await has_no_barriers(visitor)
    await page.close()


async def test_the_sample_website_has_no_barriers(browser: Browser, gateway: ScriptedGateway) -> None:
    page = await browser.new_page()
    await page.goto(f"{gateway.origin}/")
    await has_no_barriers(Visitor(page))
    await page.close()


async def test_on_a_narrow_screen_it_covers_the_page_and_keeps_the_focus(visitor: Visitor) -> None:
    await visitor.page.set_viewport_size({"width": 375, "height": 640})
    await visitor.opens()
    still = "panel => Promise.all(panel.getAnimations().map((a) => a.finished))"
    await visitor.panel.evaluate(still)
    assert await visitor.panel.bounding_box() == {"x": 0, "y": 0, "width": 375, "height": 640}
    assert await visitor.panel.evaluate("panel => panel.matches(':modal')")
    await visitor.page.set_viewport_size({"width": 1000, "height": 640})
    await expect(visitor.panel).to_be_visible()
    await expect(visitor.panel.and_(visitor.page.locator(":modal"))).to_have_count(0)


async def test_four_times_enlarged_nothing_is_cut_off(visitor: Visitor, gateway: ScriptedGateway) -> None:
    await visitor.page.set_viewport_size({"width": 320, "height": 256})
    await gateway.say("card_shown", **FORM)
    await visitor.opens()
    await expect(visitor.panel.get_by_label("First name")).to_be_visible()
    wide = "panel => [...panel.querySelectorAll('*')].some((node) => node.getBoundingClientRect().right > innerWidth + 1)"
    assert not await visitor.panel.evaluate(wide)


async def test_it_reads_from_right_to_left_where_the_page_does(visitor: Visitor) -> None:
    await visitor.page.evaluate("document.documentElement.dir = 'rtl'")
    box = await visitor.launcher.bounding_box()
    assert box is not None
    assert box["x"] == 20


async def test_nothing_moves_for_those_who_asked_for_less_motion(
    visitor: Visitor, gateway: ScriptedGateway
) -> None:
    await visitor.page.emulate_media(reduced_motion="reduce")
    await gateway.say("live_chat_requested")
    await visitor.opens()
    await visitor.sees_line("Looking")
    moving = "chat => chat.shadowRoot.getAnimations().length"
    assert await visitor.page.locator("threadline-chat").evaluate(moving) == 0
