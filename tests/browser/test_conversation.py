"""A whole conversation: question, form, live chat, end."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.scripted_gateway import ScriptedGateway
from tests.browser.visitor import Visitor


ANN = {"id": "a1", "name": "Ann Lindqvist", "avatar": "/avatar/ann"}
QUESTION: dict[str, Any] = {
    "card": "q",
    "kind": "question",
    "text": "Shall we connect you?",
    "answers": ["Yes", "No"],
}
FORM: dict[str, Any] = {
    "card": "f",
    "kind": "information_capture",
    "text": "Who are you?",
    "fields": [
        {"attribute": "first_name", "label": "First name", "type": "text", "required": True},
        {"attribute": "email", "label": "E-mail", "type": "email", "placeholder": "ada@example.com"},
        {"attribute": "company", "label": "Company", "type": "text", "required": False},
    ],
}


async def test_a_visitor_answers_fills_in_is_connected_chats_and_ends(
    visitor: Visitor, gateway: ScriptedGateway
) -> None:
    await visitor.opens()
    await gateway.hears("hello")
    await gateway.say("card_shown", **QUESTION)
    await visitor.chooses("Yes")
    [answer] = await gateway.hears("answer")
    assert (answer["card"], answer["answer"]) == ("q", "Yes")

    await gateway.say("card_shown", **FORM)
    await expect(visitor.panel.get_by_role("button", name="Yes")).to_have_count(0)
    await visitor.panel.get_by_label("First name").fill("Ada")
    await visitor.panel.get_by_label("E-mail").fill("ada@example.com")
    await visitor.chooses("Continue")
    [capture] = await gateway.hears("capture")
    assert capture["values"] == {"first_name": "Ada", "email": "ada@example.com", "company": ""}

    await gateway.say("live_chat_requested")
    await visitor.sees_line("Looking for somebody")
    await gateway.say("agent_accepted", agent=ANN)
    await visitor.sees_line("Ann Lindqvist is here")
    await expect(visitor.panel.locator(".looking")).to_have_count(0)
    await gateway.say("agent_wrote", agent=ANN, text="Hello Ada!", sent=1)
    await visitor.writes("Hello Ann!")
    await visitor.sees(
        "Shall we connect you?", "Yes", "Who are you?", "Ada, ada@example.com, ", "Hello Ada!", "Hello Ann!"
    )

    await visitor.panel.locator("summary").click()
    await visitor.chooses("End conversation")
    await visitor.chooses("End it")
    await visitor.sees_line("You ended the conversation.")
    await expect(visitor.panel.get_by_role("button", name="Start a new conversation")).to_be_visible()
    await expect(visitor.composer).to_be_focused()


async def test_a_new_conversation_begins_empty(visitor: Visitor, gateway: ScriptedGateway) -> None:
    await gateway.say("fallback_shown", text="Nobody is here now.")
    await gateway.say("conversation_ended", by="system", reason="missed")
    await visitor.opens()
    gateway.answers = [{"type": "accepted", "n": 9}]
    await visitor.chooses("Start a new conversation")
    await gateway.hears("start")
    await gateway.begin("c2")
    await gateway.say("card_shown", card="hi", kind="message", text="Hello again!")
    await visitor.sees("Hello again!")
    await visitor.writes("Hi")
    await gateway.hears("message")
    assert len(gateway.of("hello")) == 1


async def test_a_refused_form_keeps_what_was_typed_and_says_what_to_mend(
    visitor: Visitor, gateway: ScriptedGateway
) -> None:
    await gateway.say("card_shown", **FORM)
    await visitor.opens()
    name, mail = visitor.panel.get_by_label("First name"), visitor.panel.get_by_label("E-mail")
    await name.fill("Ada")
    await mail.fill("ada@")
    gateway.answers = [
        {"type": "refused", "code": "bad_answer", "text": "", "problems": {"email": "Such as a@b.se"}}
    ]
    await mail.press("Enter")
    await expect(mail).to_have_accessible_description("Such as a@b.se")
    await expect(mail).to_have_attribute("aria-invalid", "true")
    await expect(mail).to_be_focused()
    await expect(name).to_have_value("Ada")
    await expect(mail).to_have_value("ada@")
    await mail.fill("ada@example.com")
    await mail.press("Enter")
    await visitor.sees("Who are you?", "Ada, ada@example.com, ")


async def test_a_form_with_a_gap_is_not_sent(visitor: Visitor, gateway: ScriptedGateway) -> None:
    await gateway.say("card_shown", **FORM)
    await visitor.opens()
    await visitor.panel.get_by_label("E-mail").fill("ada@example.com")
    await visitor.chooses("Continue")
    await expect(visitor.panel.get_by_label("First name")).to_have_accessible_description(
        "Please fill this in."
    )
    assert gateway.of("capture") == []


async def test_forms_help_the_browser_to_fill_them_in(visitor: Visitor, gateway: ScriptedGateway) -> None:
    phone = {"attribute": "phone", "label": "Phone", "type": "phone"}
    await gateway.say("card_shown", **{**FORM, "fields": [*FORM["fields"], phone]})
    await visitor.opens()
    await expect(visitor.panel.get_by_label("Phone")).to_be_visible()
    inputs = "inputs => inputs.map(input => `${input.type} ${input.autocomplete}`)"
    hints = await visitor.panel.locator("form.capture input").evaluate_all(inputs)
    assert hints == ["text given-name", "email email", "text organization", "tel tel"]


async def test_writing_is_closed_while_a_form_waits_and_says_why(
    visitor: Visitor, gateway: ScriptedGateway
) -> None:
    await gateway.say("card_shown", **FORM)
    await visitor.opens()
    await expect(visitor.composer).to_have_attribute("readonly", "")
    await expect(visitor.composer).to_have_accessible_name("Please fill in the form above first.")


async def test_a_question_may_be_answered_by_typing(visitor: Visitor, gateway: ScriptedGateway) -> None:
    await gateway.say("card_shown", **QUESTION)
    await visitor.opens()
    await visitor.writes("yes")
    [message] = await gateway.hears("message")
    assert message["text"] == "yes"


async def test_a_refused_answer_leaves_the_buttons(visitor: Visitor, gateway: ScriptedGateway) -> None:
    await gateway.say("card_shown", **QUESTION)
    await visitor.opens()
    gateway.answers = [{"type": "refused", "code": "bad_answer", "text": "Yes or no, please."}]
    await visitor.chooses("Yes")
    await expect(visitor.panel.get_by_role("alert").get_by_text("Yes or no, please.")).to_be_visible()
    await visitor.chooses("No")
    await visitor.sees("Shall we connect you?", "No")


async def test_a_message_that_is_too_long_comes_back_to_be_shortened(
    visitor: Visitor, gateway: ScriptedGateway
) -> None:
    await visitor.opens()
    await gateway.hears("hello")
    gateway.answers = [{"type": "refused", "code": "too_long", "text": "At most 5 letters."}]
    await visitor.writes("Much too long")
    await expect(visitor.composer).to_have_value("Much too long")
    await expect(visitor.composer).to_have_accessible_description("At most 5 letters.")
    await expect(visitor.composer).to_be_focused()
    await visitor.sees()


async def test_a_refused_message_may_be_sent_again_under_a_new_id(
    visitor: Visitor, gateway: ScriptedGateway
) -> None:
    await visitor.opens()
    await gateway.hears("hello")
    gateway.answers = [{"type": "refused", "code": "not_now", "text": ""}]
    await visitor.writes("Hello?")
    await expect(visitor.panel.get_by_text("Not sent. This could not be sent now.")).to_be_visible()
    await visitor.chooses("Try again")
    first, second = await gateway.hears("message", 2)
    assert first["text"] == second["text"] == "Hello?"
    assert first["id"] != second["id"]
    await visitor.waits_for_delivery()
    await visitor.sees("Hello?")


@pytest.mark.parametrize("code", ["too_fast", "unavailable"])
async def test_a_message_refused_for_now_is_sent_again_under_the_same_id(
    visitor: Visitor, gateway: ScriptedGateway, code: str
) -> None:
    await visitor.opens()
    await gateway.hears("hello")
    gateway.answers = [{"type": "refused", "code": code, "text": "", "after": 0.05}]
    await visitor.writes("one")
    await visitor.writes("two")
    heard = await gateway.hears("message", 3)
    assert [frame["text"] for frame in heard] == ["one", "one", "two"]
    assert heard[0]["id"] == heard[1]["id"]


async def test_hostile_text_is_shown_as_text(visitor: Visitor, gateway: ScriptedGateway) -> None:
    evil = '<img src=x onerror="document.title=1"> javascript:alert(1) <script>alert(1)</script>'
    bad = {"id": "a2", "name": "<b>Eve</b>", "avatar": "javascript:alert(1)"}
    await gateway.say("card_shown", card=evil, kind="question", text=evil, answers=[evil, "No"])
    await gateway.say("agent_accepted", agent=bad)
    await gateway.say("agent_wrote", agent=bad, text=evil, sent=1)
    await visitor.opens()
    await visitor.sees(evil, evil)
    made = visitor.panel.locator("img, script, a, b")
    await expect(made).to_have_count(0)
    assert await visitor.page.title() == "A page"


async def test_only_web_addresses_become_links(visitor: Visitor, gateway: ScriptedGateway) -> None:
    bad = "javascript:alert(1), javascript://%0aalert(1), ftp://c.example nor data:text/html,hi"
    text = f"See https://a.example/x_(y)?q=1, (http://b.example). Not {bad}"
    await gateway.say("agent_wrote", agent=ANN, text=text, sent=1)
    await visitor.opens()
    await visitor.sees(text)
    links = "links => links.map(a => [a.href, a.target, a.rel])"
    safe = ["_blank", "noopener noreferrer nofollow"]
    assert await visitor.panel.locator("a").evaluate_all(links) == [
        ["https://a.example/x_(y)?q=1", *safe],
        ["http://b.example/", *safe],
    ]


async def test_an_avatar_from_elsewhere_is_not_fetched(visitor: Visitor, gateway: ScriptedGateway) -> None:
    complaints: list[str] = []
    visitor.page.on("console", lambda message: complaints.append(message.text))
    elsewhere = {"id": "a3", "name": "Bo Ek", "avatar": "https://tracker.example/1"}
    await gateway.say("agent_wrote", agent=elsewhere, text="Hi", sent=1)
    await visitor.opens()
    await expect(visitor.panel.locator("li .face")).to_have_text("BE")
    await visitor.page.evaluate("() => new Promise(requestAnimationFrame)")
    # The page's policy would have refused it, and complained.
    assert [text for text in complaints if "Content Security" in text] == []


async def test_an_agents_messages_stand_in_the_order_they_were_sent(
    visitor: Visitor, gateway: ScriptedGateway
) -> None:
    await visitor.opens()
    await gateway.hears("hello")
    await gateway.say("agent_wrote", agent=ANN, text="second", sent=20)
    await visitor.writes("hm?")
    await visitor.waits_for_delivery()
    await gateway.say("agent_wrote", agent={"id": "a3", "name": "Bo", "avatar": ""}, text="other", sent=5)
    await gateway.say("agent_wrote", agent=ANN, text="first", sent=10)
    await visitor.sees("first", "second", "hm?", "other")


async def test_reading_above_is_not_disturbed_by_new_messages(
    visitor: Visitor, gateway: ScriptedGateway
) -> None:
    for number in range(30):
        await gateway.say("agent_wrote", agent=ANN, text=f"line {number}", sent=number)
    await visitor.opens()
    log = visitor.panel.get_by_role("log")
    at_end = "log => log.scrollHeight - log.scrollTop - log.clientHeight < 2"
    await expect(visitor.bubbles.last).to_be_in_viewport()
    assert await log.evaluate(at_end)
    # The list hears of a scroll one frame later.
    await log.evaluate(
        "log => new Promise(heard => { log.addEventListener('scroll', heard); log.scrollTop = 0 })"
    )
    await gateway.say("agent_wrote", agent=ANN, text="news", sent=99)
    await expect(visitor.panel.get_by_role("button", name="New messages")).to_be_visible()
    assert await log.evaluate("log => log.scrollTop") == 0
    await visitor.chooses("New messages")
    assert await log.evaluate(at_end)
    await expect(visitor.panel.get_by_role("button", name="New messages")).to_be_hidden()


async def test_what_comes_while_it_is_closed_is_counted_once_on_the_button(
    visitor: Visitor, gateway: ScriptedGateway
) -> None:
    await visitor.opens()
    await gateway.hears("hello")
    await visitor.panel.get_by_label("Close the chat").click()
    entry = await gateway.say("agent_wrote", agent=ANN, text="Still there?", sent=1)
    await gateway.send({"type": "entries", "entries": [entry], "last": entry["n"]})
    await gateway.send({"type": "entries", "entries": [], "last": entry["n"] + 1})
    await expect(visitor.launcher).to_have_accessible_name("Chat with us, 1 new message")
    await visitor.opens()
    await expect(visitor.launcher).to_have_accessible_name("Chat with us")


async def test_an_entry_of_a_kind_unknown_to_the_widget_is_passed_over(
    visitor: Visitor, gateway: ScriptedGateway
) -> None:
    await gateway.say("comet_seen", text="bright")
    await gateway.say("card_shown", card="hi", kind="message", text="Hello!")
    await visitor.opens()
    await visitor.sees("Hello!")


async def test_a_quiet_line_says_that_a_message_has_not_arrived_yet_until_it_has(
    visitor: Visitor, gateway: ScriptedGateway
) -> None:
    late = "Your message has not reached us yet."
    await visitor.opens()
    await gateway.say("agent_accepted", agent=ANN)
    await visitor.writes("Hello?")
    await gateway.say("delivery_late")
    await visitor.sees_line(late)
    await visitor.writes("Anybody?")
    await visitor.sees("Hello?", "Anybody?")
    await visitor.sees_line(late)
    await gateway.say("delivery_caught_up")
    await expect(visitor.panel.get_by_text(late)).to_have_count(0)
    await visitor.sees("Hello?", "Anybody?")
