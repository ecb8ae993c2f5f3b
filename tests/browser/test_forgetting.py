"""A visitor takes their data home and is forgotten, between a real browser, the real process, and an agent who looks on."""

from __future__ import annotations

import json

import pytest
from playwright.async_api import Page, expect

from tests.browser.play import PATIENCE_MS, Play, mail
from tests.waiting import until


pytestmark = pytest.mark.timeout(90)


async def test_who_is_forgotten_has_their_words_and_begins_anew_and_the_agent_is_told(play: Play) -> None:
    visitor, agent = play.visitor, play.agent
    await play.connects()
    await visitor.writes("my card ends in 4711")
    await agent.writes("// in a hurry")
    await agent.writes("Thank you")
    await expect(visitor.bubbles.last).to_have_text("Thank you")
    await visitor.panel.locator("summary").click()
    async with visitor.page.expect_download() as downloading:
        await visitor.chooses("Download my data")
    kept = json.loads((await (await downloading.value).path()).read_text("utf-8"))
    assert kept["attributes"]["email"] == mail("Ada")
    texts = [entry.get("text") for entry in kept["conversations"][0]["entries"]]
    assert {"my card ends in 4711", "Thank you"} < set(texts)
    assert "in a hurry" not in str(kept)
    await visitor.panel.locator("summary").click()
    await visitor.chooses("Delete my data")
    await visitor.chooses("Delete it")
    told = agent.page.get_by_text("The visitor has deleted their data.").last
    await expect(told).to_be_visible(timeout=PATIENCE_MS)
    await expect(visitor.bubbles).to_have_count(2)
    await expect(visitor.panel.get_by_role("button", name="Yes, please", exact=True)).to_be_visible()
    await until(lambda: _desk_is_empty(agent.page), seconds=PATIENCE_MS / 1000)


async def _desk_is_empty(page: Page) -> bool:
    """Look anew: a page that is open keeps what it showed."""
    await page.reload()
    await expect(page.locator("#connection")).to_have_text("")
    return await page.get_by_text("No threads yet").is_visible()
