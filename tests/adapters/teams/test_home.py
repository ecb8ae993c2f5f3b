"""A home as a card."""

from __future__ import annotations

from typing import Any

import pytest

from bot.adapters.teams import cards
from bot.adapters.teams.buttons import HOME_VERBS, pressed
from bot.adapters.teams.home import activity, card, way_to
from bot.adapters.teams.thread_link import WEB_URL, link_to
from bot.conversation.actions import Action
from bot.home import Home, HomeAction, HomeChat, HomeWaiter
from bot.ids import ThreadRef
from tests.adapters.teams.shown import buttons, card_of, elements, words


THREAD = ThreadRef("teams:t1:19:x@thread.tacv2/1700")


def home(**changes: Any) -> Home:
    """Zoe is available, with two chats and a visitor in line, unless told otherwise."""
    return Home(
        heading="You are available until 18:00.",
        action=HomeAction.AWAY,
        places="2 of 4",
        chats=(
            HomeChat("Anna", "waits for your reply", 1, THREAD),
            HomeChat("Ben", "is asked for you", 1, None),
        ),
        waiters=(HomeWaiter("Cid", 1_700_000_000_000),),
        waiting=3,
        hours="Mon-Fri 9:00-18:00\nSat closed",
        today=(("Chats", "7"), ("Rating", "4.8")),
    )._replace(**changes)


def test_a_home_reads_from_top_to_bottom() -> None:
    assert words(card(home(), {})) == [
        "You are available until 18:00.",
        "Your chats: 2 of 4",
        "Anna waits for your reply",
        "Ben is asked for you",
        "In line",
        "Cid",
        "since {{DATE(2023-11-14T22:13:20Z,SHORT)}} {{TIME(2023-11-14T22:13:20Z)}}",
        "and 2 more",
        "Your hours",
        "Mon-Fri 9:00-18:00",
        "Sat closed",
        "Today",
        "Chats",
        "7",
        "Rating",
        "4.8",
    ]


@pytest.mark.parametrize(
    ("action", "label"), [(HomeAction.AWAY, "I am away"), (HomeAction.AVAILABLE, "I am available")]
)
def test_its_switch_brings_back_what_it_does(action: HomeAction, label: str) -> None:
    switch = buttons(card(home(action=action), {}))[label]
    assert switch["type"] == "Action.Execute"
    read = pressed({"action": {"data": switch["data"]}})
    assert read
    assert {verb: done for verb, done in HOME_VERBS.items() if verb == read.verb}.popitem()[1] is action


def test_a_chat_leads_to_its_thread_or_to_a_reply_where_nothing_leads() -> None:
    shown = buttons(card(home(), {THREAD: way_to(THREAD, WEB_URL)}))
    assert shown["Open the thread"]["url"] == link_to(THREAD)
    in_chat = ThreadRef("teams:t1:a:1chat/1700")
    chats = (HomeChat("Anna", "waits for your reply", 1, in_chat),)
    reply = buttons(card(home(chats=chats), {in_chat: way_to(in_chat, WEB_URL)}))["Reply"]
    assert reply["data"]["msteams"] == {"type": "task/fetch"}
    read = pressed(reply["data"])
    assert read
    assert (read.action, read.root) == (Action.REPLY, "1700")


def test_who_is_no_agent_reads_only_that() -> None:
    shown = card(Home(heading="You are no agent here."), {})
    assert words(shown) == ["You are no agent here."]
    assert buttons(shown) == {}


def test_an_empty_line_is_said() -> None:
    shown = words(card(home(waiters=(), waiting=0, chats=()), {}))
    assert "Nobody waits in line." in shown


def test_nothing_of_a_visitor_is_read_as_markup() -> None:
    hostile = "[x](https://evil.example) {{DATE(2020-01-01T00:00:00Z)}}"
    shown = card(home(chats=(HomeChat(hostile, "waits", 1, None),), waiters=(HomeWaiter(hostile, 1),)), {})
    for one in elements(shown):
        assert one["type"] != "TextBlock" or "evil" not in one["text"]
        assert one["type"] != "TextRun" or "{{" not in one["text"]


def test_a_home_of_many_chats_is_small_enough() -> None:
    chat = HomeChat("😀" * 300, "waits for your reply", 1, THREAD)
    shown = card(home(chats=(chat,) * 60), {THREAD: way_to(THREAD, "https://t.example/" + "x" * 200)})
    assert cards.size(shown) <= cards.SIZE
    assert card_of(activity(home(), {})) == card(home(), {})
