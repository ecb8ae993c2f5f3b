"""Pages that are loaded again, processes that are killed, laptops that sleep: both sides have each word once, in order."""

from __future__ import annotations

import pytest
from playwright.async_api import Locator, expect

from tests.browser.play import PATIENCE_MS, Agent, Play, ends, fills_in, opening, reads
from tests.browser.visitor import Visitor


pytestmark = pytest.mark.timeout(90)

MINUTE = 60_000


async def test_reloading_either_page_at_any_stage_loses_nothing(play: Play) -> None:
    visitor, agent = play.visitor, play.agent
    said = opening("Ada")
    await visitor.opens()
    await reads(visitor, *said[:2])
    await _reload(play)
    await reads(visitor, *said[:2])
    await visitor.chooses("Yes, please")
    await _reload(play)
    await reads(visitor, *said[:4])
    await fills_in(visitor, "Ada")
    await visitor.chooses("Continue")
    await visitor.sees_line("Looking for somebody to help you")
    await _reload(play)
    await visitor.sees_line("Looking for somebody to help you")
    await agent.opens_thread("Ada")
    await _reload(play)
    await agent.accepts("Ada")
    await _reload(play)
    await visitor.sees_line("Robin is here")
    await visitor.writes("Hello")
    await agent.writes("Hello Ada")
    await _reload(play)
    await expect(visitor.bubbles).to_have_count(len(said) + 2)
    await ends(visitor)
    await _reload(play)
    await agent.sees_standing("Ended: the visitor ended the conversation.")
    await visitor.sees_line("You ended the conversation.")
    assert sorted(await agent.words.all_text_contents()) == ["Hello", "Hello Ada"]


async def _reload(play: Play) -> None:
    await play.visitor.page.reload()
    await play.agent.page.reload()


async def test_what_was_typed_and_not_sent_is_there_after_a_reload(play: Play) -> None:
    await play.connects()
    await play.visitor.composer.fill("I would like\nto know")
    await play.agent.composer.fill("// she would")
    await _reload(play)
    await expect(play.visitor.composer).to_have_value("I would like\nto know")
    await expect(play.agent.composer).to_have_value("// she would")
    await expect(play.agent.page.get_by_role("button", name="Add note")).to_be_visible()
    await play.visitor.composer.press("Enter")
    await play.agent.composer.press("Enter")
    await expect(play.agent.words).to_have_count(2)
    await _reload(play)
    await expect(play.visitor.composer).to_have_value("")
    await expect(play.agent.composer).to_have_value("")


async def test_words_written_while_the_process_is_killed_arrive_once_and_in_order(play: Play) -> None:
    visitor, agent = play.visitor, play.agent
    await play.connects()
    await visitor.writes("before")
    await agent.reads("before")
    await play.demo.kill()
    for text in ("one", "two", "three"):
        await visitor.writes(text)
    await visitor.sees_status("Reconnecting…")
    await agent.sees_status("Reconnecting…")
    await play.demo.start()
    await play.both_read("before", "one", "two", "three")
    await play.demo.kill()
    for text in ("four", "five"):
        await agent.writes(text)
    await expect(agent.page.get_by_text("Waiting for the connection…")).to_have_count(2)
    await play.demo.start()
    await play.both_read("before", "one", "two", "three", "four", "five")
    await visitor.sees_status("")
    await agent.sees_status("")


async def test_a_process_killed_at_every_step_is_not_noticed_but_by_waiting(play: Play) -> None:
    visitor, agent = play.visitor, play.agent
    await visitor.opens()
    await reads(visitor, *opening("Ada")[:2])
    await _die_and_come_back(play)
    await visitor.chooses("Yes, please")
    await fills_in(visitor, "Ada")
    await play.demo.kill()
    await visitor.chooses("Continue")
    await play.demo.start()
    await expect(visitor.panel.locator(".looking")).to_be_visible(timeout=PATIENCE_MS)
    await _die_and_come_back(play)
    await agent.accepts("Ada")
    await expect(visitor.panel.get_by_text("Robin is here")).to_be_visible(timeout=PATIENCE_MS)
    await agent.writes("Hello Ada")
    await play.both_read("Hello Ada")
    await visitor.panel.locator("summary").click()
    await expect(visitor.panel.get_by_role("button", name="End conversation", exact=True)).to_be_visible()
    await play.demo.kill()
    await visitor.chooses("End conversation")
    await visitor.chooses("End it")
    await play.demo.start()
    await agent.sees_standing("Ended: the visitor ended the conversation.")
    await play.both_read("Hello Ada")


async def _die_and_come_back(play: Play) -> None:
    await play.demo.kill()
    await play.agent.sees_status("Reconnecting…")
    await play.demo.start()
    await play.agent.sees_status("")


async def test_words_written_while_the_store_is_killed_arrive_once_and_in_order(play: Play) -> None:
    visitor, agent = play.visitor, play.agent
    await visitor.opens()
    await play.demo.kill_store()
    await visitor.chooses("Yes, please")
    await fills_in(visitor, "Ada")
    await play.demo.kill_store()
    await visitor.chooses("Continue")
    await agent.opens_thread("Ada")
    await play.demo.kill_store()
    await agent.page.get_by_role("button", name="Accept").click()
    await expect(visitor.panel.get_by_text("Robin is here")).to_be_visible(timeout=PATIENCE_MS)
    await play.demo.kill_store()
    for text in ("one", "two", "three"):
        await visitor.writes(text)
    await play.both_read("one", "two", "three")
    await play.demo.kill_store()
    for text in ("four", "five"):
        await agent.writes(text)
    await play.both_read("one", "two", "three", "four", "five")


@pytest.mark.parametrize("sleeper", ["visitor", "agent"])
async def test_a_laptop_that_slept_for_a_minute_has_missed_nothing(play: Play, sleeper: str) -> None:
    page = {"visitor": play.visitor.page, "agent": play.agent.page}[sleeper]
    await page.clock.install()
    await page.reload()
    await play.connects()
    play.demo.breaks.add("offline")
    await page.context.set_offline(True)
    if sleeper == "visitor":
        await _writes_to_a_sleeper(play.agent, play.visitor, play.visitor.bubbles)
        await play.agent.reads("one", "two")
    else:
        await _writes_to_a_sleeper(play.visitor, play.agent, play.agent.words)
        await play.visitor.waits_for_delivery()
    await page.clock.fast_forward(MINUTE)
    await page.context.set_offline(False)
    await _everything_is_there(play, {"one", "two", "written in the dark"})


async def _writes_to_a_sleeper(awake: Visitor | Agent, asleep: Visitor | Agent, seen: Locator) -> None:
    before = await seen.count()
    await awake.writes("one")
    await awake.writes("two")
    await asleep.writes("written in the dark")
    await expect(seen).to_have_count(before + 1)


async def _everything_is_there(play: Play, texts: set[str]) -> None:
    await expect(play.visitor.bubbles).to_have_count(len(opening("Ada")) + len(texts), timeout=PATIENCE_MS)
    await expect(play.agent.words).to_have_count(len(texts), timeout=PATIENCE_MS)
    assert set(await play.agent.words.all_text_contents()) == texts
    assert set((await play.visitor.bubbles.all_text_contents())[-len(texts) :]) == texts
    await play.visitor.waits_for_delivery()
    await play.visitor.sees_status("")
    await play.agent.sees_status("")
