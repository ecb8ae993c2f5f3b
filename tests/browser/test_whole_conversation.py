"""A visitor and an agent go through a whole conversation, each on a page of the running demo.

Every stage is looked at: pictures of both pages are left in the test's temporary folder.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Locator, Page, expect

from tests.browser.house import Demo
from tests.browser.play import Play, Watch, ends, fills_in, mail, opening, reads
from tests.browser.visitor import Visitor


pytestmark = pytest.mark.timeout(90)

HOSTILE = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script> *b* `c` @here <!channel>"
SIDEWAYS = "[document.documentElement.scrollWidth, innerWidth]"


class Looks:
    """Looks at both pages at each stage, and keeps a picture."""

    def __init__(self, play: Play, album: Path, widths: tuple[int, ...]) -> None:
        self._pages = {"visitor": play.visitor.page, "agent": play.agent.page}
        self._album = album
        self._widths = widths
        self._stages = 0

    async def at(self, stage: str, *in_sight: Locator) -> None:
        """Nothing keeps anybody out, nothing sticks out at any width, and what is needed is in sight."""
        self._stages += 1
        for who, page in self._pages.items():
            found = await Axe().run(page)
            assert found.violations_count == 0, f"{who}, {stage}: {found.generate_report()}"
            await self._fits(page)
            await page.screenshot(path=self._album / f"{self._stages}-{stage}-{who}.png")
        for needed in in_sight:
            await expect(needed).to_be_in_viewport(ratio=1)

    async def _fits(self, page: Page) -> None:
        size = page.viewport_size
        assert size is not None
        for width in self._widths:
            await page.set_viewport_size({"width": width, "height": size["height"]})
            wide, room = await page.evaluate(SIDEWAYS)
            assert wide <= room == width
        await page.set_viewport_size(size)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("widths", [(1280,), (375, 320, 390)], ids=["wide", "narrow"])
async def test_a_visitor_and_an_agent_talk_from_the_first_question_to_the_next_conversation(
    demo: Demo, watch: Watch, tmp_path: Path, widths: tuple[int, ...], dark: bool
) -> None:
    phone = widths[0] < 720
    visitor = await watch.visitor(widths[0], dark=dark, phone=phone)
    play = Play(demo, visitor, await watch.agent(widths[0], dark=dark, phone=phone))
    agent, look = play.agent, Looks(play, tmp_path, widths)
    await look.at("nothing yet", visitor.launcher)
    await visitor.opens()
    await look.at("question", visitor.panel.get_by_role("button", name="No, just looking"), visitor.composer)
    await visitor.chooses("Yes, please")
    await visitor.panel.get_by_label("First name").fill("Ada")
    await visitor.panel.get_by_label("E-mail").fill("ada@")
    await visitor.chooses("Continue")
    await expect(visitor.panel.get_by_text("Please give an e-mail address")).to_be_visible()
    await look.at("form", visitor.panel.get_by_role("button", name="Continue"))
    await fills_in(visitor, "Ada")
    await visitor.chooses("Continue")
    await visitor.sees_line("Looking for somebody to help you")
    await agent.opens_thread("Ada")
    await expect(agent.page.locator("#facts")).to_contain_text(mail("Ada"))
    await look.at("offer", agent.page.get_by_role("button", name="Accept"), agent.composer, visitor.composer)
    await agent.page.get_by_role("button", name="Accept").click()
    await visitor.sees_line("Robin is here")
    words = await _talk(play)
    await look.at("live", agent.composer, agent.words.last, visitor.composer, visitor.bubbles.last)
    await ends(visitor)
    await agent.sees_standing("Ended: the visitor ended the conversation.")
    await play.both_read(*words, notes=("she is a key account",))
    again = visitor.panel.get_by_role("button", name="Start a new conversation")
    await look.at("ended", again)
    await again.click()
    await reads(visitor, "Hi Ada! 👋 Good to see you.", "Would you like to talk to one of us?")
    await expect(visitor.panel.get_by_role("heading")).to_have_text("Chat with us")
    await look.at("again", visitor.composer)
    for page in (visitor.page, agent.page):
        assert "owned" not in await page.title()


async def _talk(play: Play) -> list[str]:
    """Words both ways, a note, and words that are not what they look like; answers what the agent has read then."""
    visitor, agent = play.visitor, play.agent
    await visitor.writes("Hello! Do you ship?")
    await agent.reads("Hello! Do you ship?")
    await agent.writes("Hello Ada! Yes.")
    await agent.writes("// she is a key account")
    await agent.writes(HOSTILE)
    words = ["Hello! Do you ship?", "Hello Ada! Yes.", "she is a key account", HOSTILE]
    await play.both_read(*words, notes=("she is a key account",))
    await visitor.writes(HOSTILE)
    await visitor.writes("x" * 300)
    words += [HOSTILE, "x" * 300]
    await play.both_read(*words, notes=("she is a key account",))
    assert await agent.page.locator("#opened :is(img, script), #threads :is(img, script)").count() == 0
    assert await visitor.panel.locator(":is(img, script)").count() == 0
    return words


async def test_the_keyboard_alone_is_enough_on_both_pages(play: Play) -> None:
    visitor, agent = play.visitor, play.agent
    keys, desk = visitor.page.keyboard, agent.page.keyboard
    await _tab_to(visitor.page, visitor.launcher)
    await keys.press("Enter")
    await visitor.has_focus_on("Choose above, or write")
    await keys.type("Yes, please")
    await keys.press("Enter")
    await visitor.has_focus_on("First name")
    await keys.type("Ada")
    await keys.press("Tab")
    await keys.type(mail("Ada"))
    await keys.press("Enter")
    await visitor.sees_line("Looking for somebody to help you")
    thread = agent.page.get_by_role("link", name="Ada")
    await expect(thread).to_be_visible()
    await _tab_to(agent.page, thread)
    await desk.press("Enter")
    await expect(agent.composer).to_be_focused()
    await _tab_to(agent.page, agent.page.get_by_role("button", name="Accept"), backwards=True)
    await desk.press("Enter")
    await visitor.sees_line("Robin is here")
    await _tab_to(agent.page, agent.composer)
    await desk.type("Hello Ada")
    await desk.press("Enter")
    await expect(visitor.bubbles.last).to_have_text("Hello Ada")
    await visitor.has_focus_on("Write a message")
    await keys.type("Hello Robin")
    await keys.press("Enter")
    await play.both_read("Hello Ada", "Hello Robin")
    end = agent.page.get_by_role("button", name="End", exact=True)
    await _tab_to(agent.page, end, backwards=True)
    await expect(end).to_be_enabled()
    await desk.press("Enter")
    await expect(visitor.panel.get_by_role("button", name="Start a new conversation")).to_be_visible()
    await visitor.has_focus_on("Write a message")
    await keys.press("Shift+Tab")
    await visitor.has_focus_on("Start a new conversation")
    await keys.press("Enter")
    await visitor.has_focus_on("Choose above, or write")


async def _tab_to(page: Page, wanted: Locator, *, backwards: bool = False) -> None:
    """Press Tab until it has the focus; a page of ours has fewer than twenty stops."""
    for _ in range(20):
        if await wanted.evaluate("e => e.getRootNode().activeElement === e"):
            return
        await page.keyboard.press("Shift+Tab" if backwards else "Tab")
    raise AssertionError(f"the keyboard does not reach {wanted}")


async def test_two_tabs_of_one_visitor_show_the_same(play: Play) -> None:
    await play.connects()
    other = Visitor(await play.visitor.page.context.new_page())
    await other.page.goto(play.demo.website)
    await other.opens()
    await play.visitor.writes("from the first")
    await reads(other, *opening("Ada"), "from the first")
    await other.writes("from the second")
    await play.agent.reads("from the first", "from the second")
    await play.agent.writes("Hello both")
    for tab in (play.visitor, other):
        await reads(tab, *opening("Ada"), "from the first", "from the second", "Hello both")
    await play.agent.reads("from the first", "from the second", "Hello both")


async def test_two_visitors_never_see_each_others_words(play: Play, watch: Watch) -> None:
    ada, agent = play.visitor, play.agent
    ben = await watch.visitor()
    await play.connects("Ada")
    await Play(play.demo, ben, agent).connects("Ben")
    await ada.writes("I am Ada")
    await ben.writes("I am Ben")
    await agent.reads("I am Ben")
    await agent.writes("Hello Ben")
    await agent.opens_thread("Ada")
    await agent.reads("I am Ada")
    await agent.writes("Hello Ada")
    await play.both_read("I am Ada", "Hello Ada", name="Ada")
    await reads(ben, *opening("Ben"), "I am Ben", "Hello Ben")


async def test_an_expired_or_forged_link_opens_no_desk(demo: Demo, browser: Browser) -> None:
    forged = demo.desk[:-4] + "AAAA"
    for link in (demo.expired_link, forged, f"{demo.url}/desk"):
        stranger = await browser.new_page()
        answer = await stranger.goto(link)
        assert answer is not None
        assert answer.status == 403
        await expect(stranger.get_by_text("The desk opens by a personal link")).to_be_visible()
        await stranger.close()
