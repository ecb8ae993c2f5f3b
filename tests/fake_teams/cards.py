"""Adaptive Cards as a reader sees them, and what can be pressed and filled in."""

from __future__ import annotations

from collections.abc import Iterator

from . import markup
from .world import Json


CONTENT_TYPE = "application/vnd.microsoft.card.adaptive"
UNSEEN = {"data", "msteams", "refresh", "fallback", "requires", "metadata", "authentication"}
"""Properties that hold no elements."""


def walk(element: Json, *, within_shown: bool = True) -> Iterator[Json]:
    """An element and all that are in it, in reading order, without what is not visible.

    The cards behind Action.ShowCard belong to it unless `within_shown` is False.
    """
    if element.get("isVisible") is False:
        return
    if "type" in element:
        yield element
    if element.get("type") == "Action.ShowCard" and not within_shown:
        return
    for name, value in element.items():
        if name in UNSEEN:
            continue
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, dict):
                yield from walk(inner, within_shown=within_shown)


def everything(element: Json) -> Iterator[Json]:
    """An element and all that are in it, visible or not."""
    yield element
    for name, value in element.items():
        if name in UNSEEN:
            continue
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, dict):
                yield from everything(inner)


def words(card: Json) -> str:
    """All its texts, for what is to be looked up in them."""
    found = [value for element in everything(card) for name, value in element.items() if name not in UNSEEN]
    inlines = [part for element in everything(card) for part in element.get("inlines", ())]
    return "\n".join(value for value in (*found, *inlines) if isinstance(value, str))


def lines(card: Json) -> Iterator[str]:
    """The readable lines, without the buttons."""
    for element in walk(card, within_shown=False):
        yield from (line for line in _lines(element) if line)


def _lines(element: Json) -> Iterator[str]:
    match element["type"]:
        case "TextBlock":
            yield markup.unmarked(element["text"])
        case "RichTextBlock":
            yield "".join(part if isinstance(part, str) else part["text"] for part in element["inlines"])
        case "FactSet":
            for fact in element["facts"]:
                yield f"{fact['title']}: {markup.unmarked(fact['value'])}"
        case "Image":
            yield element.get("altText", "")
        case str(kind) if kind.startswith("Input."):
            yield element.get("label") or element.get("title", "")


def actions(card: Json) -> Iterator[Json]:
    """Everything that can be pressed."""
    return (element for element in walk(card) if str(element["type"]).startswith("Action."))


def labels(card: Json) -> Iterator[str]:
    """What the buttons say."""
    return (action["title"] for action in actions(card) if action.get("title"))


def links(card: Json) -> Iterator[tuple[str, str]]:
    """(label, address) of the buttons that open a page."""
    for action in actions(card):
        if action["type"] == "Action.OpenUrl":
            yield action.get("title", ""), action["url"]


def inputs(card: Json) -> dict[str, Json]:
    """Everything that can be filled in, by its id."""
    return {element["id"]: element for element in walk(card) if str(element["type"]).startswith("Input.")}


def found_action(card: Json, wanted: str) -> Json | None:
    """A button by its id, verb, or label, or by a part of the label. Raises LookupError if there are several."""
    known = list(actions(card))
    for match in (
        lambda a: wanted in (a.get("id"), a.get("verb")),
        lambda a: a.get("title", "").casefold() == wanted.casefold(),
        lambda a: wanted.casefold() in a.get("title", "").casefold(),
    ):
        found = [action for action in known if match(action)]
        if len(found) > 1:
            raise LookupError(f"several buttons are called {wanted!r}: {found}")
        if found:
            return found[0]
    return None
