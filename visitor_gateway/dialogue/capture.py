"""An information capture: which fields are asked for, and what was typed into them."""

from __future__ import annotations

from collections.abc import Mapping

from visitor_gateway.dialogue.cards import Field, InformationCapture
from visitor_gateway.dialogue.errors import BadAnswer
from visitor_gateway.dialogue.inputs import Unfit, regular, tidy


def asked(card: InformationCapture, attributes: Mapping[str, str]) -> tuple[Field, ...]:
    """The fields to ask for. Empty when all is known and the card skips what is known."""
    if card.when_known != "skip":
        return card.fields
    return tuple(field for field in card.fields if not known(field, attributes))


def known(field: Field, attributes: Mapping[str, str]) -> str:
    """The value that is known already, or empty."""
    return tidy(attributes.get(field.attribute, ""))


def accept(
    card: InformationCapture, given: str | Mapping[str, str], attributes: Mapping[str, str]
) -> dict[str, str]:
    """The attributes that a filled-in form sets.

    Plain text fills in a form that asks for one thing. Attributes that the card does not name are left out.
    Raises `BadAnswer` with the problems of all fields together; then nothing is set.
    """
    values = _by_attribute(card, given, attributes)
    accepted: dict[str, str] = {}
    problems: dict[str, str] = {}
    for field in card.fields:
        try:
            value = _value(card, field, tidy(values.get(field.attribute, "")), attributes)
        except Unfit as unfit:
            problems[field.attribute] = str(unfit)
        else:
            if value is not None:
                accepted[field.attribute] = value
    if problems:
        raise BadAnswer(" ".join(dict.fromkeys(problems.values())), problems=problems)
    return accepted


def _value(card: InformationCapture, field: Field, typed: str, attributes: Mapping[str, str]) -> str | None:
    # A value for a field that became known while the visitor typed is newer than what is known: it is taken.
    if typed:
        return regular(field.type, typed)
    before = known(field, attributes)
    keeps = before and card.when_known != "overwrite"
    if field.required and not keeps:
        raise Unfit(f"Please fill in “{field.label}”.")
    clears = before and card.when_known == "overwrite"
    return "" if clears else None


def _by_attribute(
    card: InformationCapture, given: str | Mapping[str, str], attributes: Mapping[str, str]
) -> Mapping[str, str]:
    if not isinstance(given, str):
        return given
    fields = asked(card, attributes)
    if len(fields) != 1:
        raise BadAnswer(f"Please fill in the form: {', '.join(field.label for field in fields)}.")
    return {fields[0].attribute: given}
