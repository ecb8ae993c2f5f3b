"""Where a dialogue waits: at a card, or at one field of an information capture that asks one by one.

The only module that builds or splits a position.
"""

from __future__ import annotations

from typing import NewType

from visitor_gateway.dialogue.parts import AttributeName, CardId


Position = NewType("Position", str)
"""`card`, or `card.attribute`. Unique within one dialogue: neither name can have a dot."""


def position(card: CardId, field: AttributeName | None = None) -> Position:
    """The position at a card, or at one of its fields."""
    return Position(card if field is None else f"{card}.{field}")


def card_of(at: str) -> CardId:
    """The card of a position."""
    return CardId(at.partition(".")[0])


def field_of(at: str) -> AttributeName | None:
    """The field of a position, if it is at one."""
    name = at.partition(".")[2]
    return AttributeName(name) if name else None
