"""What each kind of card looks like to the visitor, and what it tells the gateway. Rare kinds are fetched when one comes."""

from __future__ import annotations

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
