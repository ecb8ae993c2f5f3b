"""What the page is told by events: the whole way from opening to the end."""

from __future__ import annotations

from typing import Any

from playwright.async_api import Page, expect

from tests.browser.scripted_gateway import ScriptedGateway
from tests.browser.test_conversation import ANN, FORM, QUESTION
from tests.browser.visitor import Visitor
from tests.waiting import until


LISTEN = """() => {
  window.heard = [];
  const names = ["triggered", "opened", "closed", "engaged", "message", "email-given", "live-chat-requested",
    "live-chat-started", "live-chat-missed", "live-chat-ended"];
  for (const name of names) addEventListener(`threadline-${name}`, ({ detail }) => window.heard.push([name, detail ?? {}]));
}"""


async def heard(page: Page) -> list[tuple[str, dict[str, Any]]]:
    """The events that the page got so far."""
    return [(name, detail) for name, detail in await page.evaluate("window.heard")]


async def hears(page: Page, *names: str) -> None:
    """The page got these events, in this order, and no other; messages apart."""

    async def got() -> bool:
        return [name for name, _ in await heard(page) if name != "message"] == list(names)

    await until(got)


async def test_a_page_hears_of_every_step_to_the_end(visitor: Visitor, gateway: ScriptedGateway) -> None:
    await visitor.page.evaluate(LISTEN)
    await visitor.opens()
    await gateway.hears("hello")
    await gateway.say("card_shown", **QUESTION)
    await visitor.chooses("Yes")
    await gateway.hears("answer")
    await gateway.say("card_shown", **FORM)
    await visitor.panel.get_by_label("First name").fill("Ada")
    await visitor.panel.get_by_label("E-mail").fill("ada@example.com")
    await visitor.chooses("Continue")
    await gateway.hears("capture")
    await gateway.say("live_chat_requested")
    await gateway.say("agent_accepted", agent=ANN)
    await gateway.say("agent_wrote", id="m.1", agent=ANN, text="Hello!", sent=1)
    await gateway.say("conversation_ended", by="agent", reason="agent_ended")
    await hears(
        visitor.page,
        "opened",
        "engaged",
        "email-given",
        "live-chat-requested",
        "live-chat-started",
        "live-chat-ended",
    )
    details = dict(await heard(visitor.page))
    assert details["email-given"]["email"] == "ada@example.com"
    assert details["live-chat-started"]["agent"] == "Ann Lindqvist"
    assert {detail["conversation"] for name, detail in details.items() if name != "opened"} == {"c1"}


async def test_a_live_chat_that_nobody_takes_is_missed_and_not_ended(
    visitor: Visitor, gateway: ScriptedGateway
) -> None:
    await visitor.page.evaluate(LISTEN)
    await visitor.opens()
    await gateway.hears("hello")
    await visitor.writes("Hello?")
    await gateway.say("live_chat_requested")
    await gateway.say("fallback_shown", text="Nobody is here.", card="f", fields=FORM["fields"])
    await expect(visitor.panel.get_by_label("E-mail")).to_be_visible()
    await gateway.say("follow_up_left", id="x", email="ada@example.com", text="Call me")
    await gateway.say("conversation_ended", by="system", reason="missed")
    await hears(visitor.page, "opened", "engaged", "live-chat-requested", "live-chat-missed", "email-given")


async def test_what_was_said_before_is_not_told_again(visitor: Visitor, gateway: ScriptedGateway) -> None:
    await visitor.opens()
    await gateway.hears("hello")
    await visitor.writes("Hello?")
    await gateway.say("live_chat_requested")
    await visitor.waits_for_delivery()
    await visitor.page.add_init_script(f"({LISTEN})()")
    await visitor.page.reload()
    await gateway.hears("hello", 2)
    await gateway.say("agent_accepted", agent=ANN)
    await hears(visitor.page, "opened", "live-chat-started")


async def test_the_page_says_who_the_visitor_is_before_and_while_they_chat(
    visitor: Visitor, gateway: ScriptedGateway
) -> None:
    chat = visitor.page.locator("threadline-chat")
    await chat.evaluate("chat => chat.setAttributes({ plan: 'gold', seats: 3 })")
    await chat.evaluate("chat => chat.setAttributes({ trial: false })")
    await visitor.opens()
    [hello] = await gateway.hears("hello")
    assert hello["attributes"] == {"plan": "gold", "seats": "3", "trial": "false"}
    assert "identity" not in hello
    await chat.evaluate("chat => chat.identify({ user_id: 7, expires: 1767262000 }, 'abc')")
    hello = (await gateway.hears("hello", 2))[1]
    assert hello["identity"] == {"attributes": {"user_id": "7", "expires": "1767262000"}, "signature": "abc"}
    assert hello["attributes"]["plan"] == "gold"
    await visitor.writes("It is me")
    await visitor.waits_for_delivery()


async def test_without_a_signature_it_is_only_facts(visitor: Visitor, gateway: ScriptedGateway) -> None:
    await visitor.page.locator("threadline-chat").evaluate("chat => chat.identify({ company: 'Lera' })")
    await visitor.opens()
    [hello] = await gateway.hears("hello")
    assert hello["attributes"] == {"company": "Lera"}
    assert "identity" not in hello
