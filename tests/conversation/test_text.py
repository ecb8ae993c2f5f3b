"""What a reply in a thread means: when in doubt it stays inside."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text import NOT_RELAYED, meaning, told_to_thread


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
        ("!end", "end", ""),
        ("!END now", "end", ""),
        (" !End", "end", ""),
        ("!help", "help", ""),
        ("!help end", "help", ""),
        ("!ende", "unknown_command", ""),
        ("!transfer @bob secret", "unknown_command", ""),
        ("!end.", "unknown_command", ""),
        ("!", "words", "!"),
        ("!!", "words", "!!"),
        ("! end", "words", "! end"),
        ("!1", "words", "!1"),
        ("end", "words", "end"),
        ("!été", "unknown_command", ""),
    ],
)
def test_a_reply_means(reply: str, kind: str, text: str) -> None:
    assert meaning(reply) == (kind, text)


@given(st.text(), st.sampled_from(["", " ", "\n", "\t "]))
def test_nothing_that_begins_like_a_note_is_ever_words(rest: str, before: str) -> None:
    assert meaning(f"{before}//{rest}").kind == "note"


@given(st.from_regex(r"\s*![a-zA-Z]\S*(\s.*)?", fullmatch=True))
def test_nothing_that_begins_like_a_command_is_ever_words(reply: str) -> None:
    assert meaning(reply).kind in ("end", "help", "unknown_command")


@given(st.text())
def test_words_are_what_was_written_without_the_blanks_around_it(reply: str) -> None:
    kind, text = meaning(reply)
    assert text == reply.strip() if kind == "words" else text in reply


def test_every_reason_for_not_relaying_says_so_except_the_help_that_was_asked_for() -> None:
    for why, told in NOT_RELAYED.items():
        assert ("Not sent to the visitor" in told) == (why != "help")


def test_the_end_by_the_visitor_names_the_visitor() -> None:
    assert told_to_thread("visitor_ended", "Grace") == "Grace ended the conversation."
    assert told_to_thread("agent_ended", "Grace") == ""
