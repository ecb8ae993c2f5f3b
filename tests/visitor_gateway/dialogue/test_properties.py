"""Laws that hold for every dialogue, tried on generated ones."""

from __future__ import annotations

from pathlib import Path

import msgspec
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

import config
from tests.visitor_gateway.dialogue.generated import Data, branches_of, cards_of, file_of, streams
from tests.visitor_gateway.dialogue.writing import NOWHERE
from visitor_gateway.dialogue import stream as engine
from visitor_gateway.dialogue.cards import InformationCapture, Question
from visitor_gateway.dialogue.check import check
from visitor_gateway.dialogue.errors import EndlessStream
from visitor_gateway.dialogue.position import card_of
from visitor_gateway.dialogue.problem import Problem
from visitor_gateway.dialogue.step import Step
from visitor_gateway.dialogue.whole import Dialogue


SAMPLE = (Path(config.__file__).parent / "dialogues" / "welcome.yaml").read_text(encoding="utf-8")
LAW = settings(deadline=None)
"""How long one example takes says more about the machine than about the law."""
KNOWN = st.dictionaries(st.sampled_from(["name", "city", "plan"]), st.sampled_from(["", "Ada"]))


def a_step_pauses_for_one_reason(step: Step) -> None:
    assert [step.waits_at is not None, step.live_chat is not None, step.completed].count(True) == 1
    if step.waits_at is not None:
        assert step.shown[-1].card == step.waits_at


def a_live_chat_card_is_the_end_of_a_step(step: Step) -> None:
    kinds = [shown.kind for shown in step.shown]
    assert "live_chat" not in kinds[:-1]
    assert ("live_chat" in kinds) == (step.live_chat is not None)


def an_answer_for(data: st.DataObject, dialogue: Dialogue, step: Step) -> str | dict[str, str]:
    card = dialogue.places[card_of(step.waits_at)].card if step.waits_at else None
    if isinstance(card, Question):
        return data.draw(st.sampled_from(step.shown[-1].answers))
    assert isinstance(card, InformationCapture)
    return {field.attribute: f"typed {field.attribute}" for field in step.shown[-1].fields}


def the_answer_is_kept(dialogue: Dialogue, card_id: str, given: str | dict[str, str], after: Step) -> None:
    card = dialogue.places[card_of(card_id)].card
    if isinstance(given, dict):
        assert after.attributes == given
        assert all(value in after.said for value in given.values())
    else:
        assert isinstance(card, Question)
        assert after.attributes == {card.store: given.replace("Answer ", "value-")}
        assert after.said == given


@LAW
@given(stream=streams(), known=KNOWN, data=st.data())
def test_a_checked_dialogue_always_pauses_ends_at_live_chat_and_keeps_every_answer(
    stream: list[Data], known: dict[str, str], data: st.DataObject
) -> None:
    dialogue = check(file_of(stream), file="d.yaml").dialogue
    event("accepted" if dialogue else "refused")
    if dialogue is None:
        return
    attributes = dict(known)
    step = engine.start(dialogue, attributes, NOWHERE)
    for _ in range(12):
        a_step_pauses_for_one_reason(step)
        a_live_chat_card_is_the_end_of_a_step(step)
        if step.waits_at is None:
            return
        given = an_answer_for(data, dialogue, step)
        after = engine.answer(dialogue, step.waits_at, given, attributes, NOWHERE)
        the_answer_is_kept(dialogue, step.waits_at, given, after)
        attributes |= after.attributes
        step = after


@LAW
@given(stream=streams(), known=KNOWN)
def test_an_unchecked_dialogue_pauses_or_is_stopped_and_only_where_the_checker_refuses_it(
    stream: list[Data], known: dict[str, str]
) -> None:
    dialogue = msgspec.convert({"id": "d", "name": "D", "stream": stream}, Dialogue)
    try:
        step = engine.start(dialogue, known, NOWHERE)
    except EndlessStream:
        problems = check(file_of(stream), file="d.yaml").problems
        assert any("go round without waiting" in problem.reason for problem in problems)
    else:
        a_step_pauses_for_one_reason(step)


@LAW
@given(stream=streams(with_jumps=False))
def test_a_stream_without_jumps_is_in_order(stream: list[Data]) -> None:
    problems = check(file_of(stream), file="d.yaml").problems
    assert [str(problem) for problem in problems if problem.severity == "error"] == []


def the_problem_with(stream: list[Data], words: str) -> tuple[Problem, str]:
    """The one problem that says this, and the line of the file that it names."""
    text = file_of(stream)
    (found,) = [problem for problem in check(text, file="d.yaml").problems if words in problem.reason]
    return found, text.splitlines()[found.line - 1]


@LAW
@given(stream=streams(with_jumps=False), data=st.data())
def test_a_card_planted_after_a_live_chat_card_is_found_at_its_line(
    stream: list[Data], data: st.DataObject
) -> None:
    ends = [branch for branch in branches_of(stream) if branch[-1]["type"] == "live_chat"]
    assume(ends)
    data.draw(st.sampled_from(ends)).append({"id": "planted", "type": "message", "text": "After all."})
    problem, line = the_problem_with(stream, "stands after the live chat card")
    assert problem.card == "planted"
    assert line.strip() == "- id: planted"


@LAW
@given(stream=streams(with_jumps=False), data=st.data())
def test_a_wrong_card_is_found_at_its_line(stream: list[Data], data: st.DataObject) -> None:
    card = data.draw(st.sampled_from(cards_of(stream)))
    words, field, value = data.draw(
        st.sampled_from(
            [
                ("unknown card type", "type", "surprise"),
                ("unknown field", "surprise", "1"),
                ("is empty", "text", ""),
                ("unknown token", "text", "Hi {{surprise.name}}"),
            ]
        )
    )
    card[field] = value
    problem, line = the_problem_with(stream, words)
    assert problem.card == card["id"]
    assert line.strip().startswith(f"{field}:")


@LAW
@given(stream=streams(with_jumps=False), data=st.data())
def test_a_second_card_with_an_id_is_found_at_its_line(stream: list[Data], data: st.DataObject) -> None:
    cards = cards_of(stream)
    assume(len(cards) > 1)
    first, second = data.draw(st.permutations(cards))[:2]
    second["id"] = first["id"]
    problem, line = the_problem_with(stream, "the id is already taken")
    assert problem.card == first["id"]
    assert line.strip() == f"- id: {first['id']}"


@LAW
@given(stream=streams(with_jumps=False), data=st.data())
def test_a_message_that_jumps_to_itself_is_found(stream: list[Data], data: st.DataObject) -> None:
    messages = [card for card in cards_of(stream) if card["type"] == "message"]
    assume(messages)
    card = data.draw(st.sampled_from(messages))
    card["goto"] = card["id"]
    problem, line = the_problem_with(stream, "go round without waiting")
    assert problem.card == card["id"]
    assert line.strip() == f"- id: {card['id']}"


@LAW
@given(text=st.text(max_size=200) | st.text("[]{}:-,*&!|>'\"#%@ \n\tab", max_size=60))
def test_any_text_is_a_dialogue_or_a_list_of_problems(text: str) -> None:
    checked = check(text, file="d.yaml")
    assert checked.dialogue is not None or checked.problems


@LAW
@given(
    start=st.integers(0, len(SAMPLE)),
    length=st.integers(0, 40),
    instead=st.text("[]{}:-,*&!|>'\"#{} \n\taid", max_size=6),
)
def test_a_damaged_sample_is_a_dialogue_or_a_list_of_problems(start: int, length: int, instead: str) -> None:
    text = SAMPLE[:start] + instead + SAMPLE[start + length :]
    checked = check(text, file="d.yaml")
    lines = text.count("\n") + 1
    assert checked.dialogue is not None or checked.problems
    assert all(0 <= problem.line <= lines for problem in checked.problems)
