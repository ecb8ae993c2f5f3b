"""A message of blocks alone reads as the text that Slack would have written beside them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.slack.formatting import formatted
from bot.adapters.slack.rich_text import custom_emoji, text_of


def block(*elements: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"type": "rich_text", "elements": list(elements)}]


def section(*elements: dict[str, Any], kind: str = "section", **more: Any) -> dict[str, Any]:
    return {"type": f"rich_text_{kind}", "elements": list(elements), **more}


def words(text: str, **style: bool) -> dict[str, Any]:
    return {"type": "text", "text": text, "style": style}


@pytest.mark.parametrize(
    ("blocks", "text"),
    [
        (block(section(words("a < b"), words(" bold ", bold=True))), "a &lt; b *bold* "),
        (block(section(words("both", bold=True, italic=True))), "_*both*_"),
        (block(section(words("x = 1"), kind="preformatted")), "```x = 1```"),
        (block(section(words("one\ntwo"), kind="quote")), "&gt; one\n&gt; two"),
        (block(section(section(words("a")), section(words("b")), kind="list", style="bullet")), "• a\n• b"),
        (block(section(section(words("a")), kind="list", style="ordered", indent=1)), "    1. a"),
        (
            block(section({"type": "link", "url": "https://a.example", "text": "shop"})),
            "<https://a.example|shop>",
        ),
        (
            block(section({"type": "user", "user_id": "U1"}, {"type": "broadcast", "range": "here"})),
            "<@U1><!here>",
        ),
        (block(section({"type": "emoji", "name": "wave", "unicode": "1f44b"})), ":wave:"),
        (block(section({"type": "date", "timestamp": 1, "fallback": "then"})), "<!date^1^|then>"),
        ([{"type": "section"}], ""),
        (None, ""),
        ("no blocks", ""),
    ],
)
def test_blocks_become_text(blocks: object, text: str) -> None:
    assert text_of(blocks) == text


def test_emoji_of_the_workspaces_own_are_those_without_characters() -> None:
    emoji = [{"type": "emoji", "name": "party"}, {"type": "emoji", "name": "wave", "unicode": "1f44b"}]
    assert custom_emoji(block(section(*emoji))) == {"party"}


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["type", "elements", "text", "style", "indent", "name"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@given(anything)
def test_no_blocks_break_it(blocks: object) -> None:
    formatted(text_of(blocks), {}, custom_emoji(blocks))


def test_blocks_within_blocks_come_to_an_end() -> None:
    deep: dict[str, Any] = words("x")
    for _ in range(900):
        deep = section(deep)
    assert text_of(block(deep)) == ""
