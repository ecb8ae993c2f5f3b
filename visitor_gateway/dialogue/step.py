"""What one step of a dialogue gives: values, without rules."""

from __future__ import annotations

from typing import Literal

import msgspec

from visitor_gateway.dialogue.cards import FieldType, LiveChat
from visitor_gateway.dialogue.parts import AttributeName, CardId
from visitor_gateway.dialogue.position import Position


CardKind = Literal["message", "question", "information_capture", "document", "meeting", "live_chat"]
"""The kinds of cards that visitors see."""


class FieldShown(msgspec.Struct, frozen=True, kw_only=True):
    """One input of a form. `value` is what is known already, or none; `choices` are what a choice is made of.

    `min` and `max` are a number's bounds, a date's first and last day (YYYY-MM-DD), or a text's lengths; or empty.
    """

    attribute: AttributeName
    label: str
    placeholder: str
    type: FieldType
    required: bool
    value: str | None = None
    choices: tuple[str, ...] = ()
    min: str = ""
    max: str = ""


class Shown(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="shown"):
    """What the widget gets for one card: plain text, every token replaced.

    `card` is what an answer must name. `link` is where a document or a meeting leads; one that begins with `/` is an
    address on the gateway.
    """

    card: Position
    kind: CardKind
    text: str
    answers: tuple[str, ...] = ()
    fields: tuple[FieldShown, ...] = ()
    link: str = ""


class GoalReached(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="goal_reached"):
    """A goal was passed."""

    card: CardId
    score: int | None = None


class AttributesSet(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="attributes_set"):
    """An action was passed."""

    card: CardId
    attributes: dict[str, str]


Passed = Shown | GoalReached | AttributesSet


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """What happens up to the next pause. Exactly one of `waits_at`, `live_chat` and `completed` says why it pauses.

    `passed` is what the cards did, in their order. It leaves out messages that have no words: a live chat card
    without a text, a text of empty tokens. `attributes` are those that the answer set, `said` is the answer as a
    transcript shows it.
    """

    passed: tuple[Passed, ...] = ()
    waits_at: Position | None = None
    live_chat: LiveChat | None = None
    completed: bool = False
    attributes: dict[str, str] = {}
    said: str = ""

    @property
    def shown(self) -> tuple[Shown, ...]:
        """What the visitor sees of it."""
        return tuple(passed for passed in self.passed if isinstance(passed, Shown))

    @property
    def known(self) -> dict[str, str]:
        """Every attribute that became known: by the answer, then by actions."""
        known = dict(self.attributes)
        for passed in self.passed:
            if isinstance(passed, AttributesSet):
                known |= passed.attributes
        return known
