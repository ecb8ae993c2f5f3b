"""Signing in and out of a website, in a real browser against the real process."""

from __future__ import annotations

import json
import re
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.browser.house import Demo
from tests.browser.play import Watch, fills_in
from tests.browser.visitor import Visitor


pytestmark = pytest.mark.timeout(90)

PAGE = (Path(__file__).parents[2] / "docs" / "identity.md").read_text("utf-8")
SECRET = "a-secret-of-thirty-two-characters"  # noqa: S105  it guards nothing
ELEMENT = "document.querySelector('threadline-chat')"


@pytest_asyncio.fixture(loop_scope="session")
async def demo(tmp_path: Path) -> AsyncIterator[Demo]:
    """The demo of a website that signs who its visitors are."""
    async with Demo(tmp_path, THREADLINE_IDENTITY_SECRET=SECRET) as running:
        yield running


async def signed(visitor: Visitor, user: str) -> str:
    """What the website's server signs, by the example of the page, as the arguments of `identify`."""
    [code] = re.findall(r"```javascript\n(.*?)```", PAGE, re.DOTALL)
    facts = {"user_id": user, "expires": str(int(time.time()) + 600), "first_name": "Vera"}
    given = f"{json.dumps(facts)}, {json.dumps(SECRET)}"
    signature = await visitor.page.evaluate(f"(async () => {{ {code} return signature({given}); }})()")
    return f"{json.dumps(facts)}, {json.dumps(signature)}"


async def signs_in(visitor: Visitor, user: str) -> None:
    await visitor.page.evaluate(f"{ELEMENT}.identify({await signed(visitor, user)})")


async def begins(visitor: Visitor) -> None:
    await visitor.opens()
    await visitor.chooses("Yes, please")
    await expect(visitor.panel.get_by_label("E-mail")).to_be_visible()


async def sees_a_beginning(visitor: Visitor) -> None:
    await expect(visitor.bubbles).to_have_count(2)
    await expect(visitor.panel.get_by_role("button", name="Yes, please", exact=True)).to_be_visible()


async def test_who_signs_in_finds_on_another_device_what_they_said_before(
    browser: Browser, demo: Demo
) -> None:
    watch = Watch(browser, demo)
    laptop, phone = await watch.visitor(), await watch.visitor()
    await begins(laptop)
    await signs_in(laptop, "42")
    await expect(laptop.bubbles).to_have_count(4)
    await signs_in(phone, "42")
    await phone.opens()
    await expect(phone.bubbles).to_have_count(4)
    await fills_in(phone, "Vera")
    await phone.chooses("Continue")
    await laptop.sees_line("Looking for somebody to help you")
    await watch.ends()


async def test_who_signs_out_leaves_nothing_for_the_next_one(browser: Browser, demo: Demo) -> None:
    watch = Watch(browser, demo)
    visitor = await watch.visitor()
    await signs_in(visitor, "42")
    await begins(visitor)
    await visitor.page.reload()
    await sees_a_beginning(visitor)
    await signs_in(visitor, "43")
    await sees_a_beginning(visitor)
    await signs_in(visitor, "42")
    await expect(visitor.bubbles).to_have_count(4)
    await watch.ends()


async def test_a_wrong_signature_is_said_in_the_console_and_stops_nobody(
    browser: Browser, demo: Demo
) -> None:
    watch = Watch(browser, demo)
    visitor = await watch.visitor()
    said: list[str] = []
    visitor.page.on("console", lambda message: said.append(message.text))
    await visitor.page.evaluate(f"{ELEMENT}.identify({{ user_id: '42', expires: '1' }}, 'forged')")
    await begins(visitor)
    assert [text for text in said if "signature" in text] == [
        "The signature does not belong to these attributes."
    ]
