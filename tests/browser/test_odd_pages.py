"""Pages that are not kind to guests: strict policies, patched prototypes, global styles, frames, and pages without pages."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.async_api import BrowserContext, Page, expect

from tests.browser.scripted_gateway import EMBED, STRICT, ScriptedGateway
from tests.browser.visitor import Visitor


ANN = {"id": "a1", "name": "Ann", "avatar": ""}
SCRIPTED = "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'"
HEAD = "<!doctype html><html lang=en><meta name=viewport content='width=device-width'><title>Odd</title>"

# As libraries did that are still in use, and as scripts do that watch what a page does.
PATCHES = {
    "Prototype.js": """
      Array.prototype.toJSON = function () { return '"an array"'; };
      Array.from = (thing) => [...thing];
      Array.prototype.find = function (test, that) { for (const one of this) if (test.call(that, one)) return one; };""",
    "enumerable": """
      Object.prototype.extend = function () {};
      Array.prototype.last = function () { return this[this.length - 1]; };
      Function.prototype.delay = function () {};""",
    "watchers": """
      for (const name of ["fetch", "setTimeout", "clearTimeout", "requestAnimationFrame"]) {
        const real = window[name];
        window[name] = function (...given) { return real.apply(this, given); };
      }
      const Real = WebSocket;
      window.WebSocket = class extends Real { constructor(...given) { super(...given); } };
      const listen = EventTarget.prototype.addEventListener;
      EventTarget.prototype.addEventListener = function (...given) { return listen.apply(this, given); };
      const push = history.pushState;
      history.pushState = function (...given) { return push.apply(this, given); };""",
    "globals": """
      window.name = "status"; window.status = "x"; var event = 1, icon = 2, make = 3, strings = 4, Chat = 5, sheet = 6;
      window.onerror = () => true; window.$ = window.jQuery = () => {}; window.process = {}; window.module = { exports: {} };
      window.define = Object.assign(() => {}, { amd: true });""",
}
SHOUTS = """
  * { margin: 33px !important; padding: 33px !important; border: 7px solid red !important; box-sizing: content-box !important;
      font: italic 900 60px/3 fantasy !important; letter-spacing: 1em !important;
      text-transform: uppercase !important; text-align: right !important; text-indent: 5em !important; color: red !important;
      white-space: pre !important; float: left !important; opacity: .9 !important;
      text-shadow: 0 0 9px red !important; line-height: 4 !important; max-width: 90px !important; }
  button, input, textarea { display: none !important }
  html { font-size: 40px }"""


async def opens_on(page: Page, gateway: ScriptedGateway, html: str, policy: str = SCRIPTED) -> Visitor:
    """Go to a page of our making, on the gateway's own origin."""
    gateway.odd = (html, policy)
    await page.goto(f"{gateway.origin}/odd")
    return Visitor(page)


async def chats(
    visitor: Visitor, gateway: ScriptedGateway, text: str = "Is this café open?"
) -> dict[str, Any]:
    """A word in each direction. Answers what the gateway heard."""
    await visitor.opens()
    await visitor.writes(text)
    [message] = await gateway.hears("message")
    await gateway.say("agent_wrote", agent=ANN, text="It is!", sent=1)
    await visitor.sees(text, "It is!")
    await visitor.waits_for_delivery()
    return message


@pytest.mark.parametrize("library", PATCHES)
async def test_what_pages_do_to_the_language_does_not_reach_the_gateway(
    page: Page, gateway: ScriptedGateway, library: str
) -> None:
    visitor = await opens_on(page, gateway, f"{HEAD}<script>{PATCHES[library]}</script>{EMBED}")
    message = await chats(visitor, gateway)
    assert message["text"] == "Is this café open?"
    [hello] = gateway.of("hello")
    assert hello["page"]["title"] == "Odd"


async def test_styles_of_the_page_stop_at_the_chat(page: Page, gateway: ScriptedGateway) -> None:
    visitor = await opens_on(page, gateway, f"{HEAD}<style>{SHOUTS}</style><p>Loud</p>{EMBED}")
    box = await visitor.launcher.bounding_box()
    assert box
    assert (box["width"], box["height"]) == (60, 60)
    await chats(visitor, gateway)
    looks = await visitor.bubbles.first.evaluate(
        """(node) => { const s = getComputedStyle(node); return [s.textTransform, s.fontSize, s.letterSpacing,
             s.fontStyle, s.textAlign, s.textIndent, s.textShadow]; }"""
    )
    assert looks == ["none", "15px", "normal", "normal", "start", "0px", "none"]
    panel = await visitor.panel.bounding_box()
    assert panel
    assert panel["width"] > 300
    assert panel["x"] >= 0


async def test_a_base_address_of_the_page_leads_nowhere_else(page: Page, gateway: ScriptedGateway) -> None:
    base = "<base href='https://elsewhere.example/deep/'>"
    visitor = await opens_on(
        page, gateway, HEAD + base + EMBED.replace("src=/", f"src={gateway.origin}/"), policy=SCRIPTED
    )
    await chats(visitor, gateway)


async def test_a_policy_that_forbids_markup_from_scripts_is_kept(
    page: Page, gateway: ScriptedGateway
) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    policy = f"{STRICT}; require-trusted-types-for 'script'; trusted-types 'none'; base-uri 'none'; form-action 'none'"
    visitor = await opens_on(page, gateway, HEAD + EMBED, policy=policy)
    await chats(visitor, gateway)
    refused = re.compile("Content Security Policy|Trusted|Refused|violate", re.IGNORECASE)
    assert [text for text in said if refused.search(text)] == []


async def test_two_widgets_on_a_page_are_in_step(page: Page, gateway: ScriptedGateway) -> None:
    second = "<threadline-chat site=main side=left id=second></threadline-chat>"
    await opens_on(page, gateway, HEAD + EMBED + second)
    one, other = (page.locator("threadline-chat").nth(n) for n in (0, 1))
    for widget in (one, other):
        await widget.locator(".launcher").click()
    await gateway.hears("hello", 2)
    await one.locator(".composer textarea").fill("from one")
    await one.locator(".composer textarea").press("Enter")
    await gateway.hears("message")
    for widget in (one, other):
        await expect(widget.locator(".bubble")).to_have_text(["from one"])
    assert len(gateway.of("message")) == 1


async def test_an_element_that_a_page_without_pages_removes_and_adds_again_goes_on(
    visitor: Visitor, gateway: ScriptedGateway
) -> None:
    await chats(visitor, gateway)
    moved = "(parent) => { const it = document.querySelector('threadline-chat'); it.remove(); parent.append(it); }"
    for _ in range(3):
        await visitor.page.locator("body").evaluate(moved)
    await visitor.page.evaluate("history.pushState(null, '', '/page?second')")
    await expect(visitor.panel).to_be_visible()
    await visitor.sees("Is this café open?", "It is!")
    await gateway.hears("hello", 2)
    await visitor.writes("Still here")
    await visitor.sees("Is this café open?", "It is!", "Still here")
    assert gateway.connected == 1


async def test_a_script_that_is_loaded_twice_is_one(page: Page, gateway: ScriptedGateway) -> None:
    again = "<script type=module src='/widget/threadline-chat.js?v=2'></script>"
    visitor = await opens_on(page, gateway, HEAD + again + EMBED)
    await chats(visitor, gateway)
    assert len(gateway.of("hello")) == 1


async def test_in_a_frame_of_the_page_it_works(page: Page, gateway: ScriptedGateway) -> None:
    await opens_on(
        page, gateway, f"{HEAD}<iframe src=/page width=400 height=600></iframe>", "default-src 'self'"
    )
    frame = page.frame_locator("iframe")
    await frame.locator(".launcher").click()
    await frame.locator(".composer textarea").fill("framed")
    await frame.locator(".composer textarea").press("Enter")
    await expect(frame.locator(".bubble")).to_have_text(["framed"])


FORBID = """for (const name of ["localStorage", "sessionStorage", "indexedDB", "caches"])
  Object.defineProperty(window, name, { get() { throw new DOMException("no", "SecurityError"); } });
  Object.defineProperty(document, "cookie", { get() { throw new DOMException("no", "SecurityError"); } });"""


async def test_where_nothing_may_be_stored_a_break_loses_nothing(
    context: BrowserContext, gateway: ScriptedGateway
) -> None:
    await context.add_init_script(FORBID)
    page = await context.new_page()
    await page.goto(f"{gateway.origin}/page")
    visitor = Visitor(page)
    await chats(visitor, gateway)
    breaks = ["before"]
    gateway.drop_on = lambda frame: breaks.pop() if breaks and frame["type"] == "message" else ""
    await visitor.writes("again")
    await gateway.hears("message", 3)
    await visitor.sees("Is this café open?", "It is!", "again")


@pytest.mark.parametrize(("width", "height"), [(240, 240), (320, 256), (200, 500)])
async def test_on_the_smallest_screens_it_can_be_read_and_written(
    page: Page, gateway: ScriptedGateway, width: int, height: int
) -> None:
    await page.set_viewport_size({"width": width, "height": height})
    await page.goto(f"{gateway.origin}/page")
    visitor = Visitor(page)
    await chats(visitor, gateway)
    for part in (visitor.composer, visitor.panel.get_by_role("button", name=re.compile("Close"))):
        await expect(part).to_be_in_viewport(ratio=1)
    log = await visitor.panel.locator(".log").bounding_box()
    assert log
    assert log["height"] >= 40


async def test_in_the_back_forward_cache_there_is_no_line_and_coming_back_makes_one(
    visitor: Visitor, gateway: ScriptedGateway
) -> None:
    await chats(visitor, gateway)
    await visitor.page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))")
    await gateway.has_connected(0)
    await gateway.say("agent_wrote", agent=ANN, text="while away", sent=2)
    await visitor.page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    await visitor.sees("Is this café open?", "It is!", "while away")
