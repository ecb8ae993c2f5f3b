"""What somebody fills into a card, and what their client refuses by itself."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from . import cards
from .world import Json


Filled = Mapping[str, "str | bool | Sequence[str]"]


def filled(card: Json, values: Filled) -> dict[str, str]:
    """The values of a card's inputs by their ids; the keys of `values` are ids or labels.

    What is left empty is not sent. Raises LookupError for an input or a choice that is not there.
    """
    known = cards.inputs(card)
    state = {
        name: str(element["value"])
        for name, element in known.items()
        if element.get("value") not in (None, "")
    }
    for wanted, value in values.items():
        element = _found(known, wanted)
        state[element["id"]] = _value(element, value)
    return {name: value for name, value in state.items() if value}


def _found(known: Mapping[str, Json], wanted: str) -> Json:
    for element in known.values():
        if wanted in (element["id"], element.get("label"), element.get("title")):
            return element
    raise LookupError(f"there is no input {wanted!r}; there are {sorted(known)}")


def _value(element: Json, value: str | bool | Sequence[str]) -> str:
    match element["type"]:
        case "Input.Toggle":
            on, off = element.get("valueOn", "true"), element.get("valueOff", "false")
            return str(on if value in (True, "true", on) else off)
        case "Input.ChoiceSet":
            several = (
                [value] if isinstance(value, str) else list(value) if isinstance(value, Sequence) else []
            )
            return ",".join(_choice(element, one) for one in several)
        case _:
            return str(value)


def _choice(element: Json, wanted: str) -> str:
    for choice in element["choices"]:
        if wanted in (choice["value"], choice["title"]):
            return str(choice["value"])
    raise LookupError(f"{element['id']} has no choice {wanted!r}: {[c['title'] for c in element['choices']]}")


def incomplete(card: Json, state: Mapping[str, str]) -> dict[str, str]:
    """What the client finds wrong before it sends anything: sentences by the ids of inputs."""
    found = {}
    for name, element in cards.inputs(card).items():
        value = state.get(name, "")
        off = element["type"] == "Input.Toggle" and value == element.get("valueOff", "false")
        if element.get("isRequired") and (not value or off):
            found[name] = element.get("errorMessage", "This is required.")
        if value and not _allowed(element, value):
            found[name] = element.get("errorMessage", "This is not valid.")
    return found


def _allowed(element: Json, value: str) -> bool:
    if element["type"] == "Input.Number":
        try:
            number = float(value)
        except ValueError:
            return False
        return float(element.get("min", "-inf")) <= number <= float(element.get("max", "inf"))
    pattern = element.get("regex")
    return len(value) <= element.get("maxLength", len(value)) and (
        not pattern or bool(re.search(pattern, value))
    )
