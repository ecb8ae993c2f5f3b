"""An information capture: which fields are asked for, and what was typed into them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, TypeVar

import msgspec

from bot.routing.facts import Facts, worth
from visitor_gateway.dialogue.cards import Field, FieldType, InformationCapture
from visitor_gateway.dialogue.context import Context
from visitor_gateway.dialogue.errors import BadAnswer, NotWaiting
from visitor_gateway.dialogue.inputs import MAX_CHARACTERS, Unfit, regular, tidy
from visitor_gateway.dialogue.options import meant
from visitor_gateway.dialogue.parts import AttributeName
from visitor_gateway.dialogue.refusals import refusal
from visitor_gateway.dialogue.tokens import spoken


Size = TypeVar("Size", int, float, str)


class Taken(NamedTuple):
    """What a field sets: the value to keep, and the words for the transcript."""

    value: str
    said: str


def asked(card: InformationCapture, attributes: Mapping[str, str]) -> tuple[Field, ...]:
    """The fields to ask for. Empty when all is known and the card skips what is known."""
    if card.when_known != "skip":
        return card.fields
    return tuple(field for field in card.fields if not known(field, attributes))


def at_field(card: InformationCapture, name: AttributeName | None) -> InformationCapture:
    """The card as it waits: as a whole, or for one field. Raises `NotWaiting` where it does not wait so."""
    if (name is None) != (card.ask == "form"):
        raise NotWaiting(f"Card '{card.id}' asks for its fields {card.ask}.")
    if name is None:
        return card
    fields = tuple(field for field in card.fields if field.attribute == name)
    if not fields:
        raise NotWaiting(f"Card '{card.id}' does not ask for '{name}'.")
    return msgspec.structs.replace(card, fields=fields)


def after_field(
    card: InformationCapture, name: AttributeName | None, attributes: Mapping[str, str]
) -> tuple[Field, ...]:
    """The fields still to be asked for after this one; none after a whole form."""
    if name is None:
        return ()
    names = [field.attribute for field in card.fields]
    rest = msgspec.structs.replace(card, fields=card.fields[names.index(name) + 1 :])
    return asked(rest, attributes)


def known(field: Field, attributes: Mapping[str, str]) -> str:
    """The value that is known already, or empty."""
    return tidy(attributes.get(field.attribute, ""))


def bound(written: str, facts: Facts) -> str:
    """A `min` or `max` as it is today, at the site."""
    return worth("date", facts)[0] if written == "today" else written


def accept(
    card: InformationCapture, given: str | Mapping[str, str], attributes: Mapping[str, str], context: Context
) -> dict[AttributeName, Taken]:
    """The attributes that a filled-in form sets.

    Plain text fills in a form that asks for one thing. Attributes that the card does not name are left out.
    Raises `BadAnswer` with the problems of all fields together; then nothing is set.
    """
    locale = context.facts.locale
    values = _by_attribute(card, given, attributes, context)
    accepted: dict[AttributeName, Taken] = {}
    problems: dict[str, str] = {}
    for field in card.fields:
        try:
            taken = _taken(card, field, tidy(values.get(field.attribute, "")), attributes, context)
        except Unfit as unfit:
            problems[field.attribute] = unfit.told(locale)
        else:
            if taken is not None:
                accepted[field.attribute] = taken
    if problems:
        raise BadAnswer(" ".join(dict.fromkeys(problems.values())), problems=problems)
    return accepted


def _taken(
    card: InformationCapture, field: Field, typed: str, attributes: Mapping[str, str], context: Context
) -> Taken | None:
    # A value for a field that became known while the visitor typed is newer than what is known: it is taken.
    if typed:
        return fit(field, typed, attributes, context)
    before = known(field, attributes)
    keeps = before and card.when_known != "overwrite"
    if field.required and not keeps:
        raise Unfit("required", field=spoken(field.label, attributes, context))
    clears = before and card.when_known == "overwrite"
    return Taken("", "") if clears else None


def fit(field: Field, typed: str, attributes: Mapping[str, str], context: Context) -> Taken:
    """What was typed, made regular and judged. Raises `Unfit`."""
    if field.type == "choice":
        shown = [spoken(choice.text, attributes, context) for choice in field.choices]
        number = meant(field.choices, shown, typed)
        if number is None:
            raise Unfit("answer", answers=" · ".join(shown))
        return Taken(field.choices[number].value or shown[number], shown[number])
    value = regular(field.type, typed)
    least = bound(field.min, context.facts) if field.min else ""
    most = bound(field.max, context.facts) if field.max else ""
    _keep_within(field.type, value, least, most)
    said = value
    if field.type == "boolean":
        said = refusal("yes" if value == "true" else "no", context.facts.locale)
    return Taken(value, said)


def _keep_within(kind: FieldType, value: str, least: str, most: str) -> None:
    match kind:
        case "text":
            _compare(len(value), int(least or 0), int(most or MAX_CHARACTERS), ("too_short", "too_long"))
        case "number":
            _compare(float(value), float(least or "-inf"), float(most or "inf"), ("least", "most"))
        case "date":  # of four-digit years: they compare like their texts
            _compare(value, least or value, most or value, ("earliest", "latest"))
        case "email" | "phone" | "choice" | "boolean":
            pass


def _compare(size: Size, least: Size, most: Size, names: tuple[str, str]) -> None:
    if size < least:
        raise Unfit(names[0], least=f"{least:g}" if isinstance(least, float) else str(least))
    if size > most:
        raise Unfit(names[1], most=f"{most:g}" if isinstance(most, float) else str(most))


def _by_attribute(
    card: InformationCapture, given: str | Mapping[str, str], attributes: Mapping[str, str], context: Context
) -> Mapping[str, str]:
    if not isinstance(given, str):
        return given
    fields = card.fields if len(card.fields) == 1 else asked(card, attributes)
    if len(fields) != 1:
        labels = ", ".join(spoken(field.label, attributes, context) for field in fields)
        raise BadAnswer(refusal("form", context.facts.locale, fields=labels))
    return {fields[0].attribute: given}
