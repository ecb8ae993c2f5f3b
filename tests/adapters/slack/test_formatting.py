"""What an agent typed in Slack, as text and how it is meant."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.slack.formatting import NEUTRAL, formatted
from bot.adapters.slack.mrkdwn import escape
from bot.content import Span


NAMES = {"U1ANN": "Ann Lee"}
LINK = "https://a.example"


@pytest.mark.parametrize(
    ("raw", "text", "spans"),
    [
        ("plain", "plain", []),
        ("*bold* words", "bold words", [("bold", "bold")]),
        ("_so_ ~not~", "so not", [("italic", "so"), ("strike", "not")]),
        ("*_both_*", "both", [("bold", "both"), ("italic", "both")]),
        ("*big _and_ slim*", "big and slim", [("bold", "big and slim"), ("italic", "and")]),
        ("`a &lt; b`", "a < b", [("code", "a < b")]),
        ("`*not bold*` :wave:", "*not bold* 👋", [("code", "*not bold*")]),
        ("`:wave:`", ":wave:", [("code", ":wave:")]),
        ("```\nif a:\n    b\n```", "if a:\n    b", [("pre", "if a:\n    b")]),
        ("*bold `code`*", "bold code", [("bold", "bold code"), ("code", "code")]),
        ("&gt; said\n&gt; twice\nno", "said\ntwice\nno", [("quote", "said\ntwice")]),
        ("a\n&gt;b", "a\nb", [("quote", "b")]),
        ("a\n&gt;&gt;&gt; all\nof it", "a\nall\nof it", [("quote", "all\nof it")]),
        ("&gt;&gt;&gt;all", "all", [("quote", "all")]),
        ("&gt; *bold*", "bold", [("bold", "bold"), ("quote", "bold")]),
        ("5 &gt; 3", "5 > 3", []),
        (f"<{LINK}>", LINK, [("link", LINK)]),
        (f"<{LINK}|the shop>", f"the shop ({LINK})", [("link", "the shop")]),
        (
            f"*<{LINK}|the shop>*",
            f"the shop ({LINK})",
            [("bold", f"the shop ({LINK})"), ("link", "the shop")],
        ),
        ("<mailto:ann@a.example|ann@a.example>", "ann@a.example", [("link", "ann@a.example")]),
        ("<javascript:alert(1)|click>", "click (javascript:alert(1))", []),
        ("<data:text/html,x|click>", "click (data:text/html,x)", []),
        ("hi <@U1ANN>, <!here>", "hi @Ann Lee, @here", []),
        ("• one\n• two", "• one\n• two", []),
        ("snake_case_name and 2*3*4", "snake_case_name and 2*3*4", []),
        ("* not a list*", "* not a list*", []),
        ("*", "*", []),
        ("** **", "** **", []),
        ("_a_b", "_a_b", []),
        ("say :partyparrot: :tada:", f"say {NEUTRAL} 🎉", []),
        ("on <!date^1392734382^{date}>", "on 2014-02-18 14:39 UTC", []),
        ("<!date^x^y>", "", []),
        ("", "", []),
    ],
)
def test_marks_become_spans(raw: str, text: str, spans: list[tuple[str, str]]) -> None:
    read = formatted(raw, NAMES, frozenset(["partyparrot"]))
    assert read.text == text
    assert sorted((s.style, read.text[s.start : s.end]) for s in read.format) == sorted(spans)


def test_a_link_leads_where_it_was_made_to() -> None:
    read = formatted("<https://a.example/?a=1&amp;b=2|here>", {})
    assert read.format == (Span("link", 0, 4, "https://a.example/?a=1&b=2"),)


MARKED = st.text(alphabet="*_~`<>|@!#&;gtl: a\n\U00100000", max_size=60)


@given(MARKED)
def test_spans_are_in_order_and_never_cross(raw: str) -> None:
    read = formatted(raw, NAMES)
    spans = list(read.format)
    assert spans == sorted(spans, key=lambda span: (span.start, -span.end))
    for n, one in enumerate(spans):
        assert 0 <= one.start < one.end <= len(read.text)
        for other in spans[n + 1 :]:
            assert other.start >= one.end or other.end <= one.end, (one, other)


@given(st.text(alphabet=st.characters(exclude_characters=":`*_~>", exclude_categories=["Cs"])))
def test_what_has_no_marks_arrives_as_it_was_typed(text: str) -> None:
    assert formatted(escape(text), {}) == (text, ())


@given(MARKED)
def test_nothing_that_was_typed_is_lost_but_marks(raw: str) -> None:
    kept = re.sub(r"[^a]", "", formatted(raw, NAMES).text)
    typed = re.sub(r"<[^<>]*>|[^a]", "", raw)
    assert len(kept) >= len(typed)


@pytest.mark.parametrize("flood", ["*a ", "_a*b~c ", "<", "`", "&gt;", "*_~" * 3, "```a", "\n&gt; x"])
def test_a_flood_of_marks_is_read_in_no_time(flood: str) -> None:
    formatted(flood * 10_000, {})
