"""Enlarged to four times its size, on a phone that lies on its side, with a keyboard on the screen: little room, nothing cut."""

from __future__ import annotations

import pytest
from playwright.async_api import Locator, expect

from tests.browser.scripted_gateway import ScriptedGateway
from tests.browser.test_conversation import ANN, FORM, QUESTION
from tests.browser.visitor import Visitor


SIZES = [(320, 256), (480, 270), (667, 330)]
"""Screens of 1280 by 1024 and 1920 by 1080 at 400 %, and a phone on its side; CSS pixels."""
NEARLY = 0.95
"""A fraction of a pixel may be beyond the edge."""
WIDER = "panel => [panel, ...panel.querySelectorAll('*')].some(e => !e.closest('.unseen') && e.checkVisibility() && e.getBoundingClientRect().right > innerWidth + 1)"
MANY = {**QUESTION, "answers": [f"Answer number {n}" for n in range(8)]}


async def everything_is_in_reach(visitor: Visitor, *needed: Locator) -> None:
    """Nothing sticks out sideways, what was said keeps some lines, and all that is needed can be brought into sight."""
    assert not await visitor.panel.evaluate(WIDER)
    room = await visitor.panel.get_by_role("log").bounding_box()
    assert room is not None
    assert room["height"] >= 90
    for one in needed:
        await one.scroll_into_view_if_needed()
        await expect(one).to_be_in_viewport(ratio=NEARLY)


@pytest.mark.parametrize(("width", "height"), SIZES)
async def test_with_little_room_nothing_is_cut_off_in_any_state(
    visitor: Visitor, gateway: ScriptedGateway, width: int, height: int
) -> None:
    await visitor.page.set_viewport_size({"width": width, "height": height})
    button = visitor.panel.get_by_role("button")
    await gateway.say("card_shown", **FORM)
    await visitor.opens()
    await visitor.has_focus_on("First name")
    await everything_is_in_reach(
        visitor, visitor.panel.get_by_label("E-mail"), button.get_by_text("Continue")
    )
    await gateway.say("visitor_answered", id="x", card="f", text="Ada")
    await gateway.say("agent_accepted", agent=ANN)
    await visitor.sees_line("is here")
    await visitor.composer.fill("word " * 200)
    await everything_is_in_reach(visitor, visitor.panel.get_by_role("button", name="Send"))
    await visitor.composer.fill("")
    await visitor.panel.locator("summary").click()
    await expect(visitor.panel.locator(".choices")).to_be_visible()
    await everything_is_in_reach(visitor, *await visitor.panel.locator(".choices > *").all())
    await visitor.chooses("Delete my data")
    await everything_is_in_reach(visitor, button.get_by_text("Delete it"), button.get_by_text("Keep it"))
    await visitor.chooses("Keep it")
    await gateway.say("conversation_ended", by="agent", reason="agent_ended", rating=True)
    await visitor.panel.locator(".stars label").nth(3).click()
    rating = visitor.panel.locator(".rating")
    await everything_is_in_reach(visitor, *await rating.locator("label, textarea, button").all())
    await everything_is_in_reach(visitor, button.get_by_text("Start a new"), visitor.composer)


async def test_the_newest_answers_are_in_sight_where_the_list_was_full_before_them(
    visitor: Visitor, gateway: ScriptedGateway
) -> None:
    await visitor.opens()
    for n in range(12):
        await gateway.say("card_shown", card=f"m{n}", kind="message", text=f"Number {n}")
    await expect(visitor.bubbles.last).to_be_in_viewport()
    await gateway.say("card_shown", **MANY)
    await expect(visitor.panel.get_by_role("button", name="Answer number 7")).to_be_in_viewport(ratio=1)


async def test_a_form_that_is_higher_than_the_chat_is_shown_from_where_it_is_filled_in(
    visitor: Visitor, gateway: ScriptedGateway
) -> None:
    many = [{"attribute": f"a{n}", "label": f"Question {n}", "type": "text"} for n in range(12)]
    await visitor.opens()
    await gateway.say("card_shown", **{**FORM, "fields": many})
    await visitor.has_focus_on("Question 0")
    first, end = visitor.panel.get_by_text("Question 0"), visitor.panel.get_by_role("button", name="Continue")
    await expect(first).to_be_in_viewport(ratio=1)
    await gateway.send({"type": "queue", "position": 1})
    await end.click()
    await expect(visitor.panel.get_by_text("Please fill this in.").first).to_be_in_viewport(ratio=1)
    await expect(first).to_be_in_viewport(ratio=1)
    for field in await visitor.panel.get_by_role("textbox", name="Question").all():
        await field.fill("x")
    await end.click()
    await gateway.hears("capture")
    await gateway.say("live_chat_requested")
    await expect(visitor.panel.get_by_text("Looking for somebody")).to_be_in_viewport(ratio=1)
    await expect(visitor.panel.get_by_role("button", name="New messages")).to_be_hidden()


async def test_on_a_small_screen_a_chat_that_was_open_goes_on_where_the_visitor_writes(
    visitor: Visitor, gateway: ScriptedGateway
) -> None:
    await visitor.page.set_viewport_size({"width": 375, "height": 640})
    await gateway.say("card_shown", **QUESTION)
    await visitor.opens()
    await visitor.page.reload()
    await visitor.has_focus_on("Choose above, or write")
