"""What a reply in a thread means: when in doubt it stays inside."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text import NOT_RELAYED, meaning, one_line, told_of_delay, told_to_thread


@pytest.mark.parametrize(
    ("reply", "kind", "text"),
    [
        ("Hello!", "words", "Hello!"),
        ("  Hello!\n", "words", "Hello!"),
        ("", "empty", ""),
        (" \n\t", "empty", ""),
        ("// key account", "note", "key account"),
        ("//key account", "note", "key account"),
        ("  // indented", "note", "indented"),
        ("//", "note", ""),
        ("see // there", "words", "see // there"),
        ("https://example.org", "words", "https://example.org"),
        ("/ one slash", "words", "/ one slash"),
        ("!end", "command", ""),
        ("!END now", "command", "now"),
        (" !End", "command", ""),
        ("!help", "command", ""),
        ("!help end", "command", "end"),
        ("!ende", "command", ""),
        ("!transfer @bob secret", "command", "@bob secret"),
        ("!end.", "command", ""),
        ("!", "words", "!"),
        ("!!", "words", "!!"),
        ("! end", "words", "! end"),
        ("!1", "words", "!1"),
        ("end", "words", "end"),
        ("!été", "command", ""),
        ("!end*", "command", ""),
        ("*// bold*", "note", "bold*"),
        ("_// italic_", "note", "italic_"),
        ("> // quoted", "note", "quoted"),
        ("\u2022 // listed", "note", "listed"),
        ("*_// both_*", "note", "both_*"),
        ("\u200b// after a sign of no width", "note", "after a sign of no width"),
        ("\ufeff//", "note", ""),
        ("\uff0f\uff0f\u5185\u90e8", "note", "\u5185\u90e8"),
        ("*!end*", "command", ""),
        ("\uff01end", "command", ""),
        ("_!transfer_ @bob", "command", "@bob"),
        ("*really* // not a note", "words", "*really* // not a note"),
        ("> what you said\nyes", "words", "> what you said\nyes"),
        ("`// code`", "words", "`// code`"),
        ("*", "words", "*"),
        ("!note she is\na key account", "command", "she is\na key account"),
        ("/livechat status", "slash_command", ""),
        (" /LiveChat", "slash_command", ""),
        ("*/livechat away*", "slash_command", ""),
        ("/livechats", "words", "/livechats"),
        ("see /livechat", "words", "see /livechat"),
        ("\uff01\u597d\u7684", "words", "\uff01\u597d\u7684"),
    ],
)
def test_a_reply_means(reply: str, kind: str, text: str) -> None:
    assert meaning(reply)[:2] == (kind, text)


UNSEEN = st.characters(categories=("Cc", "Cf", "Co", "Cn", "Zs", "Zl", "Zp"))
"""What nobody sees: control signs, marks of direction and of no width, blanks, what has no letter yet."""


@given(st.text(), st.text(UNSEEN | st.sampled_from("*_~>\u2022\ufffd"), max_size=4))
def test_nothing_that_begins_like_a_note_is_ever_words(rest: str, before: str) -> None:
    assert meaning(f"{before}//{rest}").kind == "note"


@given(st.text(UNSEEN, max_size=3), st.sampled_from(["!end", "!END now", "\uff01end"]))
def test_nothing_that_ends_a_conversation_is_ever_words(before: str, command: str) -> None:
    kind, _, word = meaning(before + command)
    assert (kind, word.casefold()) == ("command", "end")


def test_somebody_elses_text_among_our_words_has_one_line_and_nothing_unseen_that_acts() -> None:
    assert one_line(" a\n\tb\u2028c \x00\x1b[2J\u202edlrow\u2066! \x9b") == "a b c [2Jdlrow!"


@given(st.from_regex(r"\s*![a-zA-Z]\S*(\s.*)?", fullmatch=True))
def test_nothing_that_begins_like_a_command_is_ever_words(reply: str) -> None:
    assert meaning(reply).kind == "command"


@given(st.text())
def test_words_are_what_was_written_without_the_blanks_around_it(reply: str) -> None:
    kind, text, _ = meaning(reply)
    assert text == reply.strip() if kind == "words" else text in reply


def test_every_reason_for_not_relaying_says_so() -> None:
    for told in NOT_RELAYED.values():
        assert "Not sent to the visitor" in told


def test_the_end_by_the_visitor_names_the_visitor() -> None:
    assert told_to_thread("visitor_ended", "Grace") == "Grace ended the conversation."
    assert told_to_thread("agent_ended", "Grace") == ""


@pytest.mark.parametrize(
    ("until", "between"),
    [
        (datetime(2026, 3, 1, 13, 5, tzinfo=UTC), "from 12:58 to 13:05 UTC"),
        (datetime(2026, 3, 2, 0, 1, tzinfo=UTC), "from 2026-03-01 12:58 to 00:01 UTC"),
    ],
)
def test_a_delay_is_told_from_when_to_when(until: datetime, between: str) -> None:
    since = datetime(2026, 3, 1, 12, 58, 59, tzinfo=UTC)
    assert between in told_of_delay(int(since.timestamp() * 1000), int(until.timestamp() * 1000))
