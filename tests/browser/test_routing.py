"""What a visitor sees while they wait in line, and when nobody can take them."""

from __future__ import annotations

from typing import Any

from playwright.async_api import expect

from tests.browser.scripted_gateway import ScriptedGateway
from tests.browser.test_conversation import ANN
from tests.browser.visitor import Visitor


SORRY: dict[str, Any] = {
    "text": "Sorry, nobody is free. Leave us a message.",
    "card": "follow_up",
    "fields": [
        {
            "attribute": "email",
            "label": "E-mail",
            "type": "email",
            "required": True,
            "value": "ada@example.com",
        },
        {"attribute": "message", "label": "Message", "type": "lines", "required": True, "value": ""},
    ],
    "booking": "",
}


async def test_a_visitor_sees_their_place_in_line_until_somebody_comes(
    visitor: Visitor, gateway: ScriptedGateway
) -> None:
    await visitor.opens()
    await gateway.hears("hello")
    await gateway.say("live_chat_requested")
    await visitor.sees_line("Looking for somebody")
    await gateway.say("visitor_queued", position=3)
    await visitor.sees_line("You are number 3 in line.")
    await gateway.send({"type": "queue", "position": 2})
    await visitor.sees_line("You are number 2 in line.")
    await gateway.send({"type": "queue", "position": 1})
    await visitor.sees_line("You are next in line.")
    await expect(visitor.panel.locator(".looking")).to_have_count(1)
    await gateway.say("agent_accepted", agent=ANN)
    await visitor.sees_line("Ann Lindqvist is here")
    await expect(visitor.panel.locator(".looking")).to_have_count(0)


async def test_a_place_of_the_last_time_is_not_shown_the_next_time(
    visitor: Visitor, gateway: ScriptedGateway
) -> None:
    await visitor.opens()
    await gateway.hears("hello")
    for position in (4, 7):
        await gateway.say("live_chat_requested")
        await gateway.say("visitor_queued", position=position)
        await visitor.sees_line(f"You are number {position} in line.")
        await gateway.send({"type": "queue", "position": 2})
        await visitor.sees_line("You are number 2 in line.")
        await gateway.say("conversation_ended", by="system", reason="missed")
        await expect(visitor.panel.locator(".looking")).to_have_count(0)


async def test_when_the_agent_is_gone_somebody_else_is_looked_for(
    visitor: Visitor, gateway: ScriptedGateway
) -> None:
    await visitor.opens()
    await gateway.hears("hello")
    await gateway.say("live_chat_requested")
    await gateway.say("agent_accepted", agent=ANN)
    await gateway.say("agent_removed")
    await visitor.sees_line("Somebody else will take over.")
    await visitor.sees_line("Looking for somebody")


async def test_a_visitor_leaves_a_message_of_several_lines(
    visitor: Visitor, gateway: ScriptedGateway
) -> None:
    await visitor.opens()
    await gateway.hears("hello")
    await gateway.say("fallback_shown", **SORRY)
    email, message = visitor.panel.get_by_label("E-mail"), visitor.panel.get_by_label("Message", exact=True)
    await expect(email).to_have_value("ada@example.com")
    await message.fill("Please call me.\nThanks!")
    gateway.answers.append(
        {"type": "refused", "code": "bad_answer", "text": "", "problems": {"email": "An address, please."}}
    )
    await visitor.panel.locator("form.capture").get_by_role("button", name="Send").click()
    await expect(visitor.panel.get_by_text("An address, please.")).to_be_visible()
    await expect(message).to_have_value("Please call me.\nThanks!")
    await visitor.panel.locator("form.capture").get_by_role("button", name="Send").click()
    captures = await gateway.hears("capture", 2)
    assert captures[1]["card"] == "follow_up"
    assert captures[1]["values"] == {"email": "ada@example.com", "message": "Please call me.\nThanks!"}


async def test_a_message_that_was_left_stands_among_the_words(
    visitor: Visitor, gateway: ScriptedGateway
) -> None:
    await visitor.opens()
    await gateway.hears("hello")
    await gateway.say("fallback_shown", **SORRY)
    await gateway.say("follow_up_left", id="x1", email="ada@example.com", text="Please call me.")
    await gateway.say("conversation_ended", by="system", reason="missed")
    await visitor.sees(SORRY["text"], "Please call me.")
    await visitor.sees_line("Thank you! We will write to you.")
    await expect(visitor.panel.locator("form.capture")).to_have_count(0)
    await expect(visitor.panel.get_by_role("button", name="Start a new conversation")).to_be_visible()


async def test_a_booking_link_can_be_followed(visitor: Visitor, gateway: ScriptedGateway) -> None:
    await visitor.opens()
    await gateway.hears("hello")
    await gateway.say(
        "fallback_shown", text="Sorry!", card="follow_up", fields=[], booking="https://cal.example/ann"
    )
    link = visitor.panel.get_by_role("link", name="https://cal.example/ann")
    await expect(link).to_have_attribute("href", "https://cal.example/ann")
