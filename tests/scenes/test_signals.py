"""How the visitor is, as agents see it in Slack: on the card, never in the way of a message, never beyond a limit."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator

import pytest

from tests.fake_slack import FakeSlack, Seen
from tests.fake_slack.human import Human
from tests.scenes.house import House, cards, in_this_process
from tests.scenes.reading import seen
from tests.scenes.visitor import Visitor


_sites = itertools.count(1)
PRICING = {"url": "https://shop.example/pricing", "title": "Pricing"}
pytestmark = pytest.mark.timeout(60)


@pytest.fixture
async def house(slack_of_way: FakeSlack, store_url: str) -> AsyncIterator[House]:
    """A house in each way in which Slack reaches us."""
    async with in_this_process(slack_of_way, store_url, f"signals{next(_sites)}", {}) as house:
        yield house


async def card_says(house: House, agent: Human, text: str, *, there: bool = True) -> None:
    """Wait until the agent's first card says it, or says it no longer."""
    await house.slack.until(lambda: (text in seen(cards(agent)[:1])) is there, timeout=15)


async def test_the_card_says_that_the_visitor_types_for_as_long_as_they_do(house: House) -> None:
    ann = await house.hire("Ann Lee")
    async with house.visitor() as vera:
        card = await house.chat(ann, vera)
        before = len(ann.thread(card))
        await vera.signals("typing", on=True)
        await card_says(house, ann, "Vera is typing …")
        await vera.signals("typing", on=False)
        await card_says(house, ann, "Vera is typing …", there=False)
        assert len(ann.thread(card)) == before, "nothing is posted for it"


async def test_the_card_says_on_which_page_the_visitor_is_and_up_to_when_they_have_read(house: House) -> None:
    ann = await house.hire("Ann Lee")
    async with house.visitor() as vera:
        card = await house.chat(ann, vera)
        await vera.signals("page", **PRICING)
        await card_says(house, ann, "Pricing (https://shop.example/pricing)")
        await ann.writes("Hello!", in_thread=card)
        await vera.sees("Ann Lee: Hello!")
        await vera.signals("seen", n=vera.last)
        await card_says(house, ann, "Read up to")


async def test_an_agent_sees_that_the_visitor_left_is_told_so_when_they_write_and_sees_them_return(
    house: House,
) -> None:
    assert house.signals
    house.signals.grace = 200
    ann = await house.hire("Ann Lee")
    async with house.visitor() as vera:
        card = await house.chat(ann, vera)
        await vera.close()
        await card_says(house, ann, "Vera has left the page, or lost the connection.")
        await ann.writes("Are you there?", in_thread=card)
        await house.slack.until(lambda: ann.ephemerals)
        assert "What you write waits for them" in ann.ephemerals[0].text
        vera.open()
        await vera.sees("Ann Lee: Are you there?")
        await card_says(house, ann, "has left the page", there=False)


async def test_whatever_visitors_do_slack_never_has_to_tell_us_to_slow_down_and_no_word_is_late(
    store_url: str,
) -> None:
    """The limits of the fake are those of Slack: one post a second and channel, fifty updates a minute and workspace."""
    async with (
        FakeSlack() as slack,
        in_this_process(slack, store_url, f"signals{next(_sites)}", {"capacity": 5}, pace=1.0) as house,
    ):
        agents = [await house.hire(name) for name in ("Ann Lee", "Ben Ito", "Cyd Roe")]
        visitors = [house.visitor(name=name) for name in ("Vera", "Tom", "Ida")]
        for visitor in visitors:
            visitor.open()
        for agent, visitor in zip(agents, visitors, strict=True):
            await house.chat(agent, visitor)
        noise = [asyncio.create_task(fidgets(visitor)) for visitor in visitors]
        for agent, visitor in zip(agents, visitors, strict=True):
            await visitor.writes(f"{visitor.name} says something")
            await in_thread(slack, agent, f"{visitor.name} says something")
        await asyncio.gather(*noise)
        assert slack.throttled == 0
        updates = [call for call in slack.calls("chat.update") if call.outcome == "ok"]
        assert len(updates) < 25
        for visitor in visitors:
            await visitor.close()


async def fidgets(visitor: Visitor) -> None:
    """Types, stops, runs through pages and reads, as fast as frames go."""
    for number in range(60):
        await visitor.signals("typing", on=number % 2 == 0)
        await visitor.signals("page", url=f"https://shop.example/{number}")
        await visitor.signals("seen", n=visitor.last)
        await asyncio.sleep(0.05)


async def in_thread(slack: FakeSlack, agent: Human, text: str) -> None:
    """Wait for the visitor's words: what Slack's pace allows, and no card before them."""
    card: Seen = cards(agent)[0]
    await slack.until(lambda: text in seen(agent.thread(card)), timeout=4)
