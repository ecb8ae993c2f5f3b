"""``threadline dialogue run``: plays a stream in the terminal, with typed answers. Nothing is stored or sent."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from bot.dialogue_cli.drawing import load_dialogue
from bot.errors import BadInput
from bot.events import Page
from bot.options import out
from bot.routing.facts import Facts
from visitor_gateway.dialogue import stream
from visitor_gateway.dialogue.context import Context
from visitor_gateway.dialogue.diagram import routed
from visitor_gateway.dialogue.errors import BadAnswer
from visitor_gateway.dialogue.step import AttributesSet, FieldShown, GoalReached, Passed, Shown, Step
from visitor_gateway.dialogue.whole import Dialogue


class NoMoreAnswers(Exception):
    """Raised when the input has ended and the stream still waits."""


def run(
    file: Annotated[Path, typer.Argument(help="A dialogue file.")],
    preset: Annotated[
        list[str] | None, typer.Option("--set", help="An attribute that is known: name=value. Repeatable.")
    ] = None,
    locale: Annotated[str, typer.Option(help="The visitor's language, such as pt-BR.")] = "en",
    page: Annotated[str, typer.Option(help="The address of the page.")] = "https://example.com/",
    title: Annotated[str, typer.Option(help="The title of the page.")] = "Example",
    device: Annotated[str, typer.Option(help="desktop, mobile or tablet.")] = "desktop",
    closed: Annotated[bool, typer.Option("--closed", help="Play it outside the site's hours.")] = False,
    nobody: Annotated[bool, typer.Option("--nobody", help="Play it while no agent is eligible.")] = False,
) -> None:
    """Play a stream: type the number of an answer or its text. Says where a live chat would be handed to.

    For example: threadline dialogue run dialogues/welcome.yaml --set first_name=Ada --locale sv
    """
    attributes = _attributes(preset or [])
    dialogue = load_dialogue(file, attributes)
    facts = Facts(
        page=Page(url=page, title=title),
        locale=locale,
        dialogue=dialogue.id,
        device=device,
        at=time.time_ns() // 1_000_000,
        open_hours={"": not closed},
        eligible=dict.fromkeys(dialogue.asks_eligible, not nobody),
    )
    try:
        Play(dialogue, attributes, Context(facts=facts)).to_the_end()
    except NoMoreAnswers:
        out.print("\nThe answers ended before the dialogue did.")
        raise typer.Exit(1) from None


def _attributes(preset: Sequence[str]) -> dict[str, str]:
    pairs = [one.partition("=") for one in preset]
    for name, sign, _ in pairs:
        if not name or not sign:
            raise BadInput(f"--set: write it as name=value, not '{name}'. For example: --set plan=enterprise")
    return {name: value for name, _, value in pairs}


class Play:
    """One run through a stream."""

    def __init__(self, dialogue: Dialogue, attributes: Mapping[str, str], context: Context) -> None:
        self._dialogue = dialogue
        self._attributes = dict(attributes)
        self._context = context

    def to_the_end(self) -> None:
        """Ask on until the dialogue is completed, or hands over. Raises `NoMoreAnswers`."""
        step = stream.start(self._dialogue, self._attributes, self._context)
        while True:
            self._attributes |= step.known
            for passed in step.passed:
                _tell(passed)
            if step.waits_at is None:
                break
            step = self._answered(step.shown[-1])
        if step.live_chat:
            out.print(f"→ live chat: {routed(step.live_chat.routing)}", markup=False)
        else:
            out.print("→ completed")
        for name, value in sorted(self._attributes.items()):
            out.print(f"  {name} = {value}", markup=False)

    def _answered(self, card: Shown) -> Step:
        given: dict[str, str] = {}
        wanted: Sequence[FieldShown] = card.fields
        while True:
            if card.fields:
                given |= {field.attribute: _typed(_label(field)) for field in wanted}
            try:
                answer = given if card.fields else _choice(_typed("> "), card.answers)
                return stream.answer(self._dialogue, card.card, answer, self._attributes, self._context)
            except BadAnswer as bad:
                out.print(f"! {bad}", markup=False)
                wanted = [field for field in card.fields if field.attribute in bad.problems] or card.fields


def _tell(passed: Passed) -> None:
    match passed:
        case Shown():
            link = f" ({passed.link})" if passed.link else ""
            out.print(f"* {passed.text}{link}", markup=False)
            for number, answer in enumerate(passed.answers, 1):
                out.print(f"  {number}) {answer}", markup=False)
        case GoalReached():
            score = "" if passed.score is None else f", score {passed.score}"
            out.print(f"  [goal {passed.card} reached{score}]", markup=False)
        case AttributesSet():
            told = ", ".join(f"{name} = {value}" for name, value in passed.attributes.items())
            out.print(f"  [{told}]", markup=False)


def _label(field: FieldShown) -> str:
    choices = f" [{' | '.join(field.choices)}]" if field.choices else ""
    known = f" ({field.value})" if field.value else ""
    return f"{field.label}{'*' if field.required else ''}{choices}{known}: "


def _choice(typed: str, answers: Sequence[str]) -> str:
    """What was typed, or the answer of that number, unless an answer is called so."""
    numbered = (
        typed.isdecimal() and len(typed) < 3 and typed not in answers and 1 <= int(typed) <= len(answers)
    )
    return answers[int(typed) - 1] if numbered else typed


def _typed(prompt: str) -> str:
    out.print(prompt, end="", markup=False)
    line = sys.stdin.readline()
    if not line:
        raise NoMoreAnswers
    if not sys.stdin.isatty():
        out.print(line.rstrip("\n"), markup=False)  # what a terminal shows by itself
    return line.strip()
