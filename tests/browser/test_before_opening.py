"""Before the visitor opens it, the widget is a button and nothing else."""

from __future__ import annotations

import pytest
from playwright.async_api import BrowserContext, Page, expect

from tests.browser.scripted_gateway import ScriptedGateway
from tests.browser.visitor import Visitor


STORED = "() => [Object.keys(localStorage), Object.keys(sessionStorage), document.cookie]"


async def test_nothing_is_stored_loaded_or_connected(visitor: Visitor, gateway: ScriptedGateway) -> None:
    await expect(visitor.launcher).to_be_visible()
    await visitor.launcher.hover()
    assert await visitor.page.evaluate(STORED) == [[], [], ""]
    assert gateway.fetched == ["threadline-chat.js"]
    assert gateway.heard == []


async def test_opening_says_hello_with_the_page_and_no_token(
    visitor: Visitor, gateway: ScriptedGateway
) -> None:
    await visitor.opens()
    [hello] = await gateway.hears("hello")
    page = {"url": f"{gateway.origin}/page", "title": "A page", "referrer": ""}
    nobody = {"token": None, "conversation": None, "last": 0}
    assert hello == {
        "type": "hello",
        "protocol": 1,
        **nobody,
        "page": page,
        "locale": "en",
        "device": "desktop",
    }
    assert gateway.fetched[0] == "threadline-chat.js"
    assert set(gateway.fetched[1:]) == {"chat.js", "languages/en.js"}


async def test_the_page_may_forbid_to_open_and_hears_when_it_opened(visitor: Visitor) -> None:
    heard = await visitor.page.evaluate(
        """async () => {
          const chat = document.querySelector("threadline-chat");
          const heard = [];
          for (const name of ["open", "opened", "close", "closed"])
            addEventListener(`threadline-${name}`, (event) => heard.push(`${name} ${event.cancelable}`));
          addEventListener("threadline-open", (event) => event.preventDefault(), { once: true });
          await chat.open();
          await chat.open();
          chat.close();
          return heard;
        }"""
    )
    assert heard == ["open true", "open true", "opened false", "close true", "closed false"]
    await expect(visitor.panel).to_be_hidden()


@pytest.mark.parametrize("entries_a_frame", [1_000, 1])
async def test_the_page_is_told_of_each_new_message_but_not_of_history_in_however_many_frames_it_comes(
    visitor: Visitor, gateway: ScriptedGateway, entries_a_frame: int
) -> None:
    gateway.page = entries_a_frame
    await gateway.say("card_shown", card="hi", kind="message", text="Hello!")
    await gateway.say("card_shown", card="ho", kind="message", text="We are here.")
    await visitor.page.evaluate(
        "() => addEventListener('threadline-message', ({ detail }) =>"
        " document.querySelector('h1').append(`; ${detail.from}: ${detail.text}`))"
    )
    await visitor.opens()
    await visitor.sees("Hello!", "We are here.")
    await visitor.writes("Hi")
    await gateway.hears("message")
    ann = {"id": "a1", "name": "Ann", "avatar": ""}
    await gateway.say("agent_wrote", agent=ann, text="I am Ann", sent=1)
    told = "A page; visitor: Hi; agent: I am Ann"
    await expect(visitor.page.get_by_role("heading", level=1)).to_have_text(told)
    await gateway.hang_up()
    for sent in (2, 3):
        await gateway.say("agent_wrote", agent=ann, text=f"I am back {sent}", sent=sent)
    missed = f"{told}; agent: I am back 2; agent: I am back 3"
    await expect(visitor.page.get_by_role("heading", level=1)).to_have_text(missed)


async def test_the_source_runs_as_it_is_without_being_joined(page: Page, gateway: ScriptedGateway) -> None:
    await gateway.say("card_shown", card="hi", kind="message", text="Hello!")
    await page.goto(f"{gateway.origin}/plain")
    await Visitor(page).opens()
    await Visitor(page).sees("Hello!")
    assert gateway.fetched == []


async def test_the_sample_website_has_the_widget_and_keeps_to_a_strict_policy(
    context: BrowserContext, gateway: ScriptedGateway
) -> None:
    page = await context.new_page()
    complaints: list[str] = []
    page.on(
        "console",
        lambda message: complaints.append(message.text) if "Content Security" in message.text else None,
    )
    await page.goto(f"{gateway.origin}/")
    visitor = Visitor(page)
    await visitor.opens()
    await gateway.hears("hello")
    ann = {"id": "a1", "name": "Ann", "avatar": "/avatar/ann"}
    await gateway.say("agent_accepted", agent=ann)
    await gateway.say("agent_wrote", agent=ann, text="Hello from Ann\nhttps://example.com", sent=1)
    await expect(visitor.panel.locator("li img")).to_have_js_property("complete", True)
    await visitor.composer.fill("one\ntwo\nthree")
    await visitor.writes("Thanks")
    await gateway.hears("message")
    await visitor.waits_for_delivery()
    assert complaints == []
