"""Dialogues that speak up: each trigger, the poke, and that nothing is stored or connected before the visitor opens it."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.browser.scripted_gateway import ScriptedGateway
from tests.browser.test_before_opening import STORED
from tests.browser.test_odd_pages import FORBID
from tests.browser.visitor import Visitor
from visitor_gateway.dialogue.addresses import address as read
from visitor_gateway.dialogue.addresses import glob


GREETING = {"id": "greeting", "poke": "Which plan fits?"}

WATCHES = "() => document.querySelector('threadline-chat').shadowRoot.adoptedStyleSheets.length > 1"
MATCHED = """async ([module, pattern, url]) => (await import(module)).matched(pattern, url)"""
HOLDS = """async ([module, when]) => (await import(module)).holds(when)"""


async def arrives(page: Page, gateway: ScriptedGateway, *rules: dict[str, Any], at: str = "/page") -> Visitor:
    """Somebody comes to a page on which dialogues speak up. Their clock stands still."""
    gateway.rules = list(rules)
    await page.clock.install()
    await page.goto(f"{gateway.origin}{at}")
    await page.wait_for_function(WATCHES)
    return Visitor(page)


def poke(visitor: Visitor) -> Any:
    return visitor.page.locator("threadline-chat .poke")


async def test_the_first_card_is_shown_beside_the_closed_chat_and_nothing_is_stored_or_connected(
    page: Page, gateway: ScriptedGateway
) -> None:
    visitor = await arrives(page, gateway, GREETING)
    await expect(poke(visitor)).to_contain_text("Which plan fits?")
    assert await page.evaluate(STORED) == [[], [], ""]
    assert gateway.heard == []
    assert gateway.asked_for_rules == ["locale=en&device=desktop"]


async def test_it_is_shown_too_where_nothing_may_be_stored(page: Page, gateway: ScriptedGateway) -> None:
    await page.add_init_script(FORBID)
    visitor = await arrives(page, gateway, GREETING)
    await expect(poke(visitor)).to_contain_text("Which plan fits?")


async def test_its_words_stand_off_the_edge_on_a_page_that_reads_from_right_to_left(
    page: Page, gateway: ScriptedGateway
) -> None:
    visitor = await arrives(page, gateway, GREETING)
    await expect(poke(visitor)).to_be_visible()
    await page.evaluate("document.documentElement.dir = 'rtl'")
    await expect(poke(visitor).get_by_role("button").first).to_have_css("padding-right", "16px")


async def test_who_takes_it_up_is_in_that_dialogue(page: Page, gateway: ScriptedGateway) -> None:
    visitor = await arrives(page, gateway, GREETING)
    await page.get_by_role("button", name="Which plan fits?").click()
    [hello] = await gateway.hears("hello")
    assert (hello["dialogue"], hello["device"]) == ("greeting", "desktop")
    await expect(poke(visitor)).to_have_count(0)
    await page.reload()
    await expect(visitor.panel).to_be_visible()
    await expect(poke(visitor)).to_have_count(0)


async def test_who_sends_it_away_is_left_alone(page: Page, gateway: ScriptedGateway) -> None:
    visitor = await arrives(page, gateway, GREETING)
    await page.get_by_role("button", name="Dismiss").click()
    await page.clock.run_for(5_000)
    await expect(poke(visitor)).to_have_count(0)
    await visitor.opens()
    [hello] = await gateway.hears("hello")
    assert "dialogue" not in hello
    assert await page.evaluate("() => localStorage.getItem('threadline:main:shown')") is None


async def test_who_has_not_agreed_yet_has_nothing_stored_by_taking_it_up(
    page: Page, gateway: ScriptedGateway
) -> None:
    visitor = await arrives(page, gateway, GREETING)
    await page.locator("threadline-chat").evaluate("chat => chat.setAttribute('consent', '')")
    await page.get_by_role("button", name="Which plan fits?").click()
    await expect(visitor.panel.get_by_role("button", name="Agree and chat")).to_be_visible()
    assert await page.evaluate(STORED) == [[], [], ""]
    await visitor.chooses("Agree and chat")
    [hello] = await gateway.hears("hello")
    assert hello["dialogue"] == "greeting"


@pytest.mark.parametrize("event", ["time_on_page", "time_on_site"])
async def test_it_waits_for_its_time(page: Page, gateway: ScriptedGateway, event: str) -> None:
    visitor = await arrives(page, gateway, {**GREETING, "events": {event: 30}})
    await page.clock.run_for(29_000)
    await expect(poke(visitor)).to_have_count(0)
    await page.clock.run_for(2_000)
    await expect(poke(visitor)).to_be_visible()


async def test_it_waits_until_the_page_is_read_so_far(page: Page, gateway: ScriptedGateway) -> None:
    visitor = await arrives(page, gateway, {**GREETING, "events": {"scroll_depth": 60}}, at="/long")
    await page.clock.run_for(1_000)
    await expect(poke(visitor)).to_have_count(0)
    await page.evaluate("() => scrollTo(0, 4000)")
    await page.clock.run_for(1_000)
    await expect(poke(visitor)).to_be_visible()


async def test_it_waits_until_the_pointer_leaves_the_page(page: Page, gateway: ScriptedGateway) -> None:
    visitor = await arrives(page, gateway, {**GREETING, "events": {"exit_intent": True}})
    out = "(y) => document.dispatchEvent(new MouseEvent('mouseout', { clientY: y }))"
    await page.evaluate(out, 300)
    await expect(poke(visitor)).to_have_count(0)
    await page.evaluate(out, -1)
    await expect(poke(visitor)).to_be_visible()


async def test_of_several_events_the_first_is_enough_unless_all_are_required(
    page: Page, gateway: ScriptedGateway
) -> None:
    events = {"time_on_page": 5, "exit_intent": True}
    visitor = await arrives(
        page,
        gateway,
        {"id": "both", "poke": "Both", "events": {**events, "require": "all"}},
        {"id": "either", "poke": "Either", "events": {**events, "require": "any"}},
    )
    await page.clock.run_for(6_000)
    await expect(poke(visitor)).to_contain_text("Either")
    await page.evaluate("() => document.dispatchEvent(new MouseEvent('mouseout', { clientY: -1 }))")
    await expect(poke(visitor)).to_contain_text("Both")


async def test_it_speaks_up_on_its_pages_and_where_nothing_quiet_comes_before(
    page: Page, gateway: ScriptedGateway
) -> None:
    quiet = {"id": "quiet", "include": ["/pricing/team"]}
    visitor = await arrives(page, gateway, quiet, {**GREETING, "include": ["/pricing/*"], "exclude": ["*/x"]})
    await page.clock.run_for(1_000)
    await expect(poke(visitor)).to_have_count(0)
    for path, shown in (("/pricing/solo", 1), ("/pricing/x", 0), ("/pricing/team", 0), ("/pricing/y", 1)):
        await page.evaluate("(path) => history.pushState(null, '', path)", path)
        await page.clock.run_for(1_000)
        await expect(poke(visitor)).to_have_count(shown)


async def test_a_page_may_open_a_dialogue_itself(visitor: Visitor, gateway: ScriptedGateway) -> None:
    await visitor.page.evaluate("() => document.querySelector('threadline-chat').startDialogue('tour')")
    [hello] = await gateway.hears("hello")
    assert (hello["dialogue"], hello["asked"]) == ("tour", True)
    await visitor.page.evaluate("() => document.querySelector('threadline-chat').startDialogue('other')")
    *_, hello = await gateway.hears("hello", 2)
    assert hello["dialogue"] == "other"


@pytest.mark.parametrize(
    ("pattern", "address", "fits"),
    [
        ("/pricing*", "https://a.example/pricing/x?y=1#z", True),
        ("/pricing", "https://a.example/pricing/x", False),
        ("/p?a=*", "https://a.example/p?a=1", True),
        ("https://a.example/*", "https://a.example/p", True),
        ("https://b.example/*", "https://a.example/p", False),
        ("*/checkout*", "https://a.example/eu/checkout/1", True),
        ("/a*a", "https://a.example/a", False),
        ("/a*b*c", "https://a.example/axbxc", True),
        ("/*b*c*d", "https://a.example/a/c/b/d", False),
        ("/å*", "https://a.example/%C3%A5r", True),
        ("/", "https://a.example", True),
    ],
)
async def test_patterns_mean_in_the_browser_what_they_mean_in_the_gateway(
    page: Page, gateway: ScriptedGateway, pattern: str, address: str, fits: bool
) -> None:
    await page.goto(f"{gateway.origin}/page")
    module = f"{gateway.origin}/source/proactive.js"
    assert await page.evaluate(MATCHED, [module, pattern, address]) is fits
    assert glob(pattern).fits(read(address)) is fits


@pytest.mark.parametrize(
    ("when", "fits"),
    [
        (["path", "starts_with", ["/PAGE"]], True),
        (["path", "ends_with", ["x", "age"]], True),
        (["query.utm_source", "is", ["mail"]], True),
        (["query.utm_source", "is_not", ["mail"]], False),
        (["query.nothing", "exists", []], False),
        (["query.nothing", "not_exists", []], True),
        (["title", "contains", ["a p"]], True),
        (["referrer", "exists", []], False),
        (["all", [["path", "is", ["/page"]], ["title", "is", ["Another"]]]], False),
        (["any", [["path", "is", ["/page"]], ["title", "is", ["Another"]]]], True),
        (True, True),
    ],
)
async def test_conditions_on_the_page_are_judged_in_the_browser(
    page: Page, gateway: ScriptedGateway, when: object, fits: bool
) -> None:
    await page.goto(f"{gateway.origin}/page?utm_source=mail")
    assert await page.evaluate(HOLDS, [f"{gateway.origin}/source/proactive.js", when]) is fits
