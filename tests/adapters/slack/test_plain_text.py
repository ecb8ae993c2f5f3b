"""What an agent typed in Slack, as the visitor reads it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.slack.mrkdwn import escape, mentioned, plain, unescape


NAMES = {"U1ANN": "Ann Lee"}


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("a &lt; b &amp;&amp; c &gt; d", "a < b && c > d"),
        ("&amp;lt;", "&lt;"),
        ("ask <@U1ANN>", "ask @Ann Lee"),
        ("ask <@U1ANN|ann>", "ask @ann"),
        ("ask <@U9GONE>", "ask @someone"),
        ("see <#C1|general>", "see #general"),
        ("see <#C1>", "see #channel"),
        ("<!here> <!channel> <!everyone>", "@here @channel @everyone"),
        ("<!here|@here> look", "@here look"),
        ("<!subteam^S1|@support> knows", "@support knows"),
        ("<!subteam^S1> knows", "@group knows"),
        ("on <!date^1392734382^{date_num}|2014-02-18>", "on 2014-02-18"),
        ("<https://a.example/?x=1&amp;y=2>", "https://a.example/?x=1&y=2"),
        ("<https://a.example|the shop>", "the shop (https://a.example)"),
        ("<http://a.example|a.example>", "a.example"),
        ("<https://a.example/|a.example>", "a.example"),
        ("<mailto:ann@a.example|ann@a.example>", "ann@a.example"),
        ("<tel:+4612345|+4612345>", "+4612345"),
        ("<https://evil.example|bank.example>", "bank.example (https://evil.example)"),
        ("*bold* _italic_ ~strike~", "*bold* _italic_ ~strike~"),
        ("good :wave: at 10:30:45", "good 👋 at 10:30:45"),
        ("<https://a.example/:x:/b>", "https://a.example/:x:/b"),
        ("one\ntwo", "one\ntwo"),
        ("", ""),
    ],
)
def test_markup_becomes_plain_text(raw: str, shown: str) -> None:
    assert plain(raw, NAMES) == shown


def test_only_people_without_a_name_beside_their_id_need_to_be_looked_up() -> None:
    assert mentioned("<@U1ANN> <@W2BOB> <@U3|eve> <#C4> U5") == {"U1ANN", "W2BOB"}


@given(st.text())
def test_escaping_can_be_undone(text: str) -> None:
    assert unescape(escape(text)) == text


@given(st.text(alphabet=st.characters(exclude_characters=":`")))
def test_what_a_person_typed_without_markup_arrives_as_typed(text: str) -> None:
    assert plain(escape(text), {}) == text


@given(st.text(alphabet="<>@#!|^&;UC1:` a"))
def test_no_mix_of_control_characters_breaks_it(text: str) -> None:
    plain(text, NAMES)


def test_a_flood_of_brackets_is_read_in_no_time() -> None:
    assert plain("<" * 40_000, {}) == "<" * 40_000
    assert len(plain("`" * 40_000 + ":a" * 20_000, {})) == 80_000
