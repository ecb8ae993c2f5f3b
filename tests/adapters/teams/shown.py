"""What stands on a card: its words, its buttons, its inputs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


Json = dict[str, Any]


def elements(card: Any) -> Iterator[Json]:
    """Every object of a card that has a type, from top to bottom."""
    if isinstance(card, dict):
        if isinstance(card.get("type"), str):
            yield card
        for name, held in card.items():
            if name not in ("data", "fallback"):
                yield from elements(held)
    elif isinstance(card, list):
        for one in card:
            yield from elements(one)


def words(card: Json) -> list[str]:
    """All that is to be read, one text for each line."""
    said = []
    for one in elements(card):
        if one["type"] == "RichTextBlock":
            said.append("".join(run["text"] for run in one["inlines"]))
        elif one["type"] == "TextBlock":
            said.append(one["text"])
    return said


def buttons(card: Json) -> dict[str, Json]:
    """The buttons by what they say."""
    return {one["title"]: one for one in elements(card) if one["type"].startswith("Action.")}


def inputs(card: Json) -> dict[str, Json]:
    """The inputs by their ids."""
    return {one["id"]: one for one in elements(card) if one["type"].startswith("Input.")}


def card_of(activity: Json) -> Json:
    """The card of a message."""
    [attachment] = activity["attachments"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    content: Json = attachment["content"]
    return content
