"""Targeting as a served site does it: what browsers are told, and how it is judged again when they open the chat."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.ids import ConversationId
from bot.ports.dialogues import Tally
from config.settings import Dialogues
from tests.visitor_gateway.site import Served, Tab, served
from visitor_gateway.gateway import GATEWAY


FILES = {
    "welcome": "{id: hi, type: question, text: Welcome, answers: [{text: A}, {text: B, cards: ["
    "{id: more, type: question, text: More?, answers: [{text: A}, {text: B}]}]}]}",
    "pricing": "{id: hi, type: question, text: Pricing, store: plan, answers: [{text: gold}, {text: free}]}",
    "golden": "{id: hi, type: message, text: Golden}, {id: ask, type: question, text: Yes?, answers: [{text: A}, {text: B}]}",
    "paused": "{id: hi, type: question, text: Paused, answers: [{text: A}, {text: B}]}",
}
TOP = {
    "welcome": "",
    "pricing": 'priority: 5\npoke: true\ntargeting: {pages: {include: ["/pricing*"]}, events: {time_on_page: 30}}\n',
    "golden": "priority: 9\ntargeting: {audience: {all: [{attribute: plan, is: gold}, {subject: device, is: mobile}]}}\n",
    "paused": "status: paused\npriority: 99\npoke: true\n",
}
PRICING: dict[str, Any] = {"page": {"url": "https://example.com/pricing"}, "dialogue": "pricing"}


@pytest.fixture
async def aimed(store_url: str, tmp_path: Path) -> AsyncIterator[Served]:
    """A site with dialogues for some and one for everybody."""
    for name, stream in FILES.items():
        text = f"id: {name}\nname: {name}\n{TOP[name]}stream: [{stream}]\n"
        (tmp_path / f"{name}.yaml").write_text(text, "utf-8")
    async with served(store_url, dialogues=Dialogues(folder=str(tmp_path))) as site:
        yield site
        await site.close_tabs()


def texts(tab: Tab) -> list[str]:
    return [entry["text"] for entry in tab.entries.values() if "text" in entry]


async def test_languages_that_are_made_up_share_one_text(aimed: Served) -> None:
    choosing = aimed.app[GATEWAY].choosing
    made_up = [choosing.rules(f"x{number}", "desktop") for number in range(100)]
    assert made_up[0].body
    assert {id(rules) for rules in made_up} == {id(made_up[0])}


async def test_who_opens_the_chat_is_shown_what_spoke_up(aimed: Served) -> None:
    assert texts(await aimed.tab(**PRICING)) == ["Pricing"]
    assert texts(await aimed.tab(page={"url": "https://example.com/pricing"})) == ["Welcome"]


@pytest.mark.parametrize(
    "lie",
    [
        {"page": {"url": "https://example.com/blog"}, "dialogue": "pricing"},
        {"dialogue": "golden"},
        {"dialogue": "golden", "asked": True, "device": "mobile"},
        {"dialogue": "paused", "asked": True},
        {"dialogue": "no-such", "asked": True},
    ],
)
async def test_what_is_not_for_the_visitor_is_not_shown_whatever_the_browser_says(
    aimed: Served, lie: dict[str, Any]
) -> None:
    assert texts(await aimed.tab(**lie)) == ["Welcome"]


async def test_a_page_may_ask_for_a_dialogue_anywhere(aimed: Served) -> None:
    assert texts(await aimed.tab(dialogue="pricing", asked=True)) == ["Pricing"]


async def test_a_dialogue_is_gone_on_with_when_the_line_breaks_before_the_first_answer(aimed: Served) -> None:
    tab = await aimed.tab(**PRICING)
    before = tab.conversation
    await tab.hello(**PRICING)
    assert (tab.conversation, texts(tab)) == (before, ["Pricing"])


async def test_a_completed_dialogue_is_not_shown_again_and_what_became_known_counts(aimed: Served) -> None:
    tab = await aimed.tab(**PRICING)
    await tab.wish("answer", card="hi", answer="gold")
    await tab.sees("conversation_ended", reason="completed")
    assert texts(await aimed.tab(like=tab, **PRICING)) == ["Welcome"]
    assert texts(await aimed.tab(like=tab, dialogue="pricing", asked=True)) == ["Pricing"]
    assert texts(await aimed.tab(like=tab, dialogue="x", device="mobile")) == ["Golden", "Yes?"]


async def test_a_conversation_that_goes_on_is_not_left_for_what_speaks_up(aimed: Served) -> None:
    tab = await aimed.tab()
    await tab.wish("answer", card="hi", answer="B")
    assert texts(await aimed.tab(like=tab, **PRICING))[0] == "Welcome"


async def test_one_that_has_ended_is_shown_to_who_names_it_and_left_by_who_does_not(aimed: Served) -> None:
    tab = await aimed.tab()
    await tab.wish("answer", card="hi", answer="A")
    await tab.sees("conversation_ended")
    ended = tab.conversation
    await tab.hello(**PRICING)
    assert tab.conversation == ended
    assert texts(await aimed.tab(like=tab, **PRICING)) == ["Pricing"]


async def test_on_what_it_is_shown_is_known_to_conditions(aimed: Served) -> None:
    tab = await aimed.tab(device="tablet")
    await tab.wish("answer", card="hi", answer="A")
    snapshot = await aimed.house.conversations.load(ConversationId(tab.conversation or ""))
    assert snapshot.page.device == "tablet"


async def test_browsers_are_told_once_and_then_that_nothing_has_changed(aimed: Served) -> None:
    url = aimed.url(f"/targeting/{aimed.site}?locale=sv&device=desktop")
    async with aimed.session.get(url) as answer:
        assert answer.status == 200
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.headers["Cache-Control"] == "public, max-age=60"
        told = await answer.json()
        etag = answer.headers["ETag"]
    events = {"time_on_page": 30, "require": "any"}
    assert told == [{"id": "pricing", "include": ["/pricing*"], "events": events, "poke": "Pricing"}]
    async with aimed.session.get(url, headers={"If-None-Match": etag}) as answer:
        assert (answer.status, await answer.read()) == (304, b"")


async def test_an_unknown_site_has_no_rules(aimed: Served) -> None:
    async with aimed.session.get(aimed.url("/targeting/elsewhere")) as answer:
        assert answer.status == 404


async def test_shown_asked_and_answered_cards_are_counted_with_what_is_committed(aimed: Served) -> None:
    leaves, goes_on = await aimed.tab(), await aimed.tab()
    await aimed.tab()  # looks, and does nothing
    await leaves.wish("answer", card="hi", answer="B")
    await goes_on.wish("answer", card="hi", answer="B")
    await goes_on.wish("answer", id="twice", card="more", answer="A")
    await goes_on.wish("answer", id="twice", card="more", answer="A")
    snapshot = await aimed.house.conversations.load(ConversationId(leaves.conversation or ""))
    day = datetime.fromtimestamp(aimed.house.clock.now() / 1000, UTC).date().isoformat()
    version = snapshot.dialogue_version
    assert await aimed.house.dialogues.tallies("welcome", [day, "2020-01-01"]) == {
        (version, "hi"): Tally(2, 2, 2),
        (version, "more"): Tally(2, 2, 1),
    }
