"""Runs a dialogue: position and answer in, the next cards out.

Nothing is remembered here. The caller keeps the visitor's attributes and the position that waits, and stores each
`Step` as a whole: its attributes, what was said, and what the cards did belong together.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from bot.routing.conditions import holds
from visitor_gateway.dialogue import capture
from visitor_gateway.dialogue.cards import (
    Action,
    Answer,
    Card,
    Case,
    Condition,
    Document,
    Field,
    Goal,
    InformationCapture,
    LiveChat,
    Meeting,
    Message,
    Question,
)
from visitor_gateway.dialogue.context import Context
from visitor_gateway.dialogue.errors import EndlessStream, NotWaiting
from visitor_gateway.dialogue.parts import AttributeName, CardId
from visitor_gateway.dialogue.position import Position, card_of, field_of
from visitor_gateway.dialogue.question import chosen
from visitor_gateway.dialogue.step import AttributesSet, GoalReached, Passed, Step
from visitor_gateway.dialogue.view import View
from visitor_gateway.dialogue.whole import Dialogue, Place


def start(dialogue: Dialogue, attributes: Mapping[str, str], context: Context) -> Step:
    """The first step. Raises `EndlessStream` for a stream that the checker refuses."""
    return _Run(dialogue, attributes, context).go(dialogue.stream[0])


def answer(
    dialogue: Dialogue,
    at: str,
    given: str | Mapping[str, str],
    attributes: Mapping[str, str],
    context: Context,
) -> Step:
    """The step that an answer leads to. The caller must have checked that the dialogue waits at this position.

    A question takes the text or the value of one of its answers, in any case; an information capture takes
    a value for each attribute. Raises `BadAnswer`, or `NotWaiting` for a card that asks nothing; then nothing
    has changed.
    """
    place = dialogue.places.get(card_of(at))
    if place is None:
        raise NotWaiting(f"There is no card '{at}' in dialogue '{dialogue.id}'.")
    run = _Run(dialogue, attributes, context)
    match place.card:
        case Question() as question:
            return run.answered(question, place, given)
        case InformationCapture() as form:
            return run.filled_in(form, place, field_of(at), given)
        case Message() | Document() | Meeting() | Goal() | Action() | Condition() | LiveChat():
            raise NotWaiting(f"Card '{at}' of dialogue '{dialogue.id}' asks nothing.")


def takes_words(dialogue: Dialogue, at: str) -> bool:
    """Say whether what a visitor writes at this position is meant as its answer: at a question, or at one field."""
    place = dialogue.places.get(card_of(at))
    match place.card if place else None:
        case Question():
            return True
        case InformationCapture() as form:
            return form.ask == "one_by_one"
        case _:  # no other card waits
            return False


class _Run:
    """One step under way."""

    def __init__(self, dialogue: Dialogue, attributes: Mapping[str, str], context: Context) -> None:
        self.dialogue = dialogue
        self.attributes: dict[str, str] = dict(attributes)
        self.context = context
        self.passed: list[Passed] = []
        self.new: dict[str, str] = {}
        self.said = ""

    @property
    def view(self) -> View:
        return View(self.attributes, self.context)

    def answered(self, card: Question, place: Place, given: str | Mapping[str, str]) -> Step:
        choice = chosen(card, given, self.view)
        self.said = self.view.words(choice.text)
        if card.store is not None:
            self._learn({card.store: self.said if choice.value is None else choice.value})
        return self.go(self._way(choice, place))

    def filled_in(
        self,
        card: InformationCapture,
        place: Place,
        field: AttributeName | None,
        given: str | Mapping[str, str],
    ) -> Step:
        form = capture.at_field(card, field)
        taken = capture.accept(form, given, self.attributes, self.context)
        typed = [
            (self.view.words(asked.label), taken[asked.attribute].said)
            for asked in form.fields
            if asked.attribute in taken
        ]
        self.said = "\n".join(f"{label}: {said}" for label, said in typed if said)
        self._learn({str(name): accepted.value for name, accepted in taken.items()})
        left = capture.after_field(card, field, self.attributes)
        if left:
            return self._ask(card, left, first=False)
        return self.go(place.follower)

    def go(self, card: Card | None) -> Step:
        """Run on from a card to the next pause."""
        seen: set[CardId] = set()
        while card is not None:
            if card.id in seen:
                raise EndlessStream(f"Dialogue '{self.dialogue.id}' never waits after card '{card.id}'.")
            seen.add(card.id)
            match card:
                case Question():
                    self._show(card)
                    return self._step(waits_at=Position(card.id))
                case InformationCapture():
                    if fields := capture.asked(card, self.attributes):
                        return self._ask(card, fields)
                    card = self._place(card).follower
                case LiveChat():
                    self._show(card)
                    return self._step(live_chat=card)
                case Condition():
                    card = self._branch(card)
                case Message() | Document() | Meeting() | Goal() | Action():
                    self._pass(card)
                    card = self._way(card, self._place(card))
        return self._step(completed=True)

    def _pass(self, card: Message | Document | Meeting | Goal | Action) -> None:
        match card:
            case Message() | Document() | Meeting():
                self._show(card)
            case Goal():
                self.passed.append(GoalReached(card=card.id, score=card.score))
            case Action():
                known = self._values(card)
                self.attributes |= known
                if known:
                    self.passed.append(AttributesSet(card=card.id, attributes=known))

    def _values(self, card: Action) -> dict[str, str]:
        values = {str(name): self.view.words(value) for name, value in card.set.items()}
        return {name: value for name, value in values.items() if value}

    def _show(self, card: Message | Question | Document | Meeting | LiveChat) -> None:
        shown = self.view.of(card)
        if shown is not None:
            self.passed.append(shown)

    def _ask(self, card: InformationCapture, fields: tuple[Field, ...], *, first: bool = True) -> Step:
        form = self.view.of_form(card, fields)
        self.passed.append(form if first else msgspec.structs.replace(form, text=""))
        return self._step(waits_at=form.card)

    def _branch(self, card: Condition) -> Card | None:
        """The first card of the branch whose condition holds."""
        facts = msgspec.structs.replace(
            self.context.facts, attributes=self.attributes, dialogue=self.dialogue.id
        )
        for case, condition in zip(card.branches, self.dialogue.conditions[card.id], strict=True):
            if holds(condition, facts):
                return self._way(case, self._place(card))
        return self._place(card).follower

    def _way(
        self, exit_: Answer | Case | Message | Document | Meeting | Goal | Action, place: Place
    ) -> Card | None:
        """Where an exit leads: into its own branch, to its jump, or on."""
        match exit_:
            case Answer() | Case() if exit_.cards:
                return exit_.cards[0]
            case _:  # the other exits have no branches
                return self.dialogue.places[exit_.goto].card if exit_.goto else place.follower

    def _place(self, card: Card) -> Place:
        return self.dialogue.places[card.id]

    def _learn(self, attributes: dict[str, str]) -> None:
        self.new = attributes
        self.attributes |= attributes

    def _step(
        self, *, waits_at: Position | None = None, live_chat: LiveChat | None = None, completed: bool = False
    ) -> Step:
        return Step(
            passed=tuple(self.passed),
            waits_at=waits_at,
            live_chat=live_chat,
            completed=completed,
            attributes=self.new,
            said=self.said,
        )
