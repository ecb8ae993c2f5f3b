"""Dialogues out of thin air: streams of every shape, most of them in order, some of them broken on purpose."""

from __future__ import annotations

from typing import Any

import yaml
from hypothesis import strategies as st


Data = dict[str, Any]
"""A card or an answer, as YAML has it."""


@st.composite
def streams(draw: st.DrawFn, *, with_jumps: bool = True) -> list[Data]:
    """The cards of a dialogue, with ids c0, c1 ... in the order of the file."""
    stream = _branch(draw, [], depth=2)
    if with_jumps:
        ids = [card["id"] for card in cards_of(stream)]
        for place in _places_to_jump_from(stream):
            if draw(st.integers(0, 5)) == 0:
                place["goto"] = draw(st.sampled_from(ids))
    return stream


def file_of(stream: list[Data]) -> str:
    """The text of a dialogue file with this stream."""
    return yaml.safe_dump({"id": "d", "name": "D", "stream": stream}, sort_keys=False, allow_unicode=True)


def branches_of(stream: list[Data]) -> list[list[Data]]:
    """Every list of cards, at any depth."""
    inner = [answer["cards"] for card in stream for answer in card.get("answers", []) if "cards" in answer]
    return [stream, *(branch for cards in inner for branch in branches_of(cards))]


def cards_of(stream: list[Data]) -> list[Data]:
    """Every card, at any depth."""
    return [card for branch in branches_of(stream) for card in branch]


def _branch(draw: st.DrawFn, ids: list[str], depth: int) -> list[Data]:
    kinds = st.lists(st.sampled_from(["message", "question", "information_capture"]), min_size=1, max_size=3)
    cards = [_card(draw, kind, ids, depth) for kind in draw(kinds)]
    if draw(st.booleans()):
        cards.append(_card(draw, "live_chat", ids, depth))
    return cards


def _card(draw: st.DrawFn, kind: str, ids: list[str], depth: int) -> Data:
    ids.append(f"c{len(ids)}")
    card: Data = {"id": ids[-1], "type": kind, "text": f"This is {ids[-1]}."}
    if kind == "question":
        card["store"] = f"answer_{ids[-1]}"
        card["answers"] = [_answer(draw, number, ids, depth) for number in range(draw(st.integers(2, 3)))]
    if kind == "information_capture":
        card["when_known"] = draw(st.sampled_from(["skip", "ask", "overwrite"]))
        card["fields"] = [
            {"attribute": name, "label": name.title(), "required": draw(st.booleans())}
            for name in draw(
                st.lists(st.sampled_from(["name", "city", "plan"]), min_size=1, max_size=2, unique=True)
            )
        ]
    return card


def _answer(draw: st.DrawFn, number: int, ids: list[str], depth: int) -> Data:
    answer: Data = {"text": f"Answer {number}", "value": f"value-{number}"}
    # The first answer goes on with the next card, so that what follows the question can be reached.
    if number and depth and draw(st.booleans()):
        answer["cards"] = _branch(draw, ids, depth - 1)
    return answer


def _places_to_jump_from(stream: list[Data]) -> list[Data]:
    messages = [card for card in cards_of(stream) if card["type"] == "message"]
    answers = [answer for card in cards_of(stream) for answer in card.get("answers", [])]
    return messages + [answer for answer in answers if "cards" not in answer]
