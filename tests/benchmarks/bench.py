"""A bench: how something is measured on both sides, and how hard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from tests.benchmarks.row import Line, Row, Values, row


class Load(NamedTuple):
    """How long and how hard. Seconds, and numbers of what the names say."""

    seconds: float = 8
    rounds: int = 3
    visitors: int = 64
    crowd: int = 200
    idle: int = 1000
    connected: int = 1000
    rate: float = 500
    events: float = 200
    agents: int = 100_000
    storm: int = 1000


Measure = Callable[[Load], Values]


class Bench(NamedTuple):
    """Measures one thing. Without `floor` the lines bring a number to compare with, or none."""

    name: str
    lines: Sequence[Line]
    ours: Measure
    floor: Measure | None = None
    rounds: int | None = None
    """A number of rounds of its own, for what takes long or does not vary."""

    def sides(self, load: Load) -> int:
        """How many measurements a run makes."""
        return (self.rounds or load.rounds) * (2 if self.floor else 1)


def run(bench: Bench, load: Load, advance: Callable[[], None]) -> list[Row]:
    """Measure, the sides taking turns; `advance` is called after each measurement."""
    ours: list[Values] = []
    floor: list[Values] = []
    for _ in range(bench.rounds or load.rounds):
        for measure, values in ((bench.floor, floor), (bench.ours, ours)):
            if measure:
                values.append(measure(load))
                advance()
    return [
        row(bench.name, line, [values[line.key] for values in ours], [values[line.key] for values in floor])
        for line in bench.lines
    ]
