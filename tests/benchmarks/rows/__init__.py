"""The benches, in the order of the table."""

from __future__ import annotations

from tests.benchmarks.rows import (
    assignment,
    dialogues,
    footprint,
    freed,
    idle,
    latency,
    page,
    rain,
    recovery,
    scale,
    storm,
    turns,
)


BENCHES = (
    turns.BENCH,
    latency.ONE,
    latency.CROWD,
    idle.BENCH,
    scale.BENCH,
    assignment.BENCH,
    freed.BENCH,
    rain.BENCH,
    recovery.BENCH,
    storm.BENCH,
    footprint.DEMO,
    footprint.WIDGET,
    page.BENCH,
    dialogues.BENCH,
)
