"""The rows as a table for people, and as JSON for comparing runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
from rich.table import Table

from tests.benchmarks.machine import Machine
from tests.benchmarks.row import TIMES, Row, Side


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """A whole run. `left_out` names what could not be measured, and why."""

    machine: Machine
    load: Mapping[str, float]
    rows: Sequence[Row]
    left_out: Mapping[str, str]


def as_json(report: Report) -> bytes:
    """The report, for a file."""
    return msgspec.json.format(msgspec.json.encode(report), indent=2)


def as_table(rows: Sequence[Row]) -> Table:
    """The rows, for a terminal: medians, and the lowest and highest round in brackets."""
    table = Table(box=None, pad_edge=False)
    for heading in ("what", "ours", "floor", "", "ratio", "reach"):
        table.add_column(heading, justify="left" if heading in ("what", "") else "right", overflow="fold")
    for row in rows:
        table.add_row(
            f"{row.what} [dim]{row.unit}",
            _side(row.ours),
            _side(row.floor) if row.floor else "",
            f"[dim]{row.beside}",
            f"{row.ratio:.2f} {TIMES}" if row.ratio is not None else "",
            f"[{'green' if row.reached else 'red'}]{row.reach}",
        )
    return table


def _side(side: Side) -> str:
    middle = _number(side.median)
    return middle if side.low == side.high else f"{middle} [dim]({_number(side.low)} … {_number(side.high)})"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
