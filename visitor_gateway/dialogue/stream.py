"""Runs a dialogue: position and answer in, the next cards out.

Nothing is remembered here. The caller keeps the visitor's attributes and the card that waits, and stores each
`Step` as a whole: its attributes, what was said, and what is shown belong together.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

from visitor_gateway.dialogue import capture
from visitor_gateway.dialogue.cards import (
    Answer,
    AttributeName,
    Card,
    CardId,
    Dialogue,
    Field,
    FieldType,
    InformationCapture,
    LiveChat,
    Message,
    Place,
    Question,
)
from visitor_gateway.dialogue.errors import BadAnswer, EndlessStream, NotWaiting
from visitor_gateway.dialogue.tokens import Context, render


class FieldShown(msgspec.Struct, frozen=True, kw_only=True):
    """One input of a form. `value` is what is known already, or none."""

    attribute: AttributeName
    label: str
    placeholder: str
    type: FieldType
    required: bool
    value: str | None = None


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """What the widget gets for one card: plain text, every token replaced."""

    card: CardId
    kind: Literal["message", "question", "information_capture", "live_chat"]
    text: str
    answers: tuple[str, ...] = ()
    fields: tuple[FieldShown, ...] = ()


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """What happens up to the next pause. Exactly one of `waits_at`, `live_chat` and `completed` says why it pauses.

    `shown` leaves out messages that have no words: a live chat card without a text, a text of empty tokens.
    `attributes` are those that the answer set, `said` is the answer as a transcript shows it.
    """

    shown: tuple[Shown, ...] = ()
    waits_at: CardId | None = None
    live_chat: LiveChat | None = None
    completed: bool = False
    attributes: dict[str, str] = {}
    said: str = ""


def start(dialogue: Dialogue, attributes: Mapping[str, str], context: Context) -> Step:
    """The first step. Raises `EndlessStream` for a stream that the checker refuses."""
    return _Run(dialogue, attributes, context).go(dialogue.stream[0])


def answer(
    dialogue: Dialogue,
    card_id: str,
    given: str | Mapping[str, str],
    attributes: Mapping[str, str],
    context: Context,
) -> Step:
    """The step that an answer leads to. The caller must have checked that the dialogue waits at this card.

    A question takes the text or the value of one of its answers, in any case; an information capture takes
    a value for each attribute. Raises `BadAnswer`, or `NotWaiting` for a card that asks nothing; then nothing
    has changed.
    """
    place = dialogue.places.get(CardId(card_id))
    if place is None:
        raise NotWaiting(f"There is no card '{card_id}' in dialogue '{dialogue.id}'.")
    run = _Run(dialogue, attributes, context)
    match place.card:
        case Question() as question:
            return run.chosen(question, place, given)
        case InformationCapture() as form:
            return run.filled_in(form, place, given)
        case Message() | LiveChat():
            raise NotWaiting(f"Card '{card_id}' of dialogue '{dialogue.id}' asks nothing.")


class _Run:
    """One step under way."""

    def __init__(self, dialogue: Dialogue, attributes: Mapping[str, str], context: Context) -> None:
        self.dialogue = dialogue
        self.attributes: dict[str, str] = dict(attributes)
        self.context = context
        self.new: dict[str, str] = {}
        self.said = ""

    def chosen(self, card: Question, place: Place, given: str | Mapping[str, str]) -> Step:
        choice = self._choice(card, given)
        self.said = self._words(choice.text)
        if card.store is not None:
            self._set({card.store: self.said if choice.value is None else choice.value})
        if choice.cards:
            return self.go(choice.cards[0])
        return self.go(self._target(choice.goto) if choice.goto else place.follower)

    def filled_in(self, card: InformationCapture, place: Place, given: str | Mapping[str, str]) -> Step:
        form = self._in_words(card)
        accepted = capture.accept(form, given, self.attributes)
        typed = [(field.label, accepted.get(field.attribute)) for field in form.fields]
        self.said = "\n".join(f"{label}: {value}" for label, value in typed if value)
        self._set(accepted)
        return self.go(place.follower)

    def go(self, card: Card | None) -> Step:
        """Run on from a card to the next pause."""
        shown: list[Shown] = []
        seen: set[CardId] = set()
        while card is not None:
            if card.id in seen:
                raise EndlessStream(f"Dialogue '{self.dialogue.id}' never waits after card '{card.id}'.")
            seen.add(card.id)
            view = self._view(card)
            if view is not None:
                shown.append(view)
            match card:
                case Message():
                    card = self._target(card.goto) if card.goto else self._follower(card)
                case InformationCapture() if view is None:
                    card = self._follower(card)
                case Question() | InformationCapture():
                    return self._step(shown, waits_at=card.id)
                case LiveChat():
                    return self._step(shown, live_chat=card)
        return self._step(shown, completed=True)

    def _step(
        self,
        shown: list[Shown],
        *,
        waits_at: CardId | None = None,
        live_chat: LiveChat | None = None,
        completed: bool = False,
    ) -> Step:
        return Step(
            shown=tuple(shown),
            waits_at=waits_at,
            live_chat=live_chat,
            completed=completed,
            attributes=self.new,
            said=self.said,
        )

    def _view(self, card: Card) -> Shown | None:
        match card:
            case Message():
                return self._speech(card.id, "message", card.text)
            case LiveChat():
                return self._speech(card.id, "live_chat", card.text or "")
            case Question():
                answers = tuple(self._words(answer.text) for answer in card.answers)
                return Shown(card=card.id, kind="question", text=self._words(card.text), answers=answers)
            case InformationCapture():
                return self._form(self._in_words(card))

    def _speech(self, card: CardId, kind: Literal["message", "live_chat"], text: str) -> Shown | None:
        words = self._words(text)
        return Shown(card=card, kind=kind, text=words) if words else None

    def _form(self, card: InformationCapture) -> Shown | None:
        fields = tuple(
            FieldShown(
                attribute=field.attribute,
                label=field.label,
                placeholder=field.placeholder or "",
                type=field.type,
                required=field.required,
                value=(capture.known(field, self.attributes) or None) if card.when_known == "ask" else None,
            )
            for field in capture.asked(card, self.attributes)
        )
        return (
            Shown(card=card.id, kind="information_capture", text=card.text, fields=fields) if fields else None
        )

    def _in_words(self, card: InformationCapture) -> InformationCapture:
        fields = tuple(self._field_in_words(field) for field in card.fields)
        return msgspec.structs.replace(card, text=self._words(card.text), fields=fields)

    def _field_in_words(self, field: Field) -> Field:
        placeholder = None if field.placeholder is None else self._words(field.placeholder)
        return msgspec.structs.replace(field, label=self._words(field.label), placeholder=placeholder)

    def _choice(self, card: Question, given: str | Mapping[str, str]) -> Answer:
        texts = [self._words(answer.text) for answer in card.answers]
        if isinstance(given, str):
            wanted = _folded(given)
            # What the visitor sees wins over what is stored: an answer "no" may be the value of another one.
            for answer, text in zip(card.answers, texts, strict=True):
                if _folded(text) == wanted:
                    return answer
            for answer in card.answers:
                if answer.value is not None and _folded(answer.value) == wanted:
                    return answer
        raise BadAnswer(f"Please choose one of these: {' · '.join(texts)}.", allowed=texts)

    def _set(self, attributes: Mapping[str, str]) -> None:
        self.new = dict(attributes)
        self.attributes.update(attributes)

    def _target(self, card: CardId) -> Card:
        return self.dialogue.places[card].card

    def _follower(self, card: Card) -> Card | None:
        return self.dialogue.places[card.id].follower

    def _words(self, text: str) -> str:
        return render(text, self.attributes, self.context)


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
