"""The desk's page in Chromium, over the real store: what the person at the desk sees and does."""

from __future__ import annotations

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, BrowserContext, Page, expect

from bot.adapters.desk.names import desk_channel
from bot.conversation.actions import Action
from bot.conversation.card import Fact
from bot.conversation.state import ThreadStatus
from tests.adapters.desk.served import ANN, ServedDesk, a_card, delivery
from tests.browser.at_the_desk import HOSTILE, INBOX, offer, open_thread, write
from tests.waiting import until


async def test_an_offer_appears_is_counted_and_is_accepted(desk: ServedDesk, ann: Page) -> None:
    await expect(ann.get_by_text("No threads yet")).to_be_visible()
    thread = await offer(desk)
    await expect(ann).to_have_title("(1) Desk")
    await open_thread(ann)
    await expect(ann).to_have_title("Desk")
    await expect(ann.get_by_text("vera@example.com")).to_be_visible()
    await ann.get_by_role("button", name="Accept").click()

    async def pressed() -> bool:
        return bool(desk.recorded.buttons)

    await until(pressed)
    assert desk.recorded.buttons[0].action is Action.ACCEPT
    await desk.platform.refresh(thread, a_card(ThreadStatus.LIVE, line="You are talking to Vera."))
    await expect(ann.get_by_text("You are talking to Vera.")).to_be_visible()
    await expect(ann.get_by_role("button", name="Accept")).to_have_count(0)
    await expect(ann.get_by_role("button", name="End", exact=True)).to_be_visible()


async def test_words_go_both_ways_under_their_names(desk: ServedDesk, ann: Page) -> None:
    thread = await offer(desk)
    await open_thread(ann)
    await desk.platform.post(thread, "Vera", "Hello?", delivery(2))
    await write(ann, "Hello Vera!")
    log = ann.get_by_role("log", name="Messages")
    await expect(log.locator(".line.visitor .author")).to_have_text("Vera")
    await expect(log.locator(".line.visitor .body")).to_have_text("Hello?")
    await expect(log.locator(".line.words .author")).to_have_text("Ann")
    await expect(log.locator(".line.words .body")).to_have_text("Hello Vera!")
    await expect(log.locator(".line.words .state")).to_have_text("")
    assert [message.text for message in desk.recorded.messages] == ["Hello Vera!"]


async def test_a_note_looks_different_before_and_after_it_is_sent(desk: ServedDesk, ann: Page) -> None:
    await offer(desk)
    await open_thread(ann)
    await ann.get_by_label("Reply").fill("// a key account")
    await expect(ann.get_by_role("button", name="Add note")).to_be_visible()
    await ann.keyboard.press("Enter")
    await expect(ann.locator(".line.note .body")).to_have_text("a key account")
    await expect(ann.locator(".line.note")).to_contain_text("stays inside")


async def test_a_whisper_says_that_only_they_see_it(desk: ServedDesk, ann: Page) -> None:
    thread = await offer(desk)
    await open_thread(ann)
    await desk.platform.whisper(thread, ANN, "Not sent. `!help` lists what works here.")
    whisper = ann.locator(".line.whisper")
    await expect(whisper).to_contain_text("Only you see this")
    await expect(whisper.locator("code")).to_have_text("!help")


async def test_hostile_text_is_shown_as_text_everywhere(desk: ServedDesk, ann: Page) -> None:
    card = a_card(visitor=HOSTILE, facts=(Fact(HOSTILE, HOSTILE),), line=HOSTILE)
    thread = await desk.platform.open_thread(INBOX, card, delivery(1))
    await desk.platform.post(thread, HOSTILE, HOSTILE, delivery(2))
    await desk.platform.post(thread, "", HOSTILE, delivery(3))
    await desk.platform.whisper(thread, ANN, HOSTILE)
    await ann.get_by_role("link").first.click()
    await expect(ann.locator(".line.visitor .body")).to_have_text(HOSTILE)
    await expect(ann.locator(".line.ours .body")).to_have_text(HOSTILE)
    await expect(ann.locator("dd")).to_have_text(HOSTILE)
    assert await ann.locator("#opened :is(img, script), #threads :is(img, script)").count() == 0
    assert await ann.locator(".line.visitor code").count() == 0
    await expect(ann).to_have_title("Desk")


async def test_a_reply_that_was_not_accepted_is_sent_again_under_its_id(desk: ServedDesk, ann: Page) -> None:
    await offer(desk)
    await open_thread(ann)
    desk.recorded.refusals = 1
    await write(ann, "First")
    await write(ann, "Second")

    async def both() -> bool:
        return len(desk.recorded.messages) >= 2

    await until(both)
    await expect(ann.locator(".line.words .body")).to_have_text(["First", "Second"])
    await expect(ann.locator(".unsent")).to_have_count(0)
    assert [message.text for message in desk.recorded.messages] == ["First", "Second"]


async def test_a_reply_that_was_not_accepted_outlives_a_reload(desk: ServedDesk, ann: Page) -> None:
    await offer(desk)
    await open_thread(ann)
    desk.recorded.refusals = 1_000_000
    await write(ann, "Do not lose me")
    await expect(ann.get_by_text("Reconnecting…")).to_be_visible()
    await ann.reload()
    desk.recorded.refusals = 0
    await expect(ann.locator(".line.words .body")).to_have_text("Do not lose me")
    await expect(ann.locator(".unsent")).to_have_count(0)
    [message] = desk.recorded.messages
    assert message.text == "Do not lose me"


async def test_a_command_is_answered_in_the_panel_and_never_sent_as_a_reply(
    desk: ServedDesk, ann: Page
) -> None:
    desk.recorded.answer = "*Agents*: `ann`"
    await offer(desk)
    await open_thread(ann)
    await write(ann, "/livechat agent list")
    answers = ann.get_by_role("dialog").get_by_role("log")
    await expect(answers.locator("strong")).to_have_text("Agents")
    await ann.get_by_label("Command", exact=True).fill("help")
    await ann.keyboard.press("Enter")
    await expect(answers.locator(".answer")).to_have_count(2)
    await ann.get_by_label("Command", exact=True).fill("account import a.com,Sales")
    await ann.keyboard.press("Shift+Enter")
    await ann.keyboard.type("b.com,Sales")
    await ann.keyboard.press("Enter")
    await expect(answers.locator(".answer")).to_have_count(3)
    await ann.keyboard.press("Escape")
    await expect(ann.get_by_role("dialog")).to_have_count(0)
    [listed, helped, imported] = desk.recorded.commands
    assert (listed.words, helped.words) == (("agent", "list"), ("help",))
    assert "".join(imported.typed).endswith("a.com,Sales\nb.com,Sales")
    assert desk.recorded.messages == []


async def test_the_newest_words_are_in_sight_on_a_narrow_screen(desk: ServedDesk, ann: Page) -> None:
    await ann.set_viewport_size({"width": 375, "height": 600})
    thread = await offer(desk)
    for entry in range(2, 30):
        await desk.platform.post(thread, "Vera", f"Words {entry}", delivery(entry))
    await open_thread(ann)
    await expect(ann.locator("#log").get_by_text("Words 29")).to_be_in_viewport(ratio=1)
    await desk.platform.post(thread, "Vera", "The newest", delivery(30))
    await expect(ann.locator("#log").get_by_text("The newest")).to_be_in_viewport(ratio=1)


async def test_two_tabs_of_one_person_show_the_same(
    desk: ServedDesk, ann: Page, context: BrowserContext
) -> None:
    await offer(desk)
    other = await context.new_page()
    await other.goto(f"{desk.origin}/desk")
    await open_thread(other)
    await open_thread(ann)
    await write(ann, "Hello")
    await expect(other.locator(".line.words .body")).to_have_text("Hello")


async def test_without_a_link_the_page_says_what_to_type(desk: ServedDesk, page: Page) -> None:
    await page.goto(f"{desk.origin}/desk")
    await expect(page.get_by_text("threadline desk link NAME")).to_be_visible()


async def test_the_desk_is_worked_by_keyboard_alone(desk: ServedDesk, ann: Page) -> None:
    await offer(desk)
    await expect(ann.get_by_role("link", name="Vera")).to_be_visible()
    await ann.get_by_role("button", name="Commands").focus()
    await ann.keyboard.press("Tab")
    await expect(ann.get_by_role("link", name="Vera")).to_be_focused()
    await ann.keyboard.press("Enter")
    await expect(ann.get_by_label("Reply")).to_be_focused()
    await ann.keyboard.type("Typed only")
    await ann.keyboard.press("Enter")
    await expect(ann.locator(".line.words .body")).to_have_text("Typed only")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 375])
async def test_nothing_keeps_anybody_out_and_nothing_sticks_out(
    desk: ServedDesk, browser: Browser, scheme: str, width: int
) -> None:
    profile = await browser.new_context(
        viewport={"width": width, "height": 760},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
        bypass_csp=True,  # only for axe, which is put into the page
    )
    page = await profile.new_page()
    thread = await offer(desk)
    await desk.platform.post(thread, "Vera", "Hello " + "x" * 300, delivery(2))
    await desk.platform.post(thread, "", "Threadline: Hi!", delivery(3))
    await desk.platform.whisper(thread, ANN, "Only `you`")
    await page.goto(desk.link())
    await accessible(page)
    await open_thread(page)
    await write(page, "// a note")
    await write(page, "words")
    await expect(page.locator(".line.words .body")).to_have_text("words")
    await accessible(page)
    await page.get_by_role("button", name="Commands").click()
    await accessible(page)
    await profile.close()


async def accessible(page: Page) -> None:
    await expect(page.locator("#panes")).to_be_visible()
    found = await Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_a_thread_of_a_channel_is_there_for_everybody(desk: ServedDesk, ann: Page) -> None:
    left = Fact("Message", "Please call me.")
    card = a_card(ThreadStatus.FOLLOW_UP, facts=(left,), line="Replies here do not reach Vera.")
    thread = await desk.platform.open_thread(desk_channel("#sales"), card, delivery(1))
    await expect(ann).to_have_title("(1) Desk")
    await open_thread(ann)
    await expect(ann.locator("#waiting-since")).to_contain_text("#sales · Waiting since")
    await expect(ann.get_by_text("Please call me.")).to_be_visible()
    await write(ann, "// I'll write to her")
    await expect(ann.locator(".line.note .author")).to_have_text("Note of Ann, stays inside")
    await desk.platform.whisper(thread, ANN, "Not sent to the visitor.")
    await expect(ann.locator(".line.whisper .body")).to_have_text("Not sent to the visitor.")
    await expect(ann.locator("#log .unsent")).to_have_count(0)
