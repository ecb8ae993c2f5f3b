"""How two texts are compared: as numbers, dates or times of day when both are such, else as words. Pure."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple


_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)", re.ASCII)
"""Without powers of ten: in ``1e5`` people see a code, not 100000."""


class Measure(NamedTuple):
    """What a text says when it is a number, a date (its ordinal) or a time of day (in minutes)."""

    kind: Literal["number", "date", "time"]
    amount: Decimal


def measured(text: str) -> Measure | None:
    """Read a number, a date ``YYYY-MM-DD`` or a time of day ``HH:MM`` up to 24:00; None for any other text."""
    text = text.strip()
    if clock := re.fullmatch(r"(\d{1,2}):([0-5]\d)", text, re.ASCII):
        minutes = int(clock[1]) * 60 + int(clock[2])
        return Measure("time", Decimal(minutes)) if minutes <= 24 * 60 else None
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        return _date(text)
    return _number(text)


def _date(text: str) -> Measure | None:
    try:
        return Measure("date", Decimal(date.fromisoformat(text).toordinal()))
    except ValueError:
        return None


def _number(text: str) -> Measure | None:
    return Measure("number", Decimal(text)) if _NUMBER.fullmatch(text) else None


def folded(text: str) -> str:
    """A text as words are compared: trimmed, composed, without case."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", text.strip()).casefold())


def same(known: str, value: str) -> bool:
    """Say whether both are equal."""
    a, b = measured(known), measured(value)
    if a and b and a.kind == b.kind:
        return a.amount == b.amount
    return folded(known) == folded(value)


def contains(known: str, value: str) -> bool:
    """Say whether `value` is a part of `known`."""
    return folded(value) in folded(known)


def starts(known: str, value: str) -> bool:
    """Say whether `known` starts with `value`."""
    return folded(known).startswith(folded(value))


def ends(known: str, value: str) -> bool:
    """Say whether `known` ends with `value`."""
    return folded(known).endswith(folded(value))


def greater(known: str, value: str) -> bool:
    """Say whether `known` is greater: never so for words, nor for a number beside a date."""
    a, b = measured(known), measured(value)
    return bool(a and b and a.kind == b.kind and a.amount > b.amount)


def less(known: str, value: str) -> bool:
    """Say whether `known` is less."""
    return greater(value, known)
