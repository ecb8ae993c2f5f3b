"""A row of the table: what was measured, beside what, and what it is to reach. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median
from typing import Literal

import msgspec


Values = Mapping[str, float]
"""What one measurement found, by the key of the line."""

TIMES = "\u00d7"


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """What one row of the table says before anything is measured.

    `reach` bounds the ratio ours : floor, or ours itself where there is no floor; `better` says from which side.
    """

    key: str
    what: str
    unit: str
    reach: float
    better: Literal["more", "less"]
    beside: str = ""
    floor: float | None = None
    """A floor that is not measured, because it is a number that was promised or published."""
    bounds: Literal["ratio", "ours"] = "ratio"


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """One side of a row: the median of its rounds, and how far they lie apart."""

    median: float
    low: float
    high: float
    rounds: tuple[float, ...]


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the table. `ratio` is ours : floor by their medians."""

    name: str
    what: str
    unit: str
    ours: Side
    floor: Side | None
    beside: str
    ratio: float | None
    reach: str
    reached: bool


def side(values: Sequence[float]) -> Side:
    """Median and spread. Raises `ValueError` for no values."""
    if not values:
        raise ValueError("nothing was measured")
    return Side(median=median(values), low=min(values), high=max(values), rounds=tuple(values))


def row(bench: str, line: Line, ours: Sequence[float], floor: Sequence[float]) -> Row:
    """Put both sides together."""
    left = side(ours)
    right = side(floor) if floor else side([line.floor]) if line.floor is not None else None
    ratio = left.median / right.median if right and right.median else None
    measured = ratio if line.bounds == "ratio" and ratio is not None else left.median
    sign, what = ("≥", measured >= line.reach) if line.better == "more" else ("≤", measured <= line.reach)
    unit = TIMES if line.bounds == "ratio" else line.unit
    return Row(
        name=f"{bench}.{line.key}",
        what=line.what,
        unit=line.unit,
        ours=left,
        floor=right,
        beside=line.beside,
        ratio=ratio,
        reach=f"{sign} {line.reach:g} {unit}",
        reached=what,
    )


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` of all lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
