"""Beside talking: the menu, consent, signals while somebody is there, and what comes after the end."""

from __future__ import annotations

import json

import pytest
from playwright.async_api import Page, expect

from tests.browser.scripted_gateway import ScriptedGateway
from tests.browser.test_access import has_no_barriers
from tests.browser.test_before_opening import STORED
from tests.browser.test_conversation import ANN
from tests.browser.visitor import Visitor
from tests.waiting import until


async def opens_menu(visitor: Visitor) -> None:
    """Open the menu and wait for what it offers."""
    await visitor.panel.locator("summary").click()
    await expect(visitor.panel.locator(".choices")).to_be_visible()


async def test_after_the_end_the_visitor_rates_and_is_not_asked_again(
    visitor: Visitor, gateway: ScriptedGateway
) -> None:
    await gateway.say("agent_accepted", agent=ANN)
    await gateway.say("conversation_ended", by="agent", reason="agent_ended", rating=True)
    await visitor.opens()
    asked = visitor.panel.get_by_role("group", name="How was this conversation?")
    await expect(asked).to_be_visible()
    await has_no_barriers(visitor)
    await asked.get_by_role("radio", name="4 of 5").check(force=True)
    await visitor.panel.get_by_label("Anything to add?").fill("Quick!")
    await has_no_barriers(visitor)
    await visitor.panel.locator(".rating").get_by_role("button", name="Send").click()
    [rate] = await gateway.hears("rate")
    assert (rate["score"], rate["comment"]) == (4, "Quick!")
    await expect(visitor.panel.get_by_text("Thank you for telling us!")).to_be_visible()
    await expect(asked).to_have_count(0)
    await visitor.page.reload()
    await expect(visitor.panel.get_by_text("Thank you for telling us!")).to_be_visible()


async def test_a_comment_that_was_begun_survives_what_comes_meanwhile(
    visitor: Visitor, gateway: ScriptedGateway
) -> None:
    await gateway.say("agent_accepted", agent=ANN)
    await gateway.say("conversation_ended", by="agent", reason="agent_ended", rating=True)
    await visitor.opens()
    await visitor.panel.get_by_role("radio", name="5 of 5").check(force=True)
    comment = visitor.panel.get_by_label("Anything to add?")
    await comment.press_sequentially("Very")
    await gateway.say("delivery_late")
    await gateway.say("agent_wrote", id="m.1", agent=ANN, text="Bye!", sent=9)
    await visitor.sees("Bye!")
    await expect(comment).to_be_focused()
    await comment.press_sequentially(" good")
    await expect(comment).to_have_value("Very good")


async def test_a_message_after_the_end_goes_on_where_somebody_was(
    visitor: Visitor, gateway: ScriptedGateway
) -> None:
    await gateway.say("agent_accepted", agent=ANN)
    await gateway.say("conversation_ended", by="agent", reason="agent_ended")
    await visitor.opens()
    await expect(visitor.panel.get_by_role("button", name="Start a new conversation")).to_be_visible()
    await visitor.writes("One more thing")
    await gateway.hears("message")
    await gateway.say("conversation_reopened")
    await visitor.sees_line("Looking for somebody")
    await expect(visitor.panel.get_by_role("button", name="Start a new conversation")).to_have_count(0)


async def test_where_nobody_was_there_is_nobody_to_write_to_after_the_end(
    visitor: Visitor, gateway: ScriptedGateway
) -> None:
    await gateway.say("fallback_shown", text="Nobody is here.")
    await gateway.say("conversation_ended", by="system", reason="missed")
    await visitor.opens()
    await expect(visitor.panel.get_by_role("button", name="Start a new conversation")).to_be_visible()
    await expect(visitor.composer).to_have_count(0)


async def test_several_agents_come_and_go_and_a_warning_goes_with_the_next_word(
    visitor: Visitor, gateway: ScriptedGateway
) -> None:
    bo = {"id": "a2", "name": "Bo Ek", "avatar": ""}
    await visitor.opens()
    await gateway.say("agent_accepted", agent=ANN)
    await gateway.say("agent_joined", agent=bo)
    await visitor.sees_line("Bo Ek is here")
    await gateway.say("agent_left", agent=bo)
    await visitor.sees_line("Bo Ek has left")
    await gateway.say("idle_warned", left=120_000)
    await visitor.sees_line("This conversation ends soon")
    await visitor.writes("I am here")
    await expect(visitor.panel.get_by_text("This conversation ends soon")).to_have_count(0)


async def test_typing_is_said_both_ways(page: Page, gateway: ScriptedGateway) -> None:
    await page.clock.install()
    await page.goto(f"{gateway.origin}/page")
    visitor = Visitor(page)
    await gateway.say("agent_accepted", agent=ANN)
    await visitor.opens()
    await gateway.hears("hello")
    await expect(visitor.composer).to_be_editable()

    async def typing_shows() -> bool:
        await gateway.send({"type": "agent_typing", "agent": ANN})
        return await visitor.panel.get_by_text("Ann Lindqvist is typing").is_visible()

    await until(typing_shows)  # what listens for it is fetched when somebody is there
    await visitor.composer.press_sequentially("abc")
    [typing] = await gateway.hears("typing")
    assert typing == {"type": "typing", "on": True}
    await page.clock.run_for(3_100)
    await visitor.composer.press_sequentially("d")
    await visitor.composer.press("Enter")
    assert [frame["on"] for frame in await gateway.hears("typing", 3)] == [True, True, False]
    await page.clock.run_for(3_100)
    await expect(visitor.panel.get_by_text("is typing")).to_have_count(0)
    await gateway.send({"type": "agent_typing", "agent": ANN})
    await visitor.sees_line("Ann Lindqvist is typing")
    await gateway.say("agent_wrote", id="m.1", agent=ANN, text="Yes", sent=1)
    await expect(visitor.panel.get_by_text("is typing")).to_have_count(0)


async def test_what_the_visitor_saw_is_said_and_nothing_while_the_chat_is_closed(
    visitor: Visitor, gateway: ScriptedGateway
) -> None:
    await gateway.say("agent_accepted", agent=ANN)
    await visitor.opens()
    first = await gateway.say("agent_wrote", id="m.1", agent=ANN, text="Hello", sent=1)
    [seen] = await gateway.hears("seen")
    assert seen == {"type": "seen", "n": first["n"]}
    await visitor.panel.get_by_label("Close the chat").click()
    second = await gateway.say("agent_wrote", id="m.2", agent=ANN, text="Still there?", sent=2)
    await expect(visitor.launcher).to_have_accessible_name("Chat with us, 1 new message")
    assert len(gateway.of("seen")) == 1
    await visitor.opens()
    seen = (await gateway.hears("seen", 2))[1]
    assert seen["n"] == second["n"]


async def test_another_page_without_a_load_is_said(visitor: Visitor, gateway: ScriptedGateway) -> None:
    await gateway.say("agent_accepted", agent=ANN)
    await visitor.opens()
    await gateway.hears("hello")
    await visitor.page.evaluate("history.pushState(null, '', '/pricing/x'), document.title = 'Prices'")
    [page] = await gateway.hears("page")
    assert page == {"type": "page", "url": f"{gateway.origin}/pricing/x", "title": "Prices"}


async def test_before_the_visitor_agrees_nothing_is_stored_or_connected(
    visitor: Visitor, gateway: ScriptedGateway
) -> None:
    await gateway.say("card_shown", card="hi", kind="message", text="Hello!")
    chat = visitor.page.locator("threadline-chat")
    await chat.evaluate("chat => (chat.setAttribute('consent', ''), chat.setAttribute('policy', '/privacy'))")
    await visitor.opens()
    asked = visitor.panel.get_by_role("group", name="What you write here is stored")
    await expect(asked.get_by_role("link", name="Privacy policy")).to_have_attribute(
        "href", f"{gateway.origin}/privacy"
    )
    await has_no_barriers(visitor)
    assert await visitor.page.evaluate(STORED) == [[], [], ""]
    await visitor.chooses("Not now")
    await expect(visitor.panel).to_be_hidden()
    assert gateway.heard == []
    assert await visitor.page.evaluate(STORED) == [[], [], ""]
    await visitor.opens()
    await visitor.chooses("Agree and chat")
    await visitor.sees("Hello!")
    await visitor.page.reload()
    await chat.evaluate("chat => chat.setAttribute('consent', '')")
    await visitor.sees("Hello!")


async def test_the_visitor_takes_the_conversation_home_as_they_saw_it(
    visitor: Visitor, gateway: ScriptedGateway
) -> None:
    file = {"id": "f", "name": "cup.png", "type": "image/png", "size": 2048, "address": "/avatar/ann"}
    await visitor.opens()
    await gateway.hears("hello")
    await visitor.writes("Is it <b>blue</b>?")
    await gateway.say("agent_accepted", agent=ANN)
    await gateway.say("agent_wrote", id="m.1", agent=ANN, text="It is green\nand white", sent=1)
    await gateway.say("agent_edited", message="m.1", agent=ANN, text="It is red\nand white", format=[])
    await gateway.say("agent_sent_file", id="m.2", agent=ANN, file=file, sent=2)
    await expect(visitor.panel.get_by_role("link", name="cup.png")).to_be_visible()
    await opens_menu(visitor)
    async with visitor.page.expect_download() as downloading:
        await visitor.chooses("Download this conversation")
    download = await downloading.value
    assert download.suggested_filename == "conversation.txt"
    text = (await download.path()).read_text("utf-8")
    assert [line.partition("Z ")[2] or line for line in text.splitlines()] == [
        "You: Is it <b>blue</b>?",
        "Ann Lindqvist is here",
        "Ann Lindqvist: It is red",
        "and white",
        "Ann Lindqvist: cup.png, 2 kB",
    ]


async def test_the_visitor_takes_their_data_home(visitor: Visitor, gateway: ScriptedGateway) -> None:
    await visitor.opens()
    await gateway.hears("hello")
    await opens_menu(visitor)
    async with visitor.page.expect_download() as downloading:
        await visitor.chooses("Download my data")
    download = await downloading.value
    assert download.suggested_filename == "data.json"
    assert json.loads((await download.path()).read_text()) == {"all": "of it"}


@pytest.mark.parametrize("doubts", [False, True])
async def test_a_user_of_the_website_asks_with_its_word_as_long_as_it_is_believed(
    visitor: Visitor, gateway: ScriptedGateway, doubts: bool
) -> None:
    gateway.doubts = doubts
    await visitor.page.evaluate(
        "document.querySelector('threadline-chat').identify({ user_id: 42, expires: 1767262000 }, 'f00')"
    )
    await visitor.opens()
    await gateway.hears("hello")
    await opens_menu(visitor)
    async with visitor.page.expect_download():
        await visitor.chooses("Download my data")
    identity = {"attributes": {"user_id": "42", "expires": "1767262000"}, "signature": "f00"}
    said = [asked.get("identity") for asked in gateway.asked]
    assert said == ([identity, None] if doubts else [identity])


async def test_the_visitor_is_forgotten_on_both_sides(visitor: Visitor, gateway: ScriptedGateway) -> None:
    await visitor.opens()
    await gateway.hears("hello")
    await visitor.writes("My secret")
    await visitor.waits_for_delivery()
    await opens_menu(visitor)
    await visitor.chooses("Delete my data")
    await has_no_barriers(visitor)
    await visitor.chooses("Keep it")
    assert gateway.erased == []
    await opens_menu(visitor)
    await visitor.chooses("Delete my data")
    gateway.prepare("c2")
    await visitor.chooses("Delete it")
    await gateway.hears("hello", 2)
    assert gateway.erased == ["t1"]
    assert gateway.of("hello")[1]["token"] is None
    await visitor.sees()
    await visitor.sees_status("Your data is deleted.")
    kept = await visitor.page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "secret" not in kept


@pytest.mark.parametrize("part", ["erase", "data"])
async def test_what_did_not_work_is_said(visitor: Visitor, gateway: ScriptedGateway, part: str) -> None:
    await visitor.opens()
    await gateway.hears("hello")
    await visitor.writes("Hello")
    await visitor.waits_for_delivery()
    await visitor.page.route(f"**/visitor/main/{part}", lambda route: route.fulfill(status=503))
    await opens_menu(visitor)
    await visitor.chooses("Delete my data" if part == "erase" else "Download my data")
    if part == "erase":
        await visitor.chooses("Delete it")
    await visitor.sees_status("That did not work. Please try again.")
    await visitor.sees("Hello")


async def test_sound_is_off_until_the_visitor_turns_it_on(visitor: Visitor, gateway: ScriptedGateway) -> None:
    await visitor.page.evaluate(
        """() => {
          const { start } = AudioScheduledSourceNode.prototype;
          window.notes = 0;
          OscillatorNode.prototype.start = function (when) { window.notes += 1; start.call(this, when); };
        }"""
    )
    await gateway.say("agent_accepted", agent=ANN)
    await visitor.opens()
    await gateway.hears("hello")
    await expect(visitor.composer).to_be_editable()
    await visitor.panel.get_by_label("Close the chat").click()
    await gateway.say("agent_wrote", id="m.1", agent=ANN, text="One", sent=1)
    await expect(visitor.launcher).to_have_accessible_name("Chat with us, 1 new message")
    assert await visitor.page.evaluate("window.notes") == 0
    await visitor.opens()
    await opens_menu(visitor)
    await visitor.chooses("Turn sound on")
    await visitor.panel.get_by_label("Close the chat").click()
    await gateway.say("agent_wrote", id="m.2", agent=ANN, text="Two", sent=2)

    async def rang() -> bool:
        return bool(await visitor.page.evaluate("window.notes === 2"))

    await until(rang)
