"""Texts as Teams' markup: inert, whole, and cut to size."""

from __future__ import annotations

import html
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.teams.markup import LIMIT, below, escape, halves, laid_out, link, marked, pieces
from bot.cutting import utf16


NASTY = st.text(st.sampled_from("&<>a \n\t\r\x00\"'`*😀\u0301\u200d\u202eat/")) | st.text()


@given(NASTY)
def test_whatever_is_written_is_text_and_nothing_else(text: str) -> None:
    root = ElementTree.fromstring(f"<div>{laid_out(escape(text))}</div>")  # noqa: S314  our own
    assert {part.tag for part in root.iter()} <= {"div", "br"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<at>Zoe</at>", "&lt;at&gt;Zoe&lt;/at&gt;"),
        ("&lt;at&gt;", "&amp;lt;at&amp;gt;"),
        ("**bold** [x](https://evil.example)", "**bold** [x](https://evil.example)"),
        ("one\r\ntwo\rthree", "one<br/>two<br/>three"),
        ("  in  ward", "\u00a0 in\u00a0 ward"),
        ("a\tb", "a\u00a0\u00a0\u00a0 b"),
        ("bell\x07 \x00 end\ufffe", "bell\u00a0 end"),
    ],
)
def test_signs_lines_and_blanks(text: str, shown: str) -> None:
    assert laid_out(escape(text)) == shown


def test_a_text_is_one_piece_as_long_as_it_fits() -> None:
    assert pieces("Hello <you>") == ["Hello &lt;you&gt;"]
    assert pieces(" \n ") == []
    assert len(pieces("x" * LIMIT)) == 1
    assert len(pieces("x" * (LIMIT + 1))) == 2


@given(st.text(st.sampled_from("&<>a\n\t 😀"), min_size=1, max_size=30).map(lambda seed: seed * 2000))
def test_no_piece_is_too_large_as_it_is_shown_and_none_of_the_text_is_lost(text: str) -> None:
    shown = pieces(text)
    assert all(utf16(laid_out(piece)) <= LIMIT for piece in shown)
    assert "".join("".join(map(html.unescape, shown)).split()) == "".join(text.split())


def test_halves_are_smaller_and_together_the_whole() -> None:
    piece = "word &amp; more\n" * 500
    first, *rest = halves(piece)
    assert "".join([first, *rest]) == piece
    assert all(len(half) <= len(piece) // 2 + 200 for half in (first, *rest))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("*3 agents*", "<b>3 agents</b>"),
        ("type `agent add @name`.", "type <code>agent add @name</code>."),
        ("`*` and `<b>`", "<code>*</code> and <code>&lt;b&gt;</code>"),
        ("type `/livechat agent list`", "type <code>agent list</code>"),
        ("`/livechat` is not `/livechats x`", "<code>/livechat</code> is not <code>/livechats x</code>"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("a*b*c", "a*b*c"),
        ("**", "**"),
        ("*one\ntwo*", "*one<br/>two*"),
        ("• one\n• *two*", "• one<br/>• <b>two</b>"),
    ],
)
def test_our_own_words_keep_their_marks(text: str, shown: str) -> None:
    assert marked(text) == shown


@given(NASTY)
def test_marks_make_bold_and_code_and_nothing_else(text: str) -> None:
    root = ElementTree.fromstring(f"<div>{marked(text)}</div>")  # noqa: S314  our own
    assert {part.tag for part in root.iter()} <= {"div", "br", "b", "code"}


@given(NASTY)
def test_a_link_leads_where_it_should_whatever_it_is_called(label: str) -> None:
    made = ElementTree.fromstring(link('https://x.example/?a="b"&c=<d>', label))  # noqa: S314  our own
    assert made.attrib == {"href": 'https://x.example/?a="b"&c=<d>'}
    assert len(made) == 0


def test_nothing_takes_no_line() -> None:
    assert below("", "a", "", "b") == "a<br/>b"
    assert below("", "") == ""
