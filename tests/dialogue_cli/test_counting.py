"""``threadline dialogue stats``."""

from __future__ import annotations

import json

from bot.dialogue_cli.counting import CardCount, by_card
from bot.ports.dialogues import Tally
from tests.terminal import Type
from visitor_gateway.dialogue.parts import CardId


def test_fields_that_are_asked_one_by_one_count_as_one_card_which_is_left_at_any_of_them() -> None:
    tallies = {
        ("v", "who.name"): Tally(10, 10, 8),
        ("v", "who.email"): Tally(8, 8, 5),
        ("v", "hi"): Tally(10),
        ("v", "ask"): Tally(10, 10, 10),
    }
    assert by_card(tallies) == [
        CardCount("v", CardId("ask"), 10, 10, 0),
        CardCount("v", CardId("hi"), 10, 0, 0),
        CardCount("v", CardId("who"), 10, 5, 5),
    ]


def test_a_dialogue_that_nobody_answered_says_so(connected: Type) -> None:
    assert "nobody" in connected("stats", "hello").out
    assert json.loads(connected("stats", "hello", "--format", "json").out) == []
