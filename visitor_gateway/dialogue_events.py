"""What a step of the dialogue is in the words of the conversation. Pure."""

from __future__ import annotations

from bot.events import (
    AnyEvent,
    AttributesSet,
    CardShown,
    ConversationEnded,
    FieldShown,
    GoalReached,
    LiveChatRequested,
    Terms,
)
from visitor_gateway.dialogue import step as dialogue
from visitor_gateway.dialogue.step import Passed, Shown, Step


def events_of(step: Step, at: int, terms: Terms | None) -> list[AnyEvent]:
    """The events of a step; `terms` are those of its live chat card, where it reaches one."""
    events: list[AnyEvent] = [_event(passed, at, step.waits_at) for passed in step.passed]
    if step.live_chat and terms:
        events.append(LiveChatRequested(at=at, card=step.live_chat.id, terms=terms))
    if step.completed:
        events.append(ConversationEnded(at=at, by="system", reason="completed"))
    return events


def _event(passed: Passed, at: int, waits_at: str | None) -> AnyEvent:
    match passed:
        case Shown():
            return _card_shown(passed, at, waits_at)
        case dialogue.GoalReached():
            return GoalReached(at=at, card=passed.card, score=passed.score)
        case dialogue.AttributesSet():
            return AttributesSet(at=at, card=passed.card, attributes=passed.attributes)


def _card_shown(shown: Shown, at: int, waits_at: str | None) -> CardShown:
    return CardShown(
        at=at,
        card=shown.card,
        kind=shown.kind,
        text=shown.text,
        answers=shown.answers,
        fields=tuple(_field_shown(field) for field in shown.fields),
        waits=shown.card == waits_at,
        link=shown.link,
    )


def _field_shown(field: dialogue.FieldShown) -> FieldShown:
    return FieldShown(
        attribute=field.attribute,
        label=field.label,
        placeholder=field.placeholder,
        type=field.type,
        required=field.required,
        value=field.value or "",
        choices=field.choices,
        min=field.min,
        max=field.max,
    )
