"""The cards of a dialogue, as an author writes them.

These types are the only place that says what a dialogue file may contain. The checker reads them to find
unknown fields and wrong values, so a new card needs a struct here and an arm wherever cards are told apart;
`outline.py` must know its ways on if it has several.
"""

from __future__ import annotations

from functools import cached_property
from hashlib import sha256
from typing import Annotated, Literal, NamedTuple, NewType

import msgspec


CardId = NewType("CardId", str)
"""Chosen by the author. Unique within one dialogue."""
DialogueId = NewType("DialogueId", str)
"""Chosen by the author. Unique within one site."""
AttributeName = NewType("AttributeName", str)
"""Names a fact about a visitor, such as `first_name`. Unique within one site."""

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=4000, extra={"tokens": True})]
"""Words for the visitor. Takes tokens. The length is our own limit: a chat bubble, not a page."""

NAME = r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$"
NAME_EXPECTED = "letters, digits, '-' and '_', at most 64, beginning with a letter or digit"
ATTRIBUTE = r"^[a-z][a-z0-9_]{0,63}$"
ATTRIBUTE_EXPECTED = "lower-case letters, digits and '_', at most 64, beginning with a letter"

Id = Annotated[CardId, msgspec.Meta(pattern=NAME, extra={"expected": NAME_EXPECTED})]
Attribute = Annotated[AttributeName, msgspec.Meta(pattern=ATTRIBUTE, extra={"expected": ATTRIBUTE_EXPECTED})]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]

FieldType = Literal["text", "email", "phone", "number"]
WhenKnown = Literal["skip", "ask", "overwrite"]


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Anything an author writes. Defaults are left out of the hash, so a new optional field changes no version."""


class RoundRobin(Part, frozen=True, kw_only=True, tag_field="option", tag="round_robin"):
    """All agents, in turn."""


class ToAgent(Part, frozen=True, kw_only=True, tag_field="option", tag="agent"):
    """One named agent."""

    agent: Name


class ToTeam(Part, frozen=True, kw_only=True, tag_field="option", tag="team"):
    """The agents of one named team, in turn."""

    team: Name


class CustomRules(Part, frozen=True, kw_only=True, tag_field="option", tag="custom_rules"):
    """The site's rules, in their order."""


Routing = RoundRobin | ToAgent | ToTeam | CustomRules


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
    cards: Annotated[
        tuple[Card, ...],
        msgspec.Meta(min_length=1, extra={"mend": "Leave 'cards' out to go on with the next card."}),
    ] = ()
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


class Field(Part, frozen=True, kw_only=True):
    """One input of an information capture."""

    attribute: Attribute
    label: Text
    placeholder: Text | None = None
    type: FieldType = "text"
    required: bool = False


class InformationCapture(Part, frozen=True, kw_only=True, tag_field="type", tag="information_capture"):
    """Asks for attributes with a form, and waits for it.

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


class LiveChat(Part, frozen=True, kw_only=True, tag_field="type", tag="live_chat"):
    """Hands over to a person. The last card of its branch."""

    id: Id
    text: Text | None = None
    routing: Routing = RoundRobin()


Card = Message | Question | InformationCapture | LiveChat


class Place(NamedTuple):
    """Where a card stands: the list it is in, and its number there, from 0."""

    branch: tuple[Card, ...]
    number: int

    @property
    def card(self) -> Card:
        return self.branch[self.number]

    @property
    def follower(self) -> Card | None:
        """The next card of the same list, or none at its end."""
        return self.branch[self.number + 1] if self.number + 1 < len(self.branch) else None


class Dialogue(Part, frozen=True, kw_only=True, dict=True):  # a dict for the cached properties
    """A whole dialogue."""

    id: Annotated[DialogueId, msgspec.Meta(pattern=NAME, extra={"expected": NAME_EXPECTED})]
    name: Name
    stream: Annotated[tuple[Card, ...], msgspec.Meta(min_length=1, extra={"mend": "Add a card."})]

    @cached_property
    def version(self) -> str:
        """A hash of the content, 12 hexadecimal digits. Comments and layout of the file do not change it."""
        return sha256(msgspec.json.encode(self)).hexdigest()[:12]

    @cached_property
    def places(self) -> dict[CardId, Place]:
        """Every card by its id, at any depth."""
        places: dict[CardId, Place] = {}
        branches = [self.stream]
        while branches:
            branch = branches.pop()
            places |= {card.id: Place(branch, number) for number, card in enumerate(branch)}
            branches += [cards for card in branch for cards in _branches_of(card)]
        return places


def _branches_of(card: Card) -> tuple[tuple[Card, ...], ...]:
    match card:
        case Question():
            return tuple(answer.cards for answer in card.answers)
        case Message() | InformationCapture() | LiveChat():
            return ()
