"""The card and the names, also for visitors who try things."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.slack.mrkdwn import LIMIT
from bot.adapters.slack.render import blocks, card_text, command_answer, notification, username
from bot.conversation.actions import Action
from bot.conversation.card import Fact
from bot.conversation.state import ThreadStatus
from tests.adapters.cards import card
from tests.fake_slack.blocks import TOTAL_CHARACTERS, characters, problems


HOSTILE = "<!channel> <@U1ANN> <https://evil.example|your bank> *bold* @here & `x` :wave:"


def test_the_card_reads_from_top_to_bottom_as_an_agent_asks() -> None:
    header, waiting, facts, status, actions = blocks(card())
    assert header["text"]["text"] == "Anna would like to talk"
    assert waiting["elements"][0]["text"].startswith(
        "Waiting since <!date^1700000000^{date_short_pretty} {time}|2023-11-14 22:13 UTC>"
    )
    assert [field["text"] for field in facts["fields"]] == [
        "E-mail",
        "anna@a.example",
        "What is it about?",
        "Prices",
    ]
    assert status["text"]["text"] == "Waiting for you: accept, or simply reply in this thread."
    assert [button["text"]["text"] for button in actions["elements"]] == ["Accept", "Decline"]


def test_buttons_say_which_conversation_and_thread_they_are_of() -> None:
    accept, decline = blocks(card())[-1]["elements"]
    assert (accept["action_id"], accept["value"], accept["style"]) == (
        "threadline_accept",
        "c-7f|3",
        "primary",
    )
    assert (decline["action_id"], decline["value"]) == ("threadline_decline", "c-7f|3")
    assert "style" not in decline


def test_ending_asks_first_and_looks_dangerous() -> None:
    (end,) = blocks(card(status=ThreadStatus.LIVE, actions=(Action.END,)))[-1]["elements"]
    assert end["style"] == "danger"
    assert end["confirm"]["title"]["text"] == "End this conversation?"


def test_a_card_without_actions_has_no_buttons() -> None:
    assert all(block["type"] != "actions" for block in blocks(card(status=ThreadStatus.CLOSED, actions=())))


def test_the_notification_is_the_title() -> None:
    assert notification(card()) == "Anna would like to talk"


def test_nothing_of_a_visitor_stands_where_slack_reads_markup() -> None:
    hostile = card(title=HOSTILE, facts=(Fact(HOSTILE, HOSTILE),), status_line=HOSTILE)
    for block in blocks(hostile):
        texts = [block.get("text"), *block.get("fields", ()), *block.get("elements", ())]
        assert all(text["type"] != "mrkdwn" or "evil" not in json.dumps(text) for text in texts if text)
    assert "<!channel>" not in json.dumps(blocks(hostile))
    assert "<" not in notification(hostile)
    assert "<" not in card_text(hostile)


TEXTS = st.text(st.characters(exclude_categories=["Cs"])) | st.text(st.sampled_from("&<>x")).map(
    lambda x: x * 300
)


@given(TEXTS, TEXTS, st.lists(st.builds(Fact, TEXTS, TEXTS), max_size=60))
def test_whatever_visitors_say_the_card_stays_within_slacks_limits(
    title: str, status_line: str, facts: list[Fact]
) -> None:
    shown = blocks(card(title=title, status_line=status_line, facts=tuple(facts)))
    assert problems(shown) == []
    assert characters(shown) <= TOTAL_CHARACTERS
    assert len(card_text(card(title=title, status_line=status_line, facts=tuple(facts)))) <= LIMIT


def test_facts_that_do_not_fit_are_counted() -> None:
    many = card(facts=tuple(Fact(f"Question {n}", "yes") for n in range(33)))
    shown = json.dumps(blocks(many))
    assert "Question 19" in shown
    assert "Question 20" not in shown
    assert "and 13 more" in shown


def test_a_long_value_ends_with_an_ellipsis() -> None:
    fields = blocks(card(facts=(Fact("Page", "x" * 5000),)))[2]["fields"]
    assert fields[1]["text"] == "x" * 399 + "…"


@pytest.mark.parametrize(
    ("author", "shown"),
    [
        ("Anna", "Anna (visitor)"),
        ("  Anna   Lee ", "Anna Lee (visitor)"),
        ("Visitor", "Visitor"),
        ("<@U1ANN>", "U1ANN (visitor)"),
        ("@here", "here (visitor)"),
        ("\uff20here", "here (visitor)"),
        ("Slackbot", "Visitor"),
        ("SLACK BOT", "Visitor"),
        ("SlaSlackbotckbot", "Visitor"),
        ("Slack\u200bbot", "Visitor"),
        ("Anna\u202eeel", "Annaeel (visitor)"),
        ("An\nna\x07", "An na (visitor)"),
        ("", "Visitor"),
        ("👩‍💻", "👩💻 (visitor)"),
    ],
)
def test_a_visitor_cannot_pose_as_somebody_else(author: str, shown: str) -> None:
    assert username(author) == shown


@given(st.text())
def test_every_name_is_marked_and_short(author: str) -> None:
    shown = username(author)
    assert shown == "Visitor" or shown.endswith(" (visitor)")
    assert len(shown) <= 80
    assert not set(shown) & set("<>@")


def test_an_answer_to_a_command_keeps_its_marks_and_nothing_else() -> None:
    assert command_answer("*Agents*\n`agent add` <!channel>") == ["*Agents*\n`agent add` &lt;!channel&gt;"]


def test_a_very_long_answer_is_cut_to_what_a_response_url_takes() -> None:
    shown = command_answer("\n".join(f"• agent {n}" for n in range(5000)))
    assert len(shown) == 5
    assert shown[-1].endswith("\n…")
    assert all(len(each) <= LIMIT for each in shown)


def test_the_card_without_blocks_says_the_same() -> None:
    assert card_text(card()).splitlines() == [
        "Anna would like to talk",
        "E-mail: anna@a.example",
        "What is it about?: Prices",
        "Waiting for you: accept, or simply reply in this thread.",
    ]
