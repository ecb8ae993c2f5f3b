"""What each kind of card looks like to the visitor, and what it tells the gateway. Rare kinds are fetched when one comes."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Route, expect

from tests.browser.scripted_gateway import ScriptedGateway
from tests.browser.visitor import Visitor


DOCUMENT = {"card": "guide", "kind": "document", "text": "How to begin", "link": "/documents/main/guide.pdf"}
MEETING = {"card": "call", "kind": "meeting", "text": "Let us talk.", "link": "https://cal.example.com/ann"}


async def test_what_few_visitors_need_is_fetched_with_the_first_card_that_needs_it(
    visitor: Visitor, gateway: ScriptedGateway
) -> None:
    await gateway.say("card_shown", card="hi", kind="message", text="Hello!")
    await visitor.opens()
    await visitor.sees("Hello!")
    assert "more.js" not in gateway.fetched
    await gateway.say("card_shown", **DOCUMENT)
    await gateway.say("card_shown", **MEETING)
    await expect(visitor.panel.get_by_role("link")).to_have_count(2)
    assert gateway.fetched.count("more.js") == 1


async def test_what_could_not_be_fetched_is_fetched_again(visitor: Visitor, gateway: ScriptedGateway) -> None:
    tried: list[str] = []

    async def fails_once(route: Route) -> None:
        tried.append(route.request.url)
        await (route.abort() if len(tried) == 1 else route.continue_())

    await visitor.page.route("**/more.js", fails_once)
    await gateway.say("card_shown", **DOCUMENT)
    await visitor.opens()
    await expect(visitor.panel.get_by_role("link")).to_be_visible(timeout=10_000)
    assert len(tried) == 2


@pytest.mark.parametrize(
    ("card", "name", "address"),
    [
        (DOCUMENT, "Open the document: How to begin", "{origin}/documents/main/guide.pdf"),
        (MEETING, "Choose a time: Let us talk.", "https://cal.example.com/ann"),
        (
            {**MEETING, "link": "mailto:ann@example.com"},
            "Choose a time: Let us talk.",
            "mailto:ann@example.com",
        ),
    ],
)
async def test_a_card_that_leads_somewhere_has_a_link_in_a_tab_of_its_own(
    visitor: Visitor, gateway: ScriptedGateway, card: dict[str, str], name: str, address: str
) -> None:
    await gateway.say("card_shown", **card)
    await visitor.opens()
    link = visitor.panel.get_by_role("link", name=name, exact=True)
    await expect(link).to_have_attribute("href", address.format(origin=gateway.origin))
    await expect(link).to_have_attribute("target", "_blank")
    await expect(link).to_have_attribute("rel", "noopener noreferrer")


async def test_opening_a_document_is_told_to_the_gateway(visitor: Visitor, gateway: ScriptedGateway) -> None:
    await gateway.say("card_shown", **DOCUMENT)
    await visitor.opens()
    async with visitor.page.context.expect_page():
        await visitor.panel.get_by_role("link").click()
    [opened] = await gateway.hears("open")
    assert opened == {"type": "open", "id": opened["id"], "card": "guide"}
    kept = "() => !Object.keys(localStorage).some((key) => key.includes(':out:'))"
    await visitor.page.wait_for_function(kept)


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "vbscript:x", "blob:x"])
async def test_an_address_that_would_run_here_is_no_link(
    visitor: Visitor, gateway: ScriptedGateway, address: str
) -> None:
    await gateway.say("card_shown", **{**DOCUMENT, "link": address})
    await gateway.say("card_shown", **MEETING)
    await visitor.opens()
    await expect(visitor.panel.get_by_role("link")).to_have_count(1)


FORM: dict[str, Any] = {
    "card": "who",
    "kind": "information_capture",
    "text": "Please fill in.",
    "fields": [
        {"attribute": "team", "label": "Team", "type": "choice", "choices": ["Sales", "Support"]},
        {"attribute": "day", "label": "Day", "type": "date", "min": "2026-01-01", "max": "2026-12-31"},
        {"attribute": "terms", "label": "Terms", "type": "boolean"},
        {"attribute": "seats", "label": "Seats", "type": "number", "required": False},
    ],
}


async def test_choices_dates_and_yes_or_no_have_inputs_of_their_own(
    visitor: Visitor, gateway: ScriptedGateway
) -> None:
    await gateway.say("card_shown", **FORM)
    await visitor.opens()
    await visitor.panel.get_by_label("Team").select_option("Support")
    await visitor.panel.get_by_label("Day").fill("2026-03-01")
    await visitor.panel.get_by_label("Terms").select_option("Yes")
    await visitor.panel.get_by_label("Seats").fill("12")
    await expect(visitor.panel.get_by_label("Day")).to_have_attribute("max", "2026-12-31")
    await visitor.chooses("Continue")
    [filled] = await gateway.hears("capture")
    assert filled["values"] == {"team": "Support", "day": "2026-03-01", "terms": "true", "seats": "12"}


async def test_an_input_of_its_own_that_is_left_out_is_asked_for_and_nothing_typed_is_lost(
    visitor: Visitor, gateway: ScriptedGateway
) -> None:
    refused = {"type": "refused", "code": "bad_answer", "text": "No", "problems": {"day": "Not that day."}}
    gateway.answers.append(refused)
    await gateway.say("card_shown", **FORM)
    await visitor.opens()
    await visitor.panel.get_by_label("Day").fill("2026-03-01")
    await visitor.panel.get_by_label("Terms").select_option("No")
    await visitor.chooses("Continue")
    await expect(visitor.panel.get_by_label("Team")).to_have_attribute("aria-invalid", "true")
    await visitor.panel.get_by_label("Team").select_option("Sales")
    await visitor.chooses("Continue")
    await expect(visitor.panel.get_by_text("Not that day.")).to_be_visible()
    await expect(visitor.panel.get_by_label("Team")).to_have_value("Sales")
    await expect(visitor.panel.get_by_label("Day")).to_have_value("2026-03-01")
    await expect(visitor.panel.get_by_label("Terms")).to_have_value("false")


async def test_what_is_known_already_is_chosen(visitor: Visitor, gateway: ScriptedGateway) -> None:
    known = {"team": "Sales", "day": "2026-02-02", "terms": "true", "seats": "3"}
    fields = [{**field, "value": known[str(field["attribute"])]} for field in FORM["fields"]]
    await gateway.say("card_shown", **{**FORM, "fields": fields})
    await visitor.opens()
    for label, value in zip(("Team", "Day", "Terms", "Seats"), known.values(), strict=True):
        await expect(visitor.panel.get_by_label(label)).to_have_value(value)


async def test_a_form_without_words_is_a_form(visitor: Visitor, gateway: ScriptedGateway) -> None:
    fields = [{"attribute": "email", "label": "E-mail", "type": "email"}]
    await gateway.say("card_shown", card="who", kind="information_capture", text="", fields=fields)
    await visitor.opens()
    await visitor.panel.get_by_label("E-mail").fill("ann@example.com")
    await expect(visitor.bubbles).to_be_hidden()
    await visitor.chooses("Continue")
    await visitor.sees("", "ann@example.com")
    await expect(visitor.panel.locator("li").first).to_be_hidden()


async def test_a_form_that_could_not_be_fetched_comes_later(
    visitor: Visitor, gateway: ScriptedGateway
) -> None:
    tried: list[str] = []

    async def fails_once(route: Route) -> None:
        tried.append(route.request.url)
        await (route.abort() if len(tried) == 1 else route.continue_())

    await visitor.page.route("**/more.js", fails_once)
    await gateway.say("card_shown", **FORM)
    await visitor.opens()
    await expect(visitor.panel.get_by_label("Team")).to_be_visible(timeout=10_000)
