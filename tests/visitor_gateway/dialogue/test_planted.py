"""Each defect that a dialogue is refused for (FEATURES §2.2), planted into a good one: it is found, at its line."""

from __future__ import annotations

from copy import deepcopy
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.visitor_gateway.dialogue.generated import Data, branches_of, cards_of, file_of, streams, ways_of
from visitor_gateway.dialogue.check import Known, check
from visitor_gateway.dialogue.problem import Problem


LAW = settings(deadline=None, max_examples=60)
KNOWN = Known(agents=["Ann"], teams=["Sales"], documents=["guide.pdf"])


class Defect(NamedTuple):
    """What is written into a card, and what is said about it. `at` begins the line that is named; empty: the card's."""

    kinds: tuple[str, ...]
    planted: Data
    said: str
    at: str = ""


SURPRISE = "Hi {{surprise.name}}"
NOBODY = {"option": "agent", "agent": "Zoe"}
ANYWHERE = ("live_chat", "information_capture", "question", "meeting", "message")
GOOD: dict[str, Data] = {
    "message": {"text": "Hello!"},
    "question": {"text": "Well?", "answers": [{"text": "A"}, {"text": "B"}]},
    "document": {"title": "A guide", "link": "https://example.com/guide"},
    "meeting": {"text": "Let us meet.", "link": "https://example.com/book"},
    "goal": {},
    "condition": {"branches": [{"when": {"attribute": "name", "exists": True}}]},
}
DEFECTS = {
    "an unknown card type": Defect((*ANYWHERE, "goal"), {"type": "surprise"}, "unknown card type", "type:"),
    "an unknown field": Defect((*ANYWHERE, "document"), {"surprise": 1}, "unknown field", "surprise:"),
    "an empty text": Defect(ANYWHERE, {"text": ""}, "is empty", "text:"),
    "an unknown token": Defect(ANYWHERE, {"text": SURPRISE}, "unknown token", "text:"),
    "an unknown attribute": Defect(
        ANYWHERE, {"text": "{{visitor.surprise}}"}, "unknown attribute 'surprise'", "text:"
    ),
    "an unknown attribute in a condition": Defect(
        ("condition",), {"branches": [{"when": {"attribute": "surprise", "exists": True}}]}, "unknown attribute"
    , "attribute:"),
    "a question about no live chat card": Defect(
        ("condition",), {"branches": [{"when": {"eligible": "surprise"}}]}, "names no live chat card", "eligible:"
    ),
    "an unknown agent": Defect(("live_chat", "meeting"), {"routing": NOBODY}, "unknown agent 'Zoe'", "agent:"),
    "an unknown team": Defect(
        ("live_chat", "meeting"), {"routing": {"option": "team", "team": "Sale"}}, "unknown team 'Sale'", "team:"
    ),
    "a question with one answer": Defect(
        ("question",), {"answers": [{"text": "Only"}]}, "needs at least 2", "answers:"
    ),
    "a jump to nowhere": Defect(("action", "message", "goal"), {"goto": "surprise"}, "there is no such card", "goto:"),
    "a missing document": Defect(("document",), {"file": "gide.pdf"}, "there is no document 'gide.pdf'", "file:"),
    "a document with two addresses": Defect(("document",), {"file": "guide.pdf"}, "both 'link' and 'file'", "link:"),
    "an unsafe link": Defect(("document", "meeting"), {"link": "javascript:alert(1)"}, "'link' cannot be", "link:"),
    "a score out of range": Defect(("goal",), {"score": 4}, "'score' cannot be '4'", "score:"),
    "a condition without an operator": Defect(
        ("condition",), {"branches": [{"when": {"attribute": "name"}}]}, "has no operator", "- when:"
    ),
}  # fmt: skip


def the_problem_with(stream: list[Data], words: str) -> tuple[Problem, str]:
    """The one problem that says this, and the line of the file that it names."""
    text = file_of(stream)
    problems = check(text, file="d.yaml", known=KNOWN).problems
    (found,) = [problem for problem in problems if words in problem.reason]
    assert found.severity == "error"
    assert found.remedy
    return found, text.splitlines()[found.line - 1].strip()


@pytest.mark.parametrize("defect", DEFECTS.values(), ids=DEFECTS)
@LAW
@given(stream=streams(with_jumps=False), data=st.data())
def test_a_planted_defect_is_found_with_its_card_and_line(
    defect: Defect, stream: list[Data], data: st.DataObject
) -> None:
    cards = [card for card in cards_of(stream, *defect.kinds) if not _holds_cards(card, defect.planted)]
    card = data.draw(st.sampled_from(cards)) if cards else _fresh(stream, defect.kinds[-1])
    card.update(deepcopy(defect.planted))
    problem, line = the_problem_with(stream, defect.said)
    assert problem.card == card["id"]
    assert line.startswith(defect.at)


def _fresh(stream: list[Data], kind: str) -> Data:
    """A good card of this kind, put before the others."""
    card: Data = {"id": "fresh", "type": kind, **deepcopy(GOOD[kind])}
    stream.insert(0, card)
    return card


def _ends_in_live_chat(stream: list[Data]) -> list[list[Data]]:
    """The branches with a live chat card at their end, of which there is one at least."""
    if not cards_of(stream, "live_chat"):
        stream.append({"id": "person", "type": "live_chat"})
    return [branch for branch in branches_of(stream) if branch[-1]["type"] == "live_chat"]


def _holds_cards(card: Data, planted: Data) -> bool:
    """Say whether planting would throw away cards of its branches."""
    return bool({"answers", "branches"} & planted.keys()) and any("cards" in way for way in ways_of(card))


@LAW
@given(stream=streams(with_jumps=False), data=st.data())
def test_a_card_planted_after_a_live_chat_card_is_found_at_its_line(
    stream: list[Data], data: st.DataObject
) -> None:
    """[seed] At any depth, in branches of questions and of conditions."""
    ends = _ends_in_live_chat(stream)
    data.draw(st.sampled_from(ends)).append({"id": "planted", "type": "message", "text": "After all."})
    problem, line = the_problem_with(stream, "stands after the live chat card")
    assert problem.card == "planted"
    assert line == "- id: planted"


@LAW
@given(stream=streams(with_jumps=False), data=st.data())
def test_a_card_after_a_live_chat_card_is_refused_although_a_jump_leads_to_it(
    stream: list[Data], data: st.DataObject
) -> None:
    ends = _ends_in_live_chat(stream)
    jumping = cards_of(stream, "message", "document", "meeting", "goal", "action") or [_fresh(stream, "goal")]
    data.draw(st.sampled_from(ends)).append({"id": "planted", "type": "message", "text": "After all."})
    data.draw(st.sampled_from(jumping))["goto"] = "planted"
    problem, _ = the_problem_with(stream, "stands after the live chat card")
    assert problem.card == "planted"


@LAW
@given(stream=streams(with_jumps=False), data=st.data())
def test_a_second_card_with_an_id_is_found_at_its_line(stream: list[Data], data: st.DataObject) -> None:
    _fresh(stream, "message")
    cards = cards_of(stream)
    first, second = data.draw(st.permutations(cards))[:2]
    second["id"] = first["id"]
    problem, line = the_problem_with(stream, "the id is already taken")
    assert problem.card == first["id"]
    assert line == f"- id: {first['id']}"


@LAW
@given(stream=streams(with_jumps=False), data=st.data())
def test_a_missing_id_is_found_at_its_card(stream: list[Data], data: st.DataObject) -> None:
    card = data.draw(st.sampled_from(cards_of(stream)))
    del card["id"]
    _, line = the_problem_with(stream, "has no 'id'")
    assert line == f"- type: {card['type']}"


@LAW
@given(stream=streams(with_jumps=False), data=st.data())
def test_a_card_that_jumps_to_itself_is_found(stream: list[Data], data: st.DataObject) -> None:
    cards = cards_of(stream, "message", "document", "meeting", "goal", "action") or [_fresh(stream, "goal")]
    card = data.draw(st.sampled_from(cards))
    card["goto"] = card["id"]
    problem, line = the_problem_with(stream, "go round without waiting")
    assert problem.card == card["id"]
    assert line == f"- id: {card['id']}"


@LAW
@given(stream=streams(with_jumps=False))
def test_a_card_that_no_way_leads_to_is_found(stream: list[Data]) -> None:
    if stream[-1]["type"] == "live_chat":
        stream.pop()
    stream += [
        {"id": "jump", "type": "message", "text": "One moment.", "goto": "after"},
        {"id": "planted", "type": "goal"},
        {"id": "after", "type": "message", "text": "Here one comes by the jump."},
    ]
    problem, line = the_problem_with(stream, "no way leads to it")
    assert problem.card == "planted"
    assert line == "- id: planted"
