"""A whole conversation by keyboard, as a screen reader tells it: what it says by itself, where the focus is, and the tree.

All of it is kept in read_aloud.txt. Where it is meant to change, the test leaves what it heard in its temporary folder.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.async_api import Page, expect

from tests.browser.scripted_gateway import ScriptedGateway
from tests.browser.test_conversation import ANN, FORM, QUESTION
from tests.browser.visitor import Visitor


KEPT = Path(__file__).with_name("read_aloud.txt")
LISTEN = Path(__file__).with_name("listen.js").read_text("utf-8")
FOCUSED = {"name": "focused", "value": {"type": "booleanOrUndefined", "value": True}}
FILE: Any = {"name": "cup.txt", "mimeType": "text/plain", "buffer": b"x" * 100}


class Reader:
    """Writes down what a screen reader has to tell after each step."""

    def __init__(self, visitor: Visitor) -> None:
        self._visitor = visitor
        self._told: list[str] = []

    async def listens(self) -> None:
        """From now on, hear what is said without being asked for."""
        await self._visitor.page.evaluate(LISTEN)

    async def after(self, step: str) -> None:
        """Once nothing is on its way: what was said since the last step, what has the focus, and the tree."""
        await self._visitor.waits_for_delivery()
        said = await self._visitor.page.evaluate("window.heard.splice(0)")
        tree = await self._visitor.panel.aria_snapshot()
        focus = await focused(self._visitor.page)
        self._told += [f"# {step}", f"says: {' '.join(said) or 'nothing'}", f"focus: {focus}", tree, ""]

    @property
    def told(self) -> str:
        """All of it."""
        return "\n".join(self._told)


async def focused(page: Page) -> str:
    """The role and the name of what has the focus, as the browser tells a screen reader."""
    session = await page.context.new_cdp_session(page)
    tree = await session.send("Accessibility.getFullAXTree")
    await session.detach()
    holding = [node for node in tree["nodes"] if FOCUSED in node.get("properties", [])]
    return " ".join(holding[-1][part]["value"] for part in ("role", "name"))


async def test_a_whole_conversation_by_keyboard_is_told_as_it_was(
    visitor: Visitor, gateway: ScriptedGateway, tmp_path: Path
) -> None:
    reader = Reader(visitor)
    gateway.largest = 1_000
    gateway.rating = True
    await _talks_to_the_dialogue(visitor, gateway, reader)
    await _talks_to_somebody(visitor, gateway, reader)
    await _ends_and_rates(visitor, gateway, reader)
    heard = tmp_path / KEPT.name
    told = reader.told.replace(gateway.origin, "")
    heard.write_text(told, encoding="utf-8")
    assert told == KEPT.read_text("utf-8"), f"what was heard is in {heard}"


async def _talks_to_the_dialogue(visitor: Visitor, gateway: ScriptedGateway, reader: Reader) -> None:
    keys = visitor.page.keyboard
    await keys.press("Tab")
    await keys.press("Enter")
    await gateway.hears("hello")
    await reader.listens()
    await gateway.say("card_shown", **QUESTION)
    await visitor.has_focus_on("Choose above")
    await reader.after("The dialogue asks")
    await keys.press("Shift+Tab")
    await keys.press("Shift+Tab")
    await keys.press("Enter")
    await gateway.hears("answer")
    await gateway.say("card_shown", **FORM)
    await visitor.has_focus_on("First name")
    await reader.after("The visitor answers and is asked who they are")
    await keys.press("Enter")
    await expect(visitor.panel.get_by_text("Please fill this in.").first).to_be_visible()
    await reader.after("Nothing is filled in")
    await keys.type("Ada")
    await keys.press("Tab")
    await keys.type("ada@example.com")
    await keys.press("Enter")
    await gateway.hears("capture")
    await gateway.say("live_chat_requested")
    await visitor.sees_line("Looking for somebody")
    await expect(visitor.panel.get_by_role("button", name="Attach a file")).to_be_visible()
    await reader.after("The visitor has said who they are")


async def _talks_to_somebody(visitor: Visitor, gateway: ScriptedGateway, reader: Reader) -> None:
    keys = visitor.page.keyboard
    await gateway.say("agent_accepted", agent=ANN)
    await gateway.say("agent_wrote", id="m.1", agent=ANN, text="Hello Ada, we open at 9.", sent=1)
    await visitor.has_focus_on("Write a message")
    await expect(visitor.bubbles).to_have_count(5)
    await reader.after("Somebody is there")
    # Said before it is needed: the browser does not wait for it.
    async with visitor.page.expect_file_chooser() as choosing:
        await keys.type("Thank you!")
        await keys.press("Enter")
        await gateway.hears("message")
        await reader.after("The visitor writes")
        await keys.press("Shift+Tab")
        await visitor.has_focus_on("Attach a file")
        await keys.press("Enter")
    await (await choosing.value).set_files(FILE)
    await expect(visitor.panel.get_by_role("link", name="cup.txt")).to_be_visible()
    await reader.after("The visitor sends a file")
    await gateway.say("agent_edited", message="m.1", agent=ANN, text="Hello Ada, we open at 10.", format=[])
    await expect(visitor.panel.get_by_text("edited")).to_be_visible()
    await reader.after("A message is changed")


async def _ends_and_rates(visitor: Visitor, gateway: ScriptedGateway, reader: Reader) -> None:
    keys = visitor.page.keyboard
    await _presses_until(visitor, "Shift+Tab", "More")
    await keys.press("Enter")
    await expect(visitor.panel.get_by_role("button", name="End conversation")).to_be_visible()
    await reader.after("The menu is open")
    await keys.press("Tab")
    await keys.press("Enter")
    await visitor.has_focus_on("End it")
    await reader.after("The visitor is asked whether to end")
    await keys.press("Enter")
    await expect(visitor.panel.get_by_role("group", name="How was this conversation?")).to_be_visible()
    await reader.after("It is over")
    await _presses_until(visitor, "Shift+Tab", "of 5")
    await keys.press("Space")
    await keys.press("ArrowLeft")
    await keys.press("Tab")
    await keys.type("Quick!")
    await reader.after("The visitor rates")
    await keys.press("Tab")
    await keys.press("Enter")
    await gateway.hears("rate")
    await expect(visitor.panel.get_by_text("Thank you for telling us!")).to_be_visible()
    await reader.after("It is rated")


async def _presses_until(visitor: Visitor, key: str, name: str) -> None:
    """Go on until what has this in its name has the focus; the chat has fewer than ten stops."""
    for _ in range(10):
        if name in await focused(visitor.page):
            return
        await visitor.page.keyboard.press(key)
    raise AssertionError(f"the keyboard does not reach {name}")
