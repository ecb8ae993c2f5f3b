"""The card, the posts and the private lines, also for visitors who try things."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.teams import cards
from bot.adapters.teams.buttons import pressed
from bot.adapters.teams.notify import Whom, about_visitor, mention, notification
from bot.adapters.teams.render import (
    Heard,
    answers,
    below_post,
    no_chat,
    opening,
    private,
    replying,
    said,
    status_card,
    with_buttons,
)
from bot.conversation.actions import Action, Place, on_card
from bot.conversation.card import Fact
from bot.conversation.state import ThreadStatus
from bot.ids import ConversationId, EntryNumber, Person, ThreadNumber
from bot.ports import Bystander
from tests.adapters.cards import card
from tests.adapters.teams.shown import Json, buttons, card_of, elements, words


HOSTILE = (
    "<at>Zoe</at> **bold** [your bank](https://evil.example) {{DATE(2020-01-01T00:00:00Z)}} `x` <b>y</b>"
)
ZOE = Whom(Person("teams:t1:29:zoe"), "Zoe <Lee>")
LIVE = card(
    status=ThreadStatus.LIVE,
    status_line="You are talking to Anna. Reply in this thread.",
    actions=on_card(ThreadStatus.LIVE, Place.BUTTON),
    more=on_card(ThreadStatus.LIVE, Place.MORE),
)


def test_the_card_reads_from_top_to_bottom_as_an_agent_asks() -> None:
    assert words(status_card(card(), Heard.ALL)) == [
        "Anna would like to talk",
        "Waiting since {{DATE(2023-11-14T22:13:20Z,SHORT)}} {{TIME(2023-11-14T22:13:20Z)}}",
        "E-mail",
        "anna@a.example",
        "What is it about?",
        "Prices",
        "Waiting for you: accept, or simply reply in this thread.",
    ]


def test_what_works_at_once_is_executed_and_older_clients_submit_it() -> None:
    accept = buttons(status_card(card(), Heard.ALL))["Accept"]
    data = {"threadline": {"verb": "accept", "conversation": "c-7f", "thread": 3}}
    assert (accept["type"], accept["verb"], accept["style"]) == ("Action.Execute", "accept", "positive")
    assert accept["data"] == data
    assert (accept["fallback"]["type"], accept["fallback"]["data"]) == ("Action.Submit", data)


@pytest.mark.parametrize("label", ["End", "Transfer", "Visitor", "Note", "Canned reply", "Block"])
def test_what_asks_opens_a_dialog(label: str) -> None:
    button = buttons(status_card(LIVE, Heard.ALL))[label]
    assert button["type"] == "Action.Submit"
    assert button["data"]["msteams"] == {"type": "task/fetch"}


def test_what_a_button_carries_is_read_back() -> None:
    for label, action in (("Accept", Action.ACCEPT), ("Decline", Action.DECLINE)):
        read = pressed(buttons(status_card(card(), Heard.ALL))[label]["data"])
        assert read
        assert (read.action, read.conversation, read.thread) == (action, "c-7f", 3)


@pytest.mark.parametrize(
    "sent",
    [
        None,
        "x",
        [],
        {},
        {"threadline": None},
        {"threadline": {"verb": 1}},
        {"threadline": {"verb": "x" * 99}},
    ],
)
def test_what_is_no_button_of_ours_is_none(sent: object) -> None:
    assert pressed(sent) is None


def test_the_menu_is_behind_one_more_button() -> None:
    shown = status_card(LIVE, Heard.NONE)
    first = [one["title"] for one in shown["actions"]]
    assert first == ["End", "Transfer", "Visitor", "Note", "Canned reply", "More"]
    assert len(first) <= cards.BUTTONS
    assert list(buttons(shown["actions"][-1]["card"])) == ["Block", "Transcript", "Leave"]
    assert "More" not in buttons(status_card(card(), Heard.NONE))


@pytest.mark.parametrize(
    ("heard", "line", "ways"),
    [
        (Heard.ALL, "You are talking to Anna. Reply in this thread.", []),
        (
            Heard.MENTIONS,
            "You are talking to Anna. Mention me in your replies, or press Reply: I hear no others in this team.",
            ["Reply"],
        ),
        (
            Heard.NONE,
            "You are talking to Anna. Press Reply, or choose to write to them here.",
            ["Reply", "Write to Anna here"],
        ),
    ],
)
def test_the_card_says_how_to_reply_where_it_stands(heard: Heard, line: str, ways: list[str]) -> None:
    shown = status_card(LIVE, heard)
    assert line in words(shown)
    assert [label for label in buttons(shown) if label.startswith(("Reply", "Write"))] == ways
    for way in ways:
        read = pressed(buttons(shown)[way]["data"])
        assert read
        assert (read.conversation, read.thread, read.root) == ("c-7f", 3, "")


@pytest.mark.parametrize(
    "status", [s for s in ThreadStatus if s not in (ThreadStatus.LIVE, ThreadStatus.OFFERED)]
)
def test_nobody_is_invited_to_reply_where_it_reaches_nobody(status: ThreadStatus) -> None:
    shown = status_card(card(status=status, status_line="It is over.", actions=()), Heard.NONE)
    assert buttons(shown) == {}
    assert "It is over." in words(shown)


def test_signs_of_the_visitor_stand_below() -> None:
    shown = words(status_card(LIVE._replace(activity="Anna is typing", read_at=1_700_000_000_000), Heard.ALL))
    assert "Anna is typing" in shown
    assert shown[-1] == "Read up to {{DATE(2023-11-14T22:13:20Z,SHORT)}} {{TIME(2023-11-14T22:13:20Z)}}"


def unread(shown: Json) -> None:
    """Nothing hostile stands where Teams reads markdown, mentions or dates."""
    for one in elements(shown):
        if one["type"] == "TextBlock":
            assert "evil" not in one["text"]
        if one["type"] == "TextRun":
            assert "<at" not in one["text"]
            assert "{{" not in one["text"]


def test_nothing_of_a_visitor_is_read_as_markup_on_a_card() -> None:
    hostile = card(
        title=HOSTILE, visitor=HOSTILE, facts=(Fact(HOSTILE, HOSTILE),), status_line=HOSTILE, activity=HOSTILE
    )
    for heard in Heard:
        unread(status_card(hostile, heard))
    assert any("evil.example" in line for line in words(status_card(hostile, Heard.ALL)))


TEXTS = st.text(st.characters(exclude_categories=["Cs"])) | st.text(st.sampled_from('&<{😀x"\n')).map(
    lambda x: x * 300
)


@given(TEXTS, TEXTS, TEXTS, st.lists(st.builds(Fact, TEXTS, TEXTS), max_size=60))
def test_whatever_visitors_say_the_card_is_small_enough(
    title: str, visitor: str, line: str, facts: list[Fact]
) -> None:
    hostile = LIVE._replace(title=title, visitor=visitor, status_line=line, facts=tuple(facts), activity=line)
    shown = status_card(hostile, Heard.NONE)
    assert cards.size(shown) <= cards.SIZE
    assert all(one["text"] for one in elements(shown) if one["type"] == "TextRun")
    unread(shown)


def test_facts_that_do_not_fit_are_counted() -> None:
    shown = words(status_card(card(facts=tuple(Fact(f"Question {n}", "yes") for n in range(33))), Heard.ALL))
    assert "Question 19" in shown
    assert "Question 20" not in shown
    assert "and 13 more" in shown


def test_the_opening_mentions_whom_it_is_for_and_says_it_in_the_notification() -> None:
    shown = opening(card(), Heard.ALL, ZOE)
    assert shown["summary"] == "Anna would like to talk"
    assert shown["text"] == "<at>Zoe Lee</at>"
    assert shown["entities"] == [
        {"type": "mention", "mentioned": {"id": "29:zoe", "name": "Zoe Lee"}, "text": "<at>Zoe Lee</at>"}
    ]
    alone = opening(card(), Heard.NONE)
    assert "text" not in alone
    assert "entities" not in alone


def test_an_opening_that_may_stand_there_twice_says_so() -> None:
    assert "may stand above already" in opening(card(), Heard.NONE, again=True)["text"]
    assert opening(card(), Heard.ALL, ZOE, again=True)["text"].startswith("<at>Zoe Lee</at><br/>")


# --- posts


@pytest.mark.parametrize(
    ("author", "shown"),
    [
        ("Anna", "<b>Anna (visitor)</b><br/>Hi"),
        ("", "Hi"),
        ("Visitor", "<b>Visitor</b><br/>Hi"),
        ("<at>Zoe</at>", "<b>atZoe/at (visitor)</b><br/>Hi"),
        ("A & B", "<b>A &amp; B (visitor)</b><br/>Hi"),
        ("Anna\u202eeel\n", "<b>Annaeel (visitor)</b><br/>Hi"),
    ],
)
def test_a_post_begins_with_its_author(author: str, shown: str) -> None:
    assert said(author, "Hi") == shown


def test_our_own_words_in_a_chat_say_of_whom_they_are() -> None:
    assert said("", "It is over.", about="Anna") == "<b>About Anna (visitor)</b><br/>It is over."
    assert about_visitor("") == ""


def test_a_post_that_may_stand_there_twice_says_so() -> None:
    assert said("Anna", "Hi", again=True).endswith("Hi<br/><i>This may stand above already: Teams did not say "
                                                    "whether it had arrived.</i>")  # fmt: skip


@given(st.text())
def test_every_author_is_marked_and_short(author: str) -> None:
    line = said(author or "x", "").removesuffix("<br/>")
    name = "".join(ElementTree.fromstring(line).itertext())  # noqa: S314  our own
    assert name == "Visitor" or name.endswith(" (visitor)")
    assert len(name) <= 80


def test_a_visitors_words_in_a_chat_have_their_ways_to_reply() -> None:
    shown = with_buttons("Hi", replying("Anna Lee", Heard.NONE, below_post("1700")))
    reply, here = buttons(card_of(shown)).values()
    assert (reply["title"], here["title"]) == ("Reply", "Write to Anna Lee here")
    assert reply["data"] == {
        "threadline": {"verb": "reply", "root": "1700"},
        "msteams": {"type": "task/fetch"},
    }
    assert here["data"] == {"threadline": {"verb": "write_here", "root": "1700"}}
    assert with_buttons("Hi", []) == {"type": "message", "text": "Hi", "textFormat": "xml"}


def test_a_long_name_does_not_make_a_long_button() -> None:
    assert all(len(one["title"]) <= cards.TITLE for one in replying("x" * 300, Heard.NONE, below_post("1")))
    assert replying("\u202e", Heard.NONE, below_post("1"))[1]["title"] == "Write to the visitor here"


# --- private lines and notifications


def test_a_private_line_says_about_whom_it_is_and_leads_there() -> None:
    text = private("`!help` helps", about="Anna", link_to="https://t.example/?a&b")["text"]
    assert text == (
        "<b>About Anna (visitor)</b><br/><code>!help</code> helps"
        '<br/><a href="https://t.example/?a&amp;b">Open the thread</a>'
    )


def test_a_bystander_may_join_or_send_once() -> None:
    bystander = Bystander(ConversationId("c1"), ThreadNumber(2), EntryNumber(12))
    join, once = buttons(card_of(private("Not sent.", bystander=bystander))).values()
    assert (join["title"], once["title"]) == ("Join", "Send once")
    read = pressed(once["data"])
    assert read
    assert (read.action, read.conversation, read.thread, read.entry) == (Action.SEND_ONCE, "c1", 2, 12)


def test_who_has_no_chat_hears_only_that() -> None:
    shown = no_chat(ZOE)
    assert shown["text"].startswith("<at>Zoe Lee</at> I have something to tell you alone")
    assert shown["entities"]


def test_a_long_answer_comes_in_several_messages() -> None:
    shown = answers("*Agents*\n" + "\n".join(f"• agent {n}" for n in range(3000)))
    assert len(shown) > 1
    assert shown[0]["text"].startswith("<b>Agents</b><br/>")
    assert "agent 2999" in shown[-1]["text"]
    assert answers(" ") == []


def test_a_notification_mentions_in_channels_and_not_in_chats() -> None:
    said_to = notification("Anna waits.", whom=ZOE, link_to="https://t.example/x")
    assert said_to["text"].startswith("<at>Zoe Lee</at> Anna waits.<br/><a ")
    alone = notification("Anna waits.", whom=None, about="Anna")
    assert alone["text"] == "<b>About Anna (visitor)</b><br/>Anna waits."
    assert "entities" not in alone


@given(st.text())
def test_the_text_of_a_mention_occurs_as_it_is_and_holds_nothing_else(name: str) -> None:
    text, [entity] = mention(Whom(Person("teams:t:29:x"), name))
    assert entity["text"] == text
    assert json.loads(json.dumps(entity)) == entity
    assert len(ElementTree.fromstring(text)) == 0  # noqa: S314  our own
