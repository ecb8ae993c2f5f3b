"""Dialogues out of thin air: streams of every shape, most of them in order, some of them broken on purpose."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import yaml
from hypothesis import strategies as st


Data = dict[str, Any]
"""A card or an answer, as YAML has it."""


KINDS = (
    "message", "question", "information_capture", "document", "meeting", "goal", "action", "condition",
)  # fmt: skip
CONDITIONS: list[Data] = [
    {"attribute": "name", "exists": True},
    {"subject": "locale", "is": ["sv", "en"]},
    {"any": [{"attribute": "city", "is": "Ada"}, {"all": [{"attribute": "plan", "exists": False}]}]},
]


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
    head = {"id": "d", "name": "D", "attributes": dict.fromkeys(["name", "city", "plan"], "text")}
    return yaml.safe_dump({**head, "stream": stream}, sort_keys=False, allow_unicode=True)


def branches_of(stream: list[Data]) -> list[list[Data]]:
    """Every list of cards, at any depth."""
    inner = [way["cards"] for card in stream for way in ways_of(card) if "cards" in way]
    return [stream, *(branch for cards in inner for branch in branches_of(cards))]


def cards_of(stream: list[Data], *kinds: str) -> list[Data]:
    """Every card, or every card of these kinds, at any depth."""
    return [card for branch in branches_of(stream) for card in branch if not kinds or card["type"] in kinds]


def ways_of(card: Data) -> list[Data]:
    """The answers of a question, the branches of a condition."""
    ways: list[Data] = card.get("answers", []) + card.get("branches", [])
    return ways


def _branch(draw: st.DrawFn, ids: list[str], depth: int) -> list[Data]:
    kinds = st.lists(st.sampled_from(KINDS), min_size=1, max_size=3)
    cards = [_card(draw, kind, ids, depth) for kind in draw(kinds)]
    if draw(st.booleans()):
        cards.append(_card(draw, "live_chat", ids, depth))
    return cards


def _card(draw: st.DrawFn, kind: str, ids: list[str], depth: int) -> Data:
    ids.append(f"c{len(ids)}")
    head: Data = {"id": ids[-1], "type": kind}
    said = {
        "text": draw(st.sampled_from([f"This is {ids[-1]}.", {"en": f"This is {ids[-1]}.", "sv": "Så här."}]))
    }
    match kind:
        case "question":
            answers = [_answer(draw, number, ids, depth) for number in range(draw(st.integers(2, 3)))]
            return head | said | {"store": f"answer_{head['id']}", "answers": answers}
        case "information_capture":
            return head | said | _form(draw)
        case "document":
            return head | {"title": "A guide", "link": "https://example.com/guide"}
        case "meeting":
            return head | said | {"link": "https://example.com/book"}
        case "goal":
            return head | {"score": draw(st.integers(0, 3))}
        case "action":
            return head | {"set": {"mark": draw(st.sampled_from(["seen", "{{visitor.name | nobody}}"]))}}
        case "condition":
            count = draw(st.integers(1, 2))
            return head | {"branches": [_case(draw, ids, depth) for _ in range(count)]}
        case _:  # a message, a live chat
            return head | said


def _form(draw: st.DrawFn) -> Data:
    names = st.lists(st.sampled_from(["name", "city", "plan"]), min_size=1, max_size=2, unique=True)
    return {
        "when_known": draw(st.sampled_from(["skip", "ask", "overwrite"])),
        "ask": draw(st.sampled_from(["form", "one_by_one"])),
        "fields": [
            {"attribute": name, "label": name.title(), "required": draw(st.booleans())}
            for name in draw(names)
        ],
    }


def _case(draw: st.DrawFn, ids: list[str], depth: int) -> Data:
    case: Data = {
        "when": deepcopy(draw(st.sampled_from(CONDITIONS)))
    }  # shared it would be an alias in the file
    if depth and draw(st.booleans()):
        case["cards"] = _branch(draw, ids, depth - 1)
    return case


def _answer(draw: st.DrawFn, number: int, ids: list[str], depth: int) -> Data:
    answer: Data = {"text": f"Answer {number}", "value": f"value-{number}"}
    # The first answer goes on with the next card, so that what follows the question can be reached.
    if number and depth and draw(st.booleans()):
        answer["cards"] = _branch(draw, ids, depth - 1)
    return answer


def _places_to_jump_from(stream: list[Data]) -> list[Data]:
    passing = cards_of(stream, "message", "document", "meeting", "goal", "action")
    ways = [way for card in cards_of(stream) for way in ways_of(card)]
    return passing + [way for way in ways if "cards" not in way]
