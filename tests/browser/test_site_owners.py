"""docs/widget.md as site owners follow it: every example is put on a page, and chats."""

from __future__ import annotations

import contextlib
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from playwright.async_api import BrowserContext, Page, expect

from tests.browser.bundling import bundled
from tests.browser.scripted_gateway import ScriptedGateway
from tests.browser.test_conversation import ANN
from tests.browser.visitor import Visitor
from tests.listening import listening
from visitor_gateway.widget import served


GUIDE = (Path(__file__).parents[2] / "docs/widget.md").read_text("utf-8")
CHAT = "https://chat.example.com"
SHOP = "<!doctype html><html lang=en><title>Our shop</title><body><h1>Our shop</h1>"


def example(heading: str) -> str:
    """The first code below a heading of the guide."""
    below = re.split(rf"^#+ {heading}$", GUIDE, flags=re.MULTILINE)[1]
    found = re.search(r"^```\w*\n(.*?)^```$", below, re.MULTILINE | re.DOTALL)
    assert found
    return found[1]


@contextlib.asynccontextmanager
async def website(markup: str, policy: str = "") -> AsyncIterator[str]:
    """A shop at an address of its own, whose page has this in it."""
    headers = {"Content-Security-Policy": policy} if policy else {}

    async def page(_: web.Request) -> web.Response:
        return web.Response(text=markup, content_type="text/html", headers=headers)

    app = web.Application()
    app.router.add_get("/shop", page)
    async with listening(app) as origin:
        yield f"{origin}/shop"


async def shows(page: Page, gateway: ScriptedGateway, markup: str, *, policy: str = "") -> Visitor:
    """Open a page of a shop that has this in it, where the chat is at our gateway's address."""
    async with website(markup.replace(CHAT, gateway.origin), policy) as address:
        await page.goto(address)
    return Visitor(page)


async def chats(visitor: Visitor, gateway: ScriptedGateway) -> None:
    """The visitor writes, and an agent comes."""
    await visitor.writes("Hello?")
    await gateway.hears("message")
    await gateway.say("live_chat_requested")
    await gateway.say("agent_accepted", agent=ANN)
    await visitor.sees_line("Ann Lindqvist is here")


async def test_plain_html(page: Page, gateway: ScriptedGateway) -> None:
    visitor = await shows(page, gateway, example("Plain HTML"))
    await page.get_by_role("button", name="Ask us").click()
    await expect(visitor.panel).to_be_visible()
    await expect(visitor.launcher).to_have_css("background-color", "rgb(122, 60, 255)")
    await chats(visitor, gateway)
    await expect(page).to_have_title("Talking to Ann Lindqvist")


async def test_react(page: Page, gateway: ScriptedGateway) -> None:
    mount = """
      import { createRoot } from "react-dom/client";
      const root = createRoot(document.querySelector("#root"));
      window.show = (plan) => root.render(plan && <Chat plan={plan} />);
      window.show("gold");
    """
    code = await bundled(example("React") + mount, "jsx")
    visitor = await shows(page, gateway, f"{SHOP}<div id=root></div><script type=module>{code}</script>")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    await expect(visitor.launcher).to_have_accessible_name("Ask us")
    await visitor.opens()
    [hello] = await gateway.hears("hello")
    assert hello["attributes"] == {"plan": "gold"}
    await chats(visitor, gateway)
    await page.evaluate("show('platinum')")
    hello = (await gateway.hears("hello", 2))[1]
    assert hello["attributes"] == {"plan": "platinum"}
    assert "Talking to Ann Lindqvist" in said
    await page.evaluate("show(null)")
    await expect(visitor.launcher).to_have_count(0)


async def test_vue(page: Page, gateway: ScriptedGateway) -> None:
    code = await bundled(example("Vue"), "js")
    visitor = await shows(page, gateway, f"{SHOP}<div id=app></div><script type=module>{code}</script>")
    await visitor.opens()
    await gateway.hears("hello")
    await chats(visitor, gateway)
    await expect(page.get_by_text("Talking to Ann Lindqvist", exact=True)).to_be_visible()


async def test_wordpress(page: Page, gateway: ScriptedGateway) -> None:
    php = example("WordPress")
    found = re.search(r"\?>(.*)<\?php\n}\);", php, re.DOTALL)
    assert found
    footer = re.sub(r"<\?php echo esc_url\(get_privacy_policy_url\(\)\); \?>", "/privacy-policy/", found[1])
    assert "<?" not in footer
    visitor = await shows(page, gateway, SHOP + footer)
    await visitor.opens()
    await gateway.hears("hello")
    await chats(visitor, gateway)
    await visitor.panel.locator("summary").click()
    await expect(visitor.panel.get_by_role("link", name="Privacy policy")).to_be_visible()


async def test_google_tag_manager(page: Page, gateway: ScriptedGateway) -> None:
    # Tag Manager puts the scripts of a tag into the page, one by one, once it is there.
    await shows(page, gateway, SHOP)
    found = re.search(r"<script>(.*)</script>", example("Google Tag Manager"), re.DOTALL)
    assert found
    tag = found[1].replace(CHAT, gateway.origin)
    for _ in range(2):
        await page.evaluate(
            "code => document.body.append(Object.assign(document.createElement('script'), { text: code }))",
            tag,
        )
    visitor = Visitor(page)
    await expect(visitor.launcher).to_have_count(1)
    await visitor.opens()
    await gateway.hears("hello")
    await chats(visitor, gateway)
    assert await page.evaluate("dataLayer") == [{"event": "chat_engaged", "conversation": "c1"}]


async def test_the_policy_of_the_guide_is_enough_and_nothing_is_missing_in_it(
    context: BrowserContext, gateway: ScriptedGateway
) -> None:
    page = await context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    policy = "default-src 'none'; " + example("Content-Security-Policy").strip()
    policy = policy.replace(f"wss:{CHAT.removeprefix('https:')}", gateway.origin.replace("http", "ws"))
    markup = SHOP + example("The widget on your website")
    gateway.largest = 1_000
    visitor = await shows(page, gateway, markup, policy=policy.replace(CHAT, gateway.origin))
    await visitor.opens()
    await gateway.hears("hello")
    await chats(visitor, gateway)
    await expect(visitor.panel.get_by_role("button", name="Attach a file")).to_be_visible()
    assert [text for text in complaints if "Content Security" in text] == []


async def test_the_methods_of_the_guide_can_be_called(page: Page, gateway: ScriptedGateway) -> None:
    visitor = await shows(page, gateway, SHOP + example("The widget on your website"))
    await page.evaluate(f"(async () => {{ {example('Methods')} }})()")
    [hello] = await gateway.hears("hello")
    assert hello["dialogue"] == "pricing"
    await expect(visitor.panel).to_be_visible()


@pytest.mark.parametrize(
    ("heading", "pattern"),
    [
        ("Attributes", r"(?:getAttribute|hasAttribute)\(\"(\w+)\"\)|\[(side|theme)="),
        ("Looks", r"var\((--threadline-[a-z-]+)"),
        ("Events", r"\"(threadline-[a-z-]+)\"(?:,|\))|\"(live-chat-[a-z]+|engaged|message|email-given)\""),
    ],
)
def test_the_tables_of_the_guide_name_all_that_there_is(heading: str, pattern: str) -> None:
    source = "".join(
        (served.HERE / module).read_text("utf-8")
        for script in served.SCRIPTS
        for module in served.modules(script)
    )
    below = re.split(r"^## ", re.split(rf"^## {heading}$", GUIDE, flags=re.MULTILINE)[1], flags=re.MULTILINE)[
        0
    ]
    rows = re.findall(r"^\| (`.*?) \|", below, re.MULTILINE)
    named = {name for row in rows for name in re.findall(r"`([^`]+)`", row)}
    used = {
        name
        for match in re.findall(pattern, source)
        for name in ([match] if isinstance(match, str) else match)
        if name
    }
    if heading == "Events":
        used = {name if name.startswith("threadline-") else f"threadline-{name}" for name in used}
        used -= {"threadline-chat"}
    assert named - {"lang"} == used - {"lang"}
