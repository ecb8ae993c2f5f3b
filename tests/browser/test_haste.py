"""What people do with pages: click twice, paste a book, write in any script, open and close, go back and forward."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser.house import Demo
from tests.browser.play import Agent, Play, Watch, introduces, opening, reads


pytestmark = pytest.mark.timeout(60)

SCRIPTS = [
    "👩🏽‍🚀🏺 ❤️",
    "你好 我想买一个杯子",
    "שלום עולם, כמה זה עולה? 12 €",
    "ราคาเท่าไหร่",
    "e\u0301 ﷽ \u202eevil\u202c",
]


async def test_double_clicks_answer_once(play: Play) -> None:
    visitor, agent = play.visitor, play.agent
    await visitor.opens()
    await visitor.panel.get_by_role("button", name="Yes, please").dblclick()
    await visitor.panel.get_by_label("First name").fill("Ada")
    await visitor.panel.get_by_label("E-mail").fill("ada@example.com")
    await visitor.panel.get_by_role("button", name="Continue").dblclick()
    await reads(visitor, *opening("Ada"))
    await agent.opens_thread("Ada")
    await agent.page.get_by_role("button", name="Accept").dblclick()
    await visitor.sees_line("Robin is here")
    await visitor.composer.fill("Hello")
    await visitor.panel.get_by_role("button", name="Send").dblclick()
    await agent.composer.fill("Hello Ada")
    await agent.page.get_by_role("button", name="Send", exact=True).dblclick()
    await expect(agent.words).to_have_count(2)
    await expect(visitor.bubbles).to_have_count(len(opening("Ada")) + 2)


async def test_a_double_tap_on_accept_does_not_end_the_conversation(watch: Watch) -> None:
    visitor, agent = await watch.visitor(), await watch.agent(375, phone=True)
    await visitor.opens()
    await introduces(visitor, "Ada")
    await agent.opens_thread("Ada")
    accept = agent.page.get_by_role("button", name="Accept")
    spot = await accept.bounding_box()
    assert spot is not None
    await accept.click()
    end = agent.page.get_by_role("button", name="End", exact=True)
    await end.wait_for()
    await agent.page.touchscreen.tap(spot["x"] + 20, spot["y"] + 10)
    await expect(end).to_be_enabled()
    await agent.writes("Still here")
    await reads(visitor, *opening("Ada"), "Still here")


async def test_too_much_at_once_is_given_back_to_be_shortened(play: Play) -> None:
    await play.connects()
    await play.visitor.composer.fill("x" * 10_000)
    await play.visitor.composer.press("Enter")
    await expect(play.visitor.panel.locator("#composer-problem")).to_contain_text("4000")
    await expect(play.visitor.composer).to_have_value("x" * 10_000)
    await play.visitor.writes("y" * 4_000)
    await play.agent.reads("y" * 4_000)


async def test_any_script_arrives_as_it_was_written(demo: Demo, watch: Watch) -> None:
    play = Play(demo, await watch.visitor(375, phone=True), await watch.agent(375, phone=True))
    await play.connects("李Ada")
    for text in SCRIPTS:
        await play.visitor.composer.focus()
        await play.visitor.page.keyboard.insert_text(text)
        await play.visitor.page.keyboard.press("Enter")
    await play.agent.reads(*SCRIPTS)
    await play.agent.writes("".join(SCRIPTS))
    await expect(play.visitor.bubbles.last).to_have_text("".join(SCRIPTS))
    assert await play.agent.words.first.evaluate("e => e.textContent") == SCRIPTS[0]
    for page in (play.visitor.page, play.agent.page):
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_opened_and_closed_quickly_it_is_where_the_last_click_left_it(play: Play) -> None:
    visitor = play.visitor
    for _ in range(7):
        await visitor.launcher.click()
    await expect(visitor.launcher).to_have_attribute("aria-expanded", "true")
    await reads(visitor, *opening("Ada")[:2])
    await visitor.launcher.click()
    await expect(visitor.panel).to_be_hidden()
    await visitor.launcher.dblclick()
    await expect(visitor.panel).to_be_hidden()


async def test_back_and_forward_lead_through_the_website_with_the_same_conversation(play: Play) -> None:
    visitor, agent = play.visitor, play.agent
    await play.connects()
    await visitor.page.goto(f"{play.demo.website}?another=page#shop")
    await visitor.writes("From another page")
    await agent.reads("From another page")
    await visitor.page.go_back()
    await reads(visitor, *opening("Ada"), "From another page")
    await agent.writes("Welcome back")
    await reads(visitor, *opening("Ada"), "From another page", "Welcome back")
    await visitor.page.go_forward()
    await visitor.writes("And forth")
    await play.both_read("From another page", "Welcome back", "And forth")


async def test_back_and_forward_lead_through_the_threads_of_the_desk(demo: Demo, watch: Watch) -> None:
    agent = Agent((await watch.agent(375, phone=True)).page)
    for name in ("Ada", "Ben"):
        visitor = await watch.visitor()
        await Play(demo, visitor, agent).connects(name)
        await agent.writes(f"Hello {name}")
        await agent.page.get_by_role("link", name="Back to the threads").click()
    await agent.opens_thread("Ada")
    await agent.page.go_back()
    await expect(agent.page.get_by_role("link", name="Ada")).to_be_visible()
    await agent.page.go_back()
    await agent.reads("Hello Ben")
    await agent.page.go_forward()
    await agent.page.go_forward()
    await agent.reads("Hello Ada")
