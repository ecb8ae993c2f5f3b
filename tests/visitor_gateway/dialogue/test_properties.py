"""Laws that hold for every dialogue, tried on generated ones."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
from hypothesis import event, given, settings
from hypothesis import strategies as st

import config
from bot.routing.facts import Facts
from tests.visitor_gateway.dialogue.generated import file_of, streams
from visitor_gateway.dialogue import stream as engine
from visitor_gateway.dialogue.cards import InformationCapture, Question
from visitor_gateway.dialogue.check import check
from visitor_gateway.dialogue.context import Context
from visitor_gateway.dialogue.errors import EndlessStream
from visitor_gateway.dialogue.position import Position, card_of
from visitor_gateway.dialogue.step import Step
from visitor_gateway.dialogue.whole import Dialogue


SAMPLE = (Path(config.__file__).parent / "dialogues" / "welcome.yaml").read_text(encoding="utf-8")
LAW = settings(deadline=None)
"""How long one example takes says more about the machine than about the law."""
KNOWN = st.dictionaries(st.sampled_from(["name", "city", "plan"]), st.sampled_from(["", "Ada"]))
CONTEXTS = st.sampled_from(["", "en", "sv"]).map(lambda locale: Context(facts=Facts(locale=locale)))


def a_step_pauses_for_one_reason(step: Step) -> None:
    assert [step.waits_at is not None, step.live_chat is not None, step.completed].count(True) == 1
    if step.waits_at is not None:
        assert step.shown[-1].card == step.waits_at


def a_live_chat_card_is_the_end_of_a_step(step: Step) -> None:
    kinds = [shown.kind for shown in step.shown]
    assert "live_chat" not in kinds[:-1]
    assert ("live_chat" in kinds) == (step.live_chat is not None)


def answers_for(dialogue: Dialogue, step: Step) -> Iterator[str | dict[str, str]]:
    """Everything that can be answered: each answer, or the form filled in."""
    card = dialogue.places[card_of(step.waits_at or "")].card
    if isinstance(card, Question):
        yield from step.shown[-1].answers
    else:
        yield {field.attribute: f"typed {field.attribute}" for field in step.shown[-1].fields}


def the_answer_is_kept(dialogue: Dialogue, at: Position, given: str | dict[str, str], after: Step) -> None:
    card = dialogue.places[card_of(at)].card
    if isinstance(given, dict):
        assert isinstance(card, InformationCapture)
        assert after.attributes == given
        assert all(value in after.said for value in given.values())
    else:
        assert isinstance(card, Question)
        assert after.attributes == {card.store: given.replace("Answer ", "value-")}
        assert after.said == given


@LAW
@given(stream=streams(), known=KNOWN, context=CONTEXTS, data=st.data())
def test_a_checked_dialogue_always_pauses_ends_at_live_chat_and_keeps_every_answer(
    stream: list[dict[str, object]], known: dict[str, str], context: Context, data: st.DataObject
) -> None:
    dialogue = check(file_of(stream), file="d.yaml").dialogue
    event("accepted" if dialogue else "refused")
    if dialogue is None:
        return
    attributes = dict(known)
    step = engine.start(dialogue, attributes, context)
    for _ in range(12):
        a_step_pauses_for_one_reason(step)
        a_live_chat_card_is_the_end_of_a_step(step)
        attributes |= step.known
        if step.waits_at is None:
            return
        given = data.draw(st.sampled_from(list(answers_for(dialogue, step))))
        after = engine.answer(dialogue, step.waits_at, given, attributes, context)
        the_answer_is_kept(dialogue, step.waits_at, given, after)
        step = after


@LAW
@given(stream=streams(with_jumps=False), known=KNOWN, context=CONTEXTS)
def test_every_branch_without_jumps_runs_to_an_end_and_shows_no_card_twice(
    stream: list[dict[str, object]], known: dict[str, str], context: Context
) -> None:
    dialogue = check(file_of(stream), file="d.yaml").dialogue
    assert dialogue is not None
    first = engine.start(dialogue, known, context)
    ways = [(first, known | first.known, [shown.card for shown in first.shown])]
    ends = 0
    while ways:
        step, attributes, shown = ways.pop()
        assert len(set(shown)) == len(shown)
        if step.waits_at is None:
            ends += 1
            continue
        for answer in answers_for(dialogue, step):
            after = engine.answer(dialogue, step.waits_at, answer, attributes, context)
            ways.append((after, attributes | after.known, [*shown, *(one.card for one in after.shown)]))
    assert ends


@LAW
@given(stream=streams(), known=KNOWN, context=CONTEXTS)
def test_an_unchecked_dialogue_pauses_or_is_stopped_and_only_where_the_checker_refuses_it(
    stream: list[dict[str, object]], known: dict[str, str], context: Context
) -> None:
    dialogue = msgspec.convert({"id": "d", "name": "D", "stream": stream}, Dialogue)
    try:
        step = engine.start(dialogue, known, context)
    except EndlessStream:
        problems = check(file_of(stream), file="d.yaml").problems
        assert any("go round without waiting" in problem.reason for problem in problems)
    else:
        a_step_pauses_for_one_reason(step)


@LAW
@given(stream=streams(with_jumps=False))
def test_a_stream_without_jumps_is_in_order(stream: list[dict[str, object]]) -> None:
    problems = check(file_of(stream), file="d.yaml").problems
    assert [str(problem) for problem in problems if problem.severity == "error"] == []


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
