"""The cards of a dialogue, as an author writes them.

These types, with `parts.py`, `routing.py`, `when.py`, `targeting.py` and `whole.py`, are the only place that says
what a dialogue file may contain. The checker reads them to find unknown fields and wrong values, and the JSON
Schema is made of them, so a new card needs a struct here and an arm wherever cards are told apart; `outline.py`
must know its ways on if it has several.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec

from visitor_gateway.dialogue.parts import (
    Attribute,
    Id,
    Link,
    Mistake,
    Name,
    Part,
    Text,
    Value,
)
from visitor_gateway.dialogue.routing import RoundRobin, Routing
from visitor_gateway.dialogue.when import When


FieldType = Literal["text", "email", "phone", "number", "date", "choice", "boolean"]
WhenKnown = Literal["skip", "ask", "overwrite"]
Ask = Literal["form", "one_by_one"]
Score = Annotated[int, msgspec.Meta(ge=0, le=3)]
Bound = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^(-?\d{1,15}(\.\d{1,10})?|\d{4}-\d{2}-\d{2}|today)$",
        extra={"expected": "a number, a date such as 2026-01-31, or today"},
    ),
]
"""For a number its value, for a text its length in characters, for a date the day; `today` is the visitor's."""
FILE = r"^[A-Za-z0-9][A-Za-z0-9_-]{0,99}\.pdf$"
File = Annotated[
    str,
    msgspec.Meta(
        pattern=FILE,
        extra={
            "expected": "the name of a PDF in the folder 'documents' beside this file, such as prices.pdf"
        },
    ),
]

_BRANCH = {"mend": "Leave 'cards' out to go on with the next card."}
Branch = Annotated[tuple["Card", ...], msgspec.Meta(min_length=1, extra=_BRANCH)]
"""Cards of their own, at whose end the dialogue is completed."""


class Message(Part, frozen=True, kw_only=True, tag_field="type", tag="message"):
    """Says something and waits for nothing. `goto` goes on at another card than the next one."""

    id: Id
    text: Text
    goto: Id | None = None


class Answer(Part, frozen=True, kw_only=True):
    """One answer of a question.

    With `cards` it opens a branch of its own, at whose end the dialogue is completed; with `goto` it jumps;
    with neither the dialogue goes on with the card after the question. `value` is what is stored, and the
    shown text where it is left out.
    """

    text: Text
    value: Name | None = None
    cards: Branch = ()
    goto: Id | None = None


class Question(Part, frozen=True, kw_only=True, tag_field="type", tag="question"):
    """Asks, and waits for one of its answers. `store` keeps the answer's value as an attribute."""

    id: Id
    text: Text
    answers: Annotated[
        tuple[Answer, ...],
        msgspec.Meta(
            min_length=2, max_length=10, extra={"mend": "Add an answer, or make it a message card."}
        ),
    ]
    store: Attribute | None = None


class Choice(Part, frozen=True, kw_only=True):
    """One of the values that a field of type `choice` takes. `value` is stored, and the shown text where it is left out."""

    text: Text
    value: Name | None = None


class Field(Part, frozen=True, kw_only=True):
    """One input of an information capture. `min` and `max` are themselves allowed."""

    attribute: Attribute
    label: Text
    placeholder: Text | None = None
    type: FieldType = "text"
    required: bool = False
    choices: Annotated[
        tuple[Choice, ...],
        msgspec.Meta(min_length=2, max_length=50, extra={"mend": "Add a choice, or use another type."}),
    ] = ()
    min: Bound | None = None
    max: Bound | None = None

    @classmethod
    def mistakes(cls, written: Mapping[str, Any]) -> list[Mistake]:
        kind = written.get("type", "text")
        if kind == "choice" and "choices" not in written:
            return [
                Mistake("type", "a field of type choice has no 'choices'", "Add 'choices' with two or more.")
            ]
        if kind != "choice" and "choices" in written:
            return [Mistake("choices", f"a field of type {kind} takes no 'choices'", "Write `type: choice`.")]
        bounds = [(name, str(written[name])) for name in ("min", "max") if written.get(name)]
        return [mistake for name, bound in bounds for mistake in _out_of_bounds(kind, name, bound)]


def _out_of_bounds(kind: str, name: str, bound: str) -> list[Mistake]:
    if kind not in _BOUNDS:
        return [Mistake(name, f"a field of type {kind} takes no '{name}'", "Delete it, or use another type.")]
    pattern, remedy = _BOUNDS[kind]
    return (
        []
        if pattern.fullmatch(bound)
        else [Mistake(name, f"'{name}' of a {kind} cannot be '{bound}'", remedy)]
    )


_BOUNDS = {
    "text": (re.compile(r"\d{1,4}"), "It is the length in characters: write a number such as 10."),
    "number": (re.compile(r"-?\d+(\.\d+)?"), "Write a number such as 10."),
    "date": (re.compile(r"\d+-\d+-\d+|today"), "Write a date such as 2026-01-31, or today."),
}


class InformationCapture(Part, frozen=True, kw_only=True, tag_field="type", tag="information_capture"):
    """Asks for attributes, with one form or one question at a time, and waits.

    Where a value is known already: `skip` does not ask for it, `ask` shows it and keeps it if the visitor
    leaves the field empty, `overwrite` asks as if it were not known and replaces or clears it. The form can
    be sent empty when none of the fields asked for is required.
    """

    id: Id
    text: Text
    fields: Annotated[
        tuple[Field, ...],
        msgspec.Meta(min_length=1, max_length=10, extra={"mend": "Add a field, or make it a message card."}),
    ]
    when_known: WhenKnown = "skip"
    ask: Ask = "form"


class Document(Part, frozen=True, kw_only=True, tag_field="type", tag="document"):
    """Offers something to read, and waits for nothing: a link, or a PDF that Threadline serves. Opening it is recorded."""

    id: Id
    title: Text
    link: Link | None = None
    file: File | None = None
    goto: Id | None = None

    @classmethod
    def mistakes(cls, written: Mapping[str, Any]) -> list[Mistake]:
        if ("link" in written) != ("file" in written):
            return []
        found = "both 'link' and 'file'" if "link" in written else "neither 'link' nor 'file'"
        return [Mistake("link", f"a document card has {found}", "Write one of them.")]


class Meeting(Part, frozen=True, kw_only=True, tag_field="type", tag="meeting"):
    """Offers to book a meeting, and waits for nothing. A click is recorded.

    `routing` shows the booking link of the first agent it resolves to who has one, whether they are available or
    not; `link` is a fixed one, and where both stand it is for when no agent has one. Without any the card is left out.
    """

    id: Id
    text: Text
    link: Link | None = None
    routing: Routing | None = None
    goto: Id | None = None

    @classmethod
    def mistakes(cls, written: Mapping[str, Any]) -> list[Mistake]:
        if "link" in written or "routing" in written:
            return []
        return [Mistake("", "a meeting card has neither 'link' nor 'routing'", "Write one of them, or both.")]


class Goal(Part, frozen=True, kw_only=True, tag_field="type", tag="goal"):
    """Records that the visitor came here, and says nothing."""

    id: Id
    score: Score | None = None
    goto: Id | None = None


class Action(Part, frozen=True, kw_only=True, tag_field="type", tag="action"):
    """Sets attributes, and says nothing. A token whose value is missing, and has no default, sets nothing."""

    id: Id
    set: Annotated[
        dict[Attribute, Value],
        msgspec.Meta(
            min_length=1, max_length=20, extra={"mend": "Write for example `plan: enterprise` into it."}
        ),
    ]
    goto: Id | None = None


class Case(Part, frozen=True, kw_only=True):
    """One branch of a condition. Without `cards` and `goto` it goes on with the card after the condition."""

    noun = "branch"

    when: When
    cards: Branch = ()
    goto: Id | None = None


class Condition(Part, frozen=True, kw_only=True, tag_field="type", tag="condition"):
    """Takes the first branch whose condition holds, and goes on with the next card when none does."""

    id: Id
    branches: Annotated[
        tuple[Case, ...],
        msgspec.Meta(
            min_length=1, max_length=20, extra={"mend": "Add a branch with 'when', or delete the card."}
        ),
    ]


class LiveChat(Part, frozen=True, kw_only=True, tag_field="type", tag="live_chat"):
    """Hands over to a person. The last card of its branch."""

    id: Id
    text: Text | None = None
    routing: Routing = RoundRobin()


Card = Message | Question | InformationCapture | Document | Meeting | Goal | Action | Condition | LiveChat
