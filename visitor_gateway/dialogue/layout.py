"""Where the boxes of a picture stand, and where the ways between them run: in rows, from the top. Pure.

As is usual (Sugiyama and others, 1981): ways that lead back are turned round, a box stands below all that lead to it, a
way has a place of its own in every row that it passes, and what belongs together is drawn near to each other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple


GAP = 28.0
"""Between two that stand side by side."""
ROW = 26.0
"""Between two rows; every second row is for the words of ways."""
SWEEPS = 8


class Size(NamedTuple):
    """How much room something takes."""

    width: float
    height: float


class Point(NamedTuple):
    """From the left, and from the top."""

    x: float
    y: float


class Way(NamedTuple):
    """From one box to another, by their numbers, with room for its words."""

    start: int
    end: int
    words: Size


class Run(NamedTuple):
    """How a way runs, from its start to its end, and the middle of its words."""

    points: tuple[Point, ...]
    words: Point
    back: bool
    """It leads to a box above, or to the one that it comes from."""


class Layout(NamedTuple):
    """The middle of each box, the run of each way, and how large it all is."""

    boxes: tuple[Point, ...]
    runs: tuple[Run, ...]
    size: Size


class _Place(NamedTuple):
    """Something in a row: a box, or a way that passes it."""

    row: int
    number: int
    """Of the box, or of the way."""
    is_box: bool


def laid_out(boxes: Sequence[Size], ways: Sequence[Way]) -> Layout:
    """Place all boxes and ways. The first box is where it begins."""
    backward, order = _searched(len(boxes), ways)
    rows_of = _rows_of(order, ways, backward)
    chains = [_chain(number, way, rows_of, number in backward) for number, way in enumerate(ways)]
    rows = _rows(order, rows_of, chains)
    sizes = _sizes(rows, boxes, ways, chains, backward)
    links = [link for chain in chains for link in pairwise(chain)]
    across = _across(_ordered(rows, links), links, sizes)
    down = _down(rows, sizes)
    middles = {place: Point(across[place], down[place.row]) for row in rows for place in row}
    left = min(middles[place].x - sizes[place].width / 2 for place in middles)
    middles = {place: Point(point.x - left, point.y) for place, point in middles.items()}
    width = max(middles[place].x + sizes[place].width / 2 for place in middles)
    height = max(middles[place].y + sizes[place].height / 2 for place in middles)
    placed = tuple(middles[_Place(rows_of[number], number, True)] for number in range(len(boxes)))
    runs = tuple(
        _run(way, chain, middles, boxes, back=number in backward)
        for number, (way, chain) in enumerate(zip(ways, chains, strict=True))
    )
    return Layout(placed, runs, Size(width, height))


# --- rows


def _searched(count: int, ways: Sequence[Way]) -> tuple[set[int], list[int]]:
    """Search depth first: the ways that lead back, and the boxes so that every other way leads on."""
    out: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for number, way in enumerate(ways):
        out[way.start].append((number, way.end))
    backward, done = set[int](), dict[int, None]()
    for first in range(count):
        under_way = {} if first in done else {first: iter(out[first])}
        while under_way:
            box, left = next(reversed(under_way.items()))
            number, end = next(left, (-1, -1))
            if number < 0:
                del under_way[box]
                done[box] = None
            elif end in under_way:
                backward.add(number)
            elif end not in done:
                under_way[end] = iter(out[end])
    return backward, list(reversed(done))


def _rows_of(order: Sequence[int], ways: Sequence[Way], backward: set[int]) -> dict[int, int]:
    """The row of each box: two below the lowest that leads to it."""
    onward: dict[int, list[int]] = defaultdict(list)
    for number, way in enumerate(ways):
        if number not in backward:
            onward[way.start].append(way.end)
    rows = dict.fromkeys(order, 0)
    for box in order:
        for end in onward[box]:
            rows[end] = max(rows[end], rows[box] + 2)
    return rows


def _chain(number: int, way: Way, rows_of: Mapping[int, int], back: bool) -> list[_Place]:
    """What a way passes, downwards; a way to where it comes from passes nothing."""
    above, below = (way.end, way.start) if back else (way.start, way.end)
    passed = [_Place(row, number, False) for row in range(rows_of[above] + 1, rows_of[below])]
    return [_Place(rows_of[above], above, True), *passed, _Place(rows_of[below], below, True)]


def _rows(
    order: Iterable[int], rows_of: Mapping[int, int], chains: Iterable[Sequence[_Place]]
) -> list[list[_Place]]:
    rows: list[list[_Place]] = [[] for _ in range(max(rows_of.values()) + 1)]
    for box in order:
        rows[rows_of[box]].append(_Place(rows_of[box], box, True))
    for chain in chains:
        for place in chain[1:-1]:
            rows[place.row].append(place)
    return rows


def _sizes(
    rows: Sequence[Sequence[_Place]],
    boxes: Sequence[Size],
    ways: Sequence[Way],
    chains: Sequence[Sequence[_Place]],
    backward: set[int],
) -> dict[_Place, Size]:
    """Words stand in the first row that their way passes, beside the box that they are an answer to."""
    loops = {way.start: way.words.width for way in ways if way.start == way.end}
    sizes = {
        place: _with_loop(boxes[place.number], loops.get(place.number)) if place.is_box else Size(0, 0)
        for row in rows
        for place in row
    }
    for number, chain in enumerate(chains):
        if passed := chain[1:-1]:
            sizes[passed[-1 if number in backward else 0]] = ways[number].words
    return sizes


def _with_loop(box: Size, words: float | None) -> Size:
    """Room at both sides of a box for a way from it to itself."""
    return box if words is None else Size(box.width + 2 * (words + 2 * GAP), box.height)


# --- side by side


def _ordered(rows: list[list[_Place]], links: Iterable[tuple[_Place, _Place]]) -> list[list[_Place]]:
    """Sort each row by the middle of what it hangs on, down and up in turn, so that few ways cross."""
    above, below = _neighbours(links)
    at = {place: float(n) for row in rows for n, place in enumerate(row)}
    for sweep in range(SWEEPS):
        near = above if sweep % 2 == 0 else below
        for row in rows if sweep % 2 == 0 else reversed(rows):
            means = {place: _mean([at[one] for one in near[place]], at[place]) for place in row}
            row.sort(key=means.__getitem__)
            at |= {place: float(n) for n, place in enumerate(row)}
    return rows


def _across(
    rows: Sequence[Sequence[_Place]], links: Iterable[tuple[_Place, _Place]], sizes: Mapping[_Place, Size]
) -> dict[_Place, float]:
    """How far from the left each stands: as near below and above its neighbours as the others leave room for."""
    above, below = _neighbours(links)
    across: dict[_Place, float] = {}
    for row in rows:
        across |= dict(zip(row, _apart(row, [0.0] * len(row), sizes), strict=True))
    for sweep in range(SWEEPS):
        near = above if sweep % 2 == 0 else below
        for row in rows if sweep % 2 == 0 else reversed(rows):
            wanted = [_mean([across[one] for one in near[place]], across[place]) for place in row]
            across |= dict(zip(row, _apart(row, wanted, sizes), strict=True))
    return across


def _apart(row: Sequence[_Place], wanted: Sequence[float], sizes: Mapping[_Place, Size]) -> list[float]:
    """The places nearest to those that are wanted at which none stands in another: by pooling who would."""
    offsets = [0.0]
    for one, other in pairwise(row):
        offsets.append(offsets[-1] + (sizes[one].width + sizes[other].width) / 2 + GAP)
    pools: list[tuple[float, int]] = []
    for wish, offset in zip(wanted, offsets, strict=True):
        middle, count = wish - offset, 1
        while pools and pools[-1][0] > middle:
            before, several = pools.pop()
            middle = (before * several + middle * count) / (several + count)
            count += several
        pools.append((middle, count))
    middles = [middle for middle, count in pools for _ in range(count)]
    return [middle + offset for middle, offset in zip(middles, offsets, strict=True)]


def _neighbours(
    links: Iterable[tuple[_Place, _Place]],
) -> tuple[Mapping[_Place, list[_Place]], Mapping[_Place, list[_Place]]]:
    above: dict[_Place, list[_Place]] = defaultdict(list)
    below: dict[_Place, list[_Place]] = defaultdict(list)
    for upper, lower in links:
        if upper != lower:
            above[lower].append(upper)
            below[upper].append(lower)
    return above, below


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


# --- from the top


def _down(rows: Sequence[Sequence[_Place]], sizes: Mapping[_Place, Size]) -> list[float]:
    """How far from the top the middle of each row is."""
    middles, top = list[float](), 0.0
    for row in rows:
        height = max(sizes[place].height for place in row) if row else 0.0
        middles.append(top + height / 2)
        top += height + ROW
    return middles


def _run(
    way: Way, chain: Sequence[_Place], middles: Mapping[_Place, Point], boxes: Sequence[Size], *, back: bool
) -> Run:
    if way.start == way.end:
        return _loop(way, middles[chain[0]], boxes[way.start])
    first, last = chain[0], chain[-1]
    begin = Point(middles[first].x, middles[first].y + boxes[first.number].height / 2)
    end = Point(middles[last].x, middles[last].y - boxes[last.number].height / 2)
    points = (begin, *(middles[place] for place in chain[1:-1]), end)
    run = points[::-1] if back else points
    return Run(run, run[1], back)


def _loop(way: Way, middle: Point, box: Size) -> Run:
    """Out of a box at its side, and in again below."""
    side, out = middle.x + box.width / 2, box.height / 4
    points = (
        Point(side, middle.y - out),
        Point(side + GAP, middle.y - out),
        Point(side + GAP, middle.y + out),
        Point(side, middle.y + out),
    )
    return Run(points, Point(side + 1.5 * GAP + way.words.width / 2, middle.y), True)
