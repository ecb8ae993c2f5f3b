"""Frames and typed words, as values."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.desk import parse
from bot.arrivals import ChannelMention, Mention, Word
from bot.errors import BadFrame
from bot.ids import Channel, Person
from tests.adapters.desk.served import ANN


SALES = ChannelMention(Channel("desk:local:#sales"), "Sales")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("/livechat", ()),
        ("/livechat help", ("help",)),
        ("  /livechat   agent  list ", ("agent", "list")),
        ('/livechat team create "Sales team"', ("team", "create", "Sales team")),
        ("/livechat team create “Sales team”", ("team", "create", "Sales team")),
        ("/livechat team show John's", ("team", "show", "John's")),
        ('/livechat team create ""', ("team", "create", "")),
        (
            "/livechat agent add @Ann @max.berg",
            (
                "agent",
                "add",
                Mention(Person("desk:local:ann"), "Ann"),
                Mention(Person("desk:local:max.berg"), "max.berg"),
            ),
        ),
        ('/livechat team create "@ann"', ("team", "create", "@ann")),
        ("/livechat x @Ann,#Sales; y", ("x", Mention(Person("desk:local:ann"), "Ann"), ",", SALES, ";", "y")),
        ("/livechat team channel Sales #Sales", ("team", "channel", "Sales", SALES)),
        ("/livechat team channel Sales #a:b", ("team", "channel", "Sales", "#a:b")),
        ('/livechat rule test plan="gold one" x', ("rule", "test", "plan=gold one", "x")),
        ('/livechat team create "Sales', ("team", "create", '"Sales')),
        ("/livechat agent add @a:b", ("agent", "add", "@a:b")),
    ],
)
def test_a_command_is_split_into_words(typed: str, words: tuple[Word, ...]) -> None:
    assert parse.command_typed(ANN, typed, at=5).words == words


def test_the_words_as_they_were_typed_are_the_line_again() -> None:
    typed = parse.command_typed(ANN, '/livechat rule  add "A b" if\nplan is “gold  one”', at=5)
    assert "".join(typed.typed) == ' rule  add "A b" if\nplan is "gold  one"'


def test_many_blanks_are_no_work() -> None:
    typed = parse.command_typed(ANN, "/livechat status" + " " * (parse.TEXT_LIMIT - 20), at=5)
    assert typed.words == ("status",)


@given(st.text())
def test_whatever_is_typed_can_be_split(typed: str) -> None:
    parse.command_typed(ANN, typed, at=5)


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "null",
        "[]",
        "{}",
        "{",
        '{"type": "nonsense"}',
        '{"type": "hello", "after": -1}',
        '{"type": "hello", "after": "1"}',
        '{"type": "reply", "id": "r1", "thread": "t"}',
        '{"type": "reply", "id": "", "thread": "t", "text": "x"}',
        '{"type": "reply", "id": "c1.1.0", "thread": "t", "text": "x"}',
        '{"type": "reply", "id": "r1", "thread": "t", "text": 5}',
        '{"type": "reply", "id": "r1", "thread": "t", "text": "/livechat agent list"}',
        '{"type": "press", "id": "p1", "thread": "t", "action": "explode"}',
        '{"type": "reply", "id": "r1\\n", "thread": "t", "text": "x"}',
        '{"type": "ping", "mood": ' + "[" * 5000 + "]" * 5000 + "}",
    ],
)
def test_a_malformed_frame_is_named_as_such(raw: str) -> None:
    with pytest.raises(BadFrame):
        parse.frame(raw)


def test_a_field_that_is_not_known_is_ignored() -> None:
    assert parse.frame('{"type": "ping", "mood": "good"}') == parse.Ping()


def test_the_longest_text_fits_into_a_frame() -> None:
    longest = {"type": "reply", "id": "r" * 64, "thread": "t" * 200, "text": "\x01" * parse.TEXT_LIMIT}
    raw = json.dumps(longest)
    assert len(raw.encode()) <= parse.FRAME_LIMIT
    assert isinstance(parse.frame(raw), parse.Reply)


def test_a_longer_text_does_not_pass() -> None:
    longer = {"type": "reply", "id": "r1", "thread": "t", "text": "x" * (parse.TEXT_LIMIT + 1)}
    with pytest.raises(BadFrame):
        parse.frame(json.dumps(longer))
