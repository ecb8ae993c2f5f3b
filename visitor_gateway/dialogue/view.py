"""What the widget gets for a card: its texts in the visitor's language, with every token replaced."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from visitor_gateway.dialogue import capture
from visitor_gateway.dialogue.cards import (
    Document,
    Field,
    InformationCapture,
    LiveChat,
    Meeting,
    Message,
    Question,
)
from visitor_gateway.dialogue.context import Context
from visitor_gateway.dialogue.parts import Text
from visitor_gateway.dialogue.position import position
from visitor_gateway.dialogue.step import CardKind, FieldShown, Shown
from visitor_gateway.dialogue.tokens import spoken


class View(NamedTuple):
    """One visitor's view of cards, at one moment."""

    attributes: Mapping[str, str]
    context: Context

    def words(self, text: Text) -> str:
        """The text as the visitor reads it."""
        return spoken(text, self.attributes, self.context)

    def of(self, card: Message | Question | Document | Meeting | LiveChat) -> Shown | None:
        """What is shown of the card; none where there is nothing to see."""
        match card:
            case Message():
                return self._speech("message", card)
            case LiveChat():
                return self._speech("live_chat", card)
            case Question():
                answers = tuple(self.words(answer.text) for answer in card.answers)
                return Shown(
                    card=position(card.id), kind="question", text=self.words(card.text), answers=answers
                )
            case Document():
                link = card.link or f"{self.context.documents}{card.file}"
                return Shown(card=position(card.id), kind="document", text=self.words(card.title), link=link)
            case Meeting():
                return self._meeting(card)

    def of_form(self, card: InformationCapture, fields: tuple[Field, ...]) -> Shown:
        """The form of these fields, or the question for the first of them where they are asked for one by one."""
        form = Shown(
            card=position(card.id),
            kind="information_capture",
            text=self.words(card.text),
            fields=tuple(self._input(card, field) for field in fields),
        )
        if card.ask == "form":
            return form
        return msgspec.structs.replace(
            form, card=position(card.id, fields[0].attribute), fields=form.fields[:1]
        )

    def _speech(self, kind: CardKind, card: Message | LiveChat) -> Shown | None:
        words = self.words(card.text) if card.text else ""
        return Shown(card=position(card.id), kind=kind, text=words) if words else None

    def _meeting(self, card: Meeting) -> Shown | None:
        booking = self.context.bookings.get(card.id)
        link = booking.link if booking else card.link
        if not link:
            return None
        named = self.context
        if booking and booking.agent:
            named = msgspec.structs.replace(named, agent_name=booking.agent)
        text = View(self.attributes, named).words(card.text)
        return Shown(card=position(card.id), kind="meeting", text=text, link=link)

    def _input(self, card: InformationCapture, field: Field) -> FieldShown:
        known = capture.known(field, self.attributes) if card.when_known == "ask" else ""
        return FieldShown(
            attribute=field.attribute,
            label=self.words(field.label),
            placeholder=self.words(field.placeholder) if field.placeholder else "",
            type=field.type,
            required=field.required,
            value=self._as_chosen(field, known) or None,
            choices=tuple(self.words(choice.text) for choice in field.choices),
            min=capture.bound(field.min, self.context.facts) if field.min else "",
            max=capture.bound(field.max, self.context.facts) if field.max else "",
        )

    def _as_chosen(self, field: Field, known: str) -> str:
        """A known value as the visitor chose it: the text of a choice stands for its value."""
        return next((self.words(choice.text) for choice in field.choices if choice.value == known), known)
