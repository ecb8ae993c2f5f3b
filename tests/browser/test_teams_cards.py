"""Teams' cards as Microsoft's own renderer shows them: known to it in every part, and inert whatever a visitor wrote."""

from __future__ import annotations

from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Page

from bot.adapters.teams import dialogs, home, render
from bot.adapters.teams.render import Heard
from bot.conversation.actions import Place, on_card
from bot.conversation.card import Fact
from bot.conversation.state import ThreadStatus
from bot.forms import Button, ChoiceField, Form, FormId, Option, TextField, Words, YesNo
from bot.home import Home, HomeAction, HomeChat, HomeWaiter
from tests.adapters.cards import card
from tests.from_npm import from_npm


HOSTILE = (
    "[bank](https://evil.example) **bold** _it_ # head <b>tag</b> <img src=x onerror=alert(1)> "
    "![i](https://evil.example/i.png) {{DATE(2020-01-01T00:00:00Z,LONG)}}"
)
WORD = "![i](https://evil.example/i.png)"
"""Stands there only if nothing read it."""

LIVE = card(
    title=HOSTILE,
    visitor=HOSTILE,
    facts=(Fact(HOSTILE, HOSTILE),),
    status=ThreadStatus.LIVE,
    status_line=HOSTILE,
    activity=HOSTILE,
    read_at=1_700_000_000_000,
    actions=on_card(ThreadStatus.LIVE, Place.BUTTON),
    more=on_card(ThreadStatus.LIVE, Place.MORE),
)
FORM = Form(
    id=FormId("thread/x"),
    title=HOSTILE,
    submit="Save",
    parts=(
        Words(text=HOSTILE, label=HOSTILE),
        TextField(name="a", label=HOSTILE, hint=HOSTILE, initial=HOSTILE),
        ChoiceField(name="b", label="B", options=(Option("1", HOSTILE), Option("2", "Two")), initial=("1",)),
        ChoiceField(name="c", label="C", options=(Option("1", HOSTILE), Option("2", "Two")), several=True),
        YesNo(name="d", label=HOSTILE),
        Button(name="e", label="More", text=HOSTILE),
    ),
)
HOME = Home(
    heading=HOSTILE,
    action=HomeAction.AWAY,
    chats=(HomeChat(HOSTILE, "waits", 1, None),),
    waiters=(HomeWaiter(HOSTILE, 1_700_000_000_000),),
    waiting=2,
    hours=HOSTILE,
    today=(("Chats", "3"),),
)

SHOW = """
([card, most]) => {
  const {AdaptiveCard, HostConfig, SerializationContext, Versions} = AdaptiveCards;
  AdaptiveCard.onProcessMarkdown = (text, result) => {
    result.outputHtml = new (window.markdownit || window.MarkdownIt)().render(text);
    result.didProcess = true;
  };
  const shown = new AdaptiveCard(), context = new SerializationContext(Versions.v1_5);
  shown.hostConfig = new HostConfig({actions: {maxActions: most}});
  shown.parse(card, context);
  const wrong = shown.validateProperties().validationEvents.map(event => event.message);
  for (let n = 0; n < context.eventCount; n++) wrong.push(context.getEventAt(n).message);
  document.body.replaceChildren(shown.render());
  const read = [...document.body.querySelectorAll("a, strong, em, img, h1, b")].map(found => found.outerHTML);
  return {wrong, read, text: document.body.textContent};
}
"""


@pytest_asyncio.fixture(loop_scope="session")
async def renderer(page: Page) -> Page:
    """A page with Microsoft's renderer, and the reader of markdown that Teams on the web has with it."""
    for script in (
        "adaptivecards/dist/adaptivecards.min.js",
        "markdown-it/dist/browser/markdown-it.umd.min.js",
    ):
        await page.add_script_tag(path=from_npm(script))
    return page


async def shown(renderer: Page, rendered: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = await renderer.evaluate(SHOW, [rendered, 6])
    return found


@pytest.mark.parametrize(
    "rendered",
    [
        *(render.status_card(LIVE, heard) for heard in Heard),
        home.card(HOME, {}),
        dialogs.card(FORM, {"a": HOSTILE, "": HOSTILE}),
    ],
    ids=[*(heard.name for heard in Heard), "home", "form"],
)
async def test_nothing_is_wrong_with_a_card_and_nothing_in_it_is_read(
    renderer: Page, rendered: dict[str, Any]
) -> None:
    found = await shown(renderer, rendered)
    assert found["wrong"] == []
    assert found["read"] == []
    assert WORD in found["text"]


async def test_what_stands_in_a_text_block_is_read(renderer: Page) -> None:
    """So that the test above can fail."""
    block = {"type": "TextBlock", "text": HOSTILE}
    found = await shown(renderer, {"type": "AdaptiveCard", "version": "1.5", "body": [block]})
    assert any("evil.example" in part for part in found["read"])
    assert WORD not in found["text"]
