"""What platforms send and answer, read as structs: unknown fields are ignored, and null is as good as nothing. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

import msgspec


Unreadable = msgspec.ValidationError
"""Raised where something has no shape that we know."""

Part = TypeVar("Part")


def read(payload: object, kind: type[Part]) -> Part:
    """Read a payload, or a part of one, as a `kind`. Raises `Unreadable`.

    Some senders write null for what they have not got. It is looked for only where something does not fit.
    """
    try:
        try:
            return msgspec.convert(payload, kind)
        except Unreadable:
            return msgspec.convert(_without_nulls(payload), kind)
    except UnicodeEncodeError as error:  # half a sign where a whole one is needed
        raise Unreadable("not Unicode") from error
    except RecursionError as error:
        raise Unreadable("too deep") from error


def readable(parts: Sequence[object] | None, kind: type[Part]) -> list[Part]:
    """Those parts of a list that have the shape of a `kind`; platforms add others as they like."""
    found = list[Part]()
    for part in parts or ():
        try:
            found.append(read(part, kind))
        except Unreadable:
            continue
    return found


def _without_nulls(payload: Any) -> Any:
    match payload:
        case dict():
            return {name: _without_nulls(value) for name, value in payload.items() if value is not None}
        case list():
            return [_without_nulls(value) for value in payload]
        case _:  # anything else that JSON knows
            return payload
