"""Texts of visitors, cut into posts that Slack takes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.slack.mrkdwn import LIMIT, escape, shorten, split, unescape
from bot.adapters.slack.render import pieces


TEXT = st.text(st.characters(exclude_categories=["Cs"]))
NASTY = st.text(st.sampled_from("&<>a \n😀\u0301\u200d🏽é:/"))
SMALL = 12


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@given(TEXT | NASTY)
def test_the_pieces_joined_are_the_text(text: str) -> None:
    assert unescape("".join(split(escape(text), SMALL))) == text


@given(TEXT | NASTY)
def test_no_piece_is_longer_than_the_limit(text: str) -> None:
    assert all(0 < utf16(piece) <= SMALL for piece in split(escape(text), SMALL))


@given(TEXT | NASTY)
def test_no_entity_is_cut(text: str) -> None:
    for piece in split(escape(text), SMALL):
        assert escape(unescape(piece)) == piece


@given(st.text(st.sampled_from("&<>a\n 😀"), min_size=1, max_size=30).map(lambda seed: seed * 400))
def test_at_the_real_limit_too_nothing_is_lost_and_nothing_too_long(text: str) -> None:
    shown = pieces(text)
    assert all(utf16(piece) <= LIMIT and piece.strip() for piece in shown)
    assert "".join("".join(map(unescape, shown)).split()) == "".join(text.split())


def test_a_cut_falls_between_lines_or_words() -> None:
    assert list(split("one two three four", 10)) == ["one two ", "three four"]
    assert list(split("one two\nthree four", 14)) == ["one two\n", "three four"]


def test_a_family_is_not_torn_apart() -> None:
    family = "👨‍👩‍👧"
    assert list(split("abcdefg" + family, 12)) == ["abcdefg", family]


def test_a_short_text_is_one_post_and_an_empty_one_none() -> None:
    assert pieces("Hello") == ["Hello"]
    assert pieces("") == []
    assert pieces(" \n ") == []


def test_addresses_leave_room_for_the_brackets_that_slack_adds() -> None:
    text = "http://a.example " * 400
    assert all(utf16(piece) + 2 * piece.count("://") <= LIMIT for piece in pieces(text))


@given(TEXT | NASTY, st.integers(min_value=SMALL, max_value=40))
def test_a_shortened_text_fits_and_says_that_it_was_longer(text: str, limit: int) -> None:
    shown = shorten(text, limit)
    assert utf16(shown) <= limit
    assert shown == escape(text) or shown.endswith("…")
