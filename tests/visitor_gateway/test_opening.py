"""Before a visitor has done anything nothing of them is stored; with the first thing they do, all of it is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.events import CardShown, ConversationEnded, ConversationStarted, VisitorAnswered
from bot.ids import VisitorId
from config.settings import Dialogues, Visitors
from tests.visitor_gateway.site import Served, Tab, served
from tests.waiting import until
from visitor_gateway.gateway import GATEWAY
from visitor_gateway.hub import opening_topic


YES = {"card": "talk", "answer": "Yes, please"}
PAGE = {"url": "https://example.com/prices", "title": "Prices", "referrer": ""}


async def stored(site: Served) -> list[bytes]:
    """Every key of the site but its clock, which goes by itself."""
    found = [key async for key in site.redis.scan_iter(f"{{{site.site}}}:*")]
    return sorted(key for key in found if not key.endswith(b":clock"))


async def kinds(site: Served, tab: Tab) -> list[type]:
    return [type(entry.event) for entry in await site.log(tab)]


def visitor_of(site: Served, tab: Tab) -> VisitorId:
    assert tab.token
    return site.tokens.read(tab.token).visitor


async def test_opening_the_widget_stores_nothing(site: Served) -> None:
    before = await stored(site)
    tab = await site.tab(page=PAGE)
    await site.tab(like=tab, page=PAGE)
    assert [entry["card"] for entry in tab.entries.values()] == ["hello", "talk"]
    assert await stored(site) == before


async def test_the_first_answer_begins_the_conversation_with_all_that_was_shown(site: Served) -> None:
    tab = await site.tab(page=PAGE)
    shown = dict(tab.entries)
    accepted = await tab.wish("answer", **YES)
    log = await site.log(tab)
    assert [type(entry.event) for entry in log] == [
        ConversationStarted,
        CardShown,
        CardShown,
        VisitorAnswered,
        CardShown,
    ]
    assert accepted["n"] == 5
    started = log[0].event
    assert isinstance(started, ConversationStarted)
    assert started.page.title == "Prices"
    await tab.sees("card_shown", card="who")
    assert {n: tab.entries[n] for n in shown} == shown
    fresh = await site.tab(like=tab)
    assert fresh.entries == tab.entries, "the law of resuming holds over the beginning"


@pytest.mark.parametrize(
    ("kind", "fields", "last"),
    [("message", {"text": "no, JUST looking"}, ConversationEnded), ("end", {}, ConversationEnded)],
)
async def test_whatever_comes_first_begins_it(
    site: Served, kind: str, fields: dict[str, str], last: type
) -> None:
    tab = await site.tab()
    assert (await tab.wish(kind, **fields))["type"] == "accepted"
    assert (await kinds(site, tab))[-1] is last


async def test_what_is_refused_begins_nothing(site: Served) -> None:
    before = await stored(site)
    tab = await site.tab()
    assert (await tab.wish("message", text="Perhaps"))["code"] == "bad_answer"
    assert (await tab.wish("answer", card="who", answer="x"))["code"] == "not_now"
    assert (await tab.wish("capture", card="talk", values={"a": "b"}))["code"] == "bad_answer"
    assert await stored(site) == before
    assert (await tab.wish("answer", **YES))["type"] == "accepted"


async def test_who_comes_back_before_the_first_answer_finds_the_same(site: Served) -> None:
    tab = await site.tab(page=PAGE)
    back = await site.open()
    back.token, back.conversation, back.last = tab.token, tab.conversation, tab.last
    welcome = await back.hello(page=PAGE)
    assert (welcome["conversation"], welcome["entries"], welcome["last"]) == (tab.conversation, [], tab.last)
    assert (await back.wish("answer", **YES))["type"] == "accepted"


async def test_an_answer_that_was_not_acknowledged_is_sent_again_and_stored_once(site: Served) -> None:
    tab = await site.tab()
    await tab.send({"type": "answer", "id": "a1", **YES})
    await tab.socket.close()
    back = await site.open()
    back.token, back.conversation, back.last = tab.token, tab.conversation, tab.last
    await back.hello()
    first = await back.wish("answer", id="a1", **YES)
    assert (first["type"], first["n"]) == ("accepted", 5)
    assert await back.wish("answer", id="a1", **YES) == first
    assert (await kinds(site, back)).count(VisitorAnswered) == 1


async def test_two_tabs_are_in_step_from_the_first_answer_on(site: Served) -> None:
    one = await site.tab(page=PAGE)
    two = await site.tab(like=one, page=PAGE)
    assert two.conversation == one.conversation
    assert (await one.wish("answer", **YES))["type"] == "accepted"
    for tab in (one, two):
        await tab.sees("card_shown", card="who")
    assert one.entries == two.entries


async def test_of_two_tabs_that_answer_at_once_one_answer_counts(site: Served) -> None:
    for _ in range(10):
        one = await site.tab()
        two = await site.tab(like=one)
        answers = await asyncio.gather(
            one.wish("answer", **YES), two.wish("answer", card="talk", answer="No, just looking")
        )
        assert sorted(frame["type"] for frame in answers) == ["accepted", "refused"]
        assert (await kinds(site, one)).count(VisitorAnswered) == 1
        await asyncio.gather(*(tab.sees("visitor_answered") for tab in (one, two)))


async def test_the_same_frame_from_two_tabs_is_accepted_by_both_as_one(site: Served) -> None:
    one = await site.tab()
    two = await site.tab(like=one)
    answers = await asyncio.gather(one.wish("answer", id="same", **YES), two.wish("answer", id="same", **YES))
    assert [frame["type"] for frame in answers] == ["accepted", "accepted"]
    assert answers[0]["n"] == answers[1]["n"]
    assert (await kinds(site, one)).count(VisitorAnswered) == 1


async def test_after_the_end_the_next_opening_is_found_again(site: Served) -> None:
    tab = await site.live()
    await tab.wish("end")
    ended = tab.conversation
    assert (await tab.wish("start"))["type"] == "accepted"
    assert tab.conversation != ended
    reload = await site.open()
    reload.token, reload.conversation, reload.last = tab.token, tab.conversation, tab.last
    welcome = await reload.hello()
    assert (welcome["conversation"], welcome["entries"]) == (tab.conversation, [])
    fresh = await site.tab(like=tab)
    assert fresh.conversation == ended, "who does not know of the opening sees what is stored"
    assert (await reload.wish("answer", **YES))["type"] == "accepted"
    moved = await fresh.until("welcome")
    assert moved["conversation"] == reload.conversation
    await tab.sees("visitor_answered", card="talk")


async def test_one_who_names_a_strangers_opening_gets_the_own_one(site: Served) -> None:
    mine, theirs = await site.tab(), await site.tab()
    assert mine.conversation != theirs.conversation
    spy = await site.open()
    spy.token = mine.token
    welcome = await spy.hello(conversation=theirs.conversation, last=2)
    assert (welcome["conversation"], len(welcome["entries"])) == (mine.conversation, 2)


@pytest.mark.parametrize("last", [4, 2**53 - 1])
async def test_one_who_says_to_have_seen_more_than_the_opening_gets_all_of_it(
    site: Served, last: int
) -> None:
    tab = await site.tab()
    assert len((await tab.hello(last=last))["entries"]) == 2


async def test_one_process_shows_and_another_begins(store_url: str, site: Served) -> None:
    async with served(store_url, site=site.house.settings.site) as other:
        one = await site.tab()
        two = await other.tab(like=one)
        assert two.conversation == one.conversation
        assert (await two.wish("answer", **YES))["type"] == "accepted"
        for tab in (one, two):
            await tab.sees("card_shown", card="who")
        assert one.entries == two.entries


async def test_who_leaves_before_the_first_answer_leaves_no_listener(site: Served) -> None:
    tab = await site.tab()
    hub, topic = site.app[GATEWAY].shared.hub, opening_topic(visitor_of(site, tab))
    assert topic in hub._topics
    await tab.socket.close()

    async def gone() -> bool:
        return topic not in hub._topics

    await until(gone)


# --- dialogues that wait for nobody

TELLS = """id: tells
name: Tells
stream: [{id: a, type: message, text: Hello}, {id: b, type: goal}]
"""
HANDS_OVER = """id: hands-over
name: Hands over
stream: [{id: chat, type: live_chat, text: One moment}]
"""


async def serving(store_url: str, folder: Path, text: str) -> AsyncIterator[Served]:
    (folder / "d.yaml").write_text(text)
    async with served(store_url, dialogues=Dialogues(folder=str(folder))) as running:
        yield running


@pytest.mark.parametrize(
    ("text", "last"), [(TELLS, "conversation_ended"), (HANDS_OVER, "live_chat_requested")]
)
async def test_what_waits_for_nobody_begins_when_it_is_shown(
    store_url: str, tmp_path: Path, text: str, last: str
) -> None:
    async for site in serving(store_url, tmp_path, text):
        one = await site.tab()
        await one.sees(last)
        assert (await kinds(site, one))[0] is ConversationStarted
        two = await site.tab(like=one)
        assert two.conversation == one.conversation, "it is not begun a second time"
        await two.sees(last)


async def test_what_waits_for_nobody_is_begun_once_by_two_tabs_at_once(
    store_url: str, tmp_path: Path
) -> None:
    async for site in serving(store_url, tmp_path, TELLS):
        first = await site.tab()
        ended = first.conversation
        tabs = [first, *[await site.tab(like=first) for _ in range(4)]]
        answers = await asyncio.gather(*(tab.wish("start") for tab in tabs))
        assert {frame["type"] for frame in answers} <= {"accepted", "refused"}
        for tab in tabs:
            await tab.sees("conversation_ended")
        assert ended not in {tab.conversation for tab in tabs[:1]}


async def test_beginnings_at_once_are_limited_by_address(store_url: str, tmp_path: Path) -> None:
    (tmp_path / "d.yaml").write_text(TELLS)
    limits = Visitors(conversations_per_hour=1)
    async with served(store_url, visitors=limits, dialogues=Dialogues(folder=str(tmp_path))) as site:
        await site.tab()
        late = await site.open()
        refused = await late.hello()
        assert (refused["type"], refused["code"]) == ("error", "too_fast")
        assert await late.closing() == 1013
