"""Checks Adaptive Cards against the table: known elements and properties only, required ones present, values in form."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from . import cards
from .card_schema import (
    ACTIONS,
    ELEMENTS,
    MOST_ACTIONS,
    MOST_REFRESHED,
    NEWEST,
    PARTS,
    SINCE,
    UNTYPED,
    Kind,
)
from .world import Json


_DATES = {"date": re.compile(r"\d{4}-\d\d-\d\d"), "time": re.compile(r"\d\d:\d\d")}
_URL = re.compile(r"(?:https?://|data:image/)")


def problems(card: Any) -> Iterator[str]:
    """What is wrong with a card, each with the place where it is."""
    if not isinstance(card, dict) or card.get("type") != "AdaptiveCard":
        yield "card: not an AdaptiveCard"
        return
    version = _version(card.get("version"))
    if not (1, 0) <= version <= NEWEST:
        yield f"card: version {card.get('version')!r} is none that Teams knows"
        return
    found = list(_Check(version).of(card, "AdaptiveCard", "card"))
    yield from found
    if not found:
        yield from _whole(card)


def _version(given: object) -> tuple[int, int]:
    match = re.fullmatch(r"(\d)\.(\d)", str(given))
    return (int(match[1]), int(match[2])) if match else (0, 0)


def _whole(card: Json) -> Iterator[str]:
    """What concerns the card as a whole; its elements are in order."""
    ids = [element["id"] for element in cards.walk(card) if str(element["type"]).startswith("Input.")]
    yield from (
        f"card: two inputs have the id {name!r}" for name in sorted({i for i in ids if ids.count(i) > 1})
    )
    if not card.get("body") and not card.get("actions"):
        yield "card: empty"
    for element in cards.walk(card):
        primary = [action for action in element.get("actions", ()) if action.get("mode") != "secondary"]
        if len(primary) > MOST_ACTIONS:
            yield f"card: more than {MOST_ACTIONS} actions in {element['type']}"
        if element["type"] == "Input.ChoiceSet":
            yield from _choices(element)
    if len(card.get("refresh", {}).get("userIds", ())) > MOST_REFRESHED:
        yield f"card: refresh.userIds names more than {MOST_REFRESHED}"


def _choices(element: Json) -> Iterator[str]:
    known = [choice["value"] for choice in element["choices"]]
    if len(set(known)) < len(known):
        yield f"{element['id']}: two choices have the same value"
    chosen = (
        element.get("value", "").split(",") if element.get("isMultiSelect") else [element.get("value", "")]
    )
    yield from (
        f"{element['id']}: {value!r} is no choice" for value in chosen if value and value not in known
    )
    if element.get("isMultiSelect"):
        yield from (f"{element['id']}: a comma in the value {value!r}" for value in known if "," in value)


class _Check:
    """One pass over a card of a version."""

    def __init__(self, version: tuple[int, int]) -> None:
        self._version = version

    def of(self, given: Any, name: str, at: str) -> Iterator[str]:
        """Check a thing of the table."""
        kind = ELEMENTS.get(name) or ACTIONS.get(name) or PARTS[name]
        if not isinstance(given, dict):
            yield f"{at}: no {name}"
            return
        if kind.since > self._version:
            yield f"{at}: {name} came with {kind.since[0]}.{kind.since[1]}"
        known = {**kind.needs, **kind.may, **({} if name in UNTYPED else {"type": ""})}
        yield from (f"{at}: {name} has no property {extra!r}" for extra in sorted(set(given) - set(known)))
        yield from (f"{at}: {name} needs {missing!r}" for missing in kind.needs if given.get(missing) is None)
        for prop in sorted(set(given) & set(known) - {"type"}):
            if SINCE.get(prop, (1, 0)) > self._version:
                yield f"{at}: {prop!r} came with {SINCE[prop]}"
            if given[prop] is not None or prop not in kind.needs:
                yield from self._value(given[prop], known[prop], f"{at}.{prop}", kind)

    def _value(self, value: Any, form: str, at: str, kind: Kind) -> Iterator[str]:
        if form.endswith("*"):
            if not isinstance(value, list):
                yield f"{at}: no list"
                return
            for number, entry in enumerate(value):
                yield from self._one(entry, form[:-1], f"{at}[{number}]")
        else:
            yield from self._one(value, form, at)

    def _one(self, value: Any, form: str, at: str) -> Iterator[str]:
        if form.endswith(" or drop"):
            if value != "drop":
                yield from self._one(value, form.removesuffix(" or drop"), at)
        elif form in ("element", "action"):
            table = ELEMENTS if form == "element" else ACTIONS
            name = value.get("type") if isinstance(value, dict) else None
            if name in table:
                yield from self.of(value, str(name), at)
            else:
                yield f"{at}: {name!r} is no {form}"
        elif form == "run":
            if not isinstance(value, str):
                yield from self.of(value, "TextRun", at)
        elif form in PARTS:
            yield from self.of(value, form, at)
        elif not _fits(value, form):
            yield f"{at}: {value!r} is no {form.lstrip('=')}"


def _fits(value: Any, form: str) -> bool:
    match form:
        case "any":
            return True
        case "text":
            return isinstance(value, str)
        case "flag":
            return isinstance(value, bool)
        case "whole":
            return type(value) is int and value >= 0
        case "number":
            return type(value) in (int, float)
        case "url":
            return isinstance(value, str) and bool(_URL.match(value))
        case "date" | "time":
            return isinstance(value, str) and bool(_DATES[form].fullmatch(value))
        case "width":
            return type(value) in (int, float) or isinstance(value, str)
        case _:
            words = {word.lower() for word in form.removeprefix("=").split()}
            return isinstance(value, str) and value.lower() in words


def size(card: Json) -> int:
    """Bytes as UTF-8."""
    return len(json.dumps(card, ensure_ascii=False, separators=(",", ":")).encode())
