"""Memory for each connected visitor who says nothing."""

from __future__ import annotations

from tests.benchmarks.bench import Bench, Load
from tests.benchmarks.house import bridge
from tests.benchmarks.processes import Dialogue, free_port, memory, module, running
from tests.benchmarks.row import Line, Values


WARM = 50
"""Visitors who come first, so that what is made once is not counted."""


def ours(load: Load) -> Values:
    """Visitors in the dialogue, at our gateway."""
    with bridge("ours") as where:
        return {"visitor": _each("idle", where.port, where.pid, load.idle)}


def floor(load: Load) -> Values:
    """The same number of connections at a bare server."""
    port = free_port()
    with running(*module("bare", port), port=port) as process:
        return {"visitor": _each("bare", port, process.pid, load.idle)}


def _each(what: str, port: int, pid: int, count: int) -> float:
    with Dialogue(*module("crowd", what, WARM, port)):
        before = memory(pid)
        with Dialogue(*module("crowd", what, count, port)):
            return (memory(pid) - before) / count / 1024


BENCH = Bench(
    name="idle",
    lines=(
        Line(
            key="visitor",
            what="memory per connected idle visitor",
            unit="KiB",
            reach=2.0,
            better="less",
            beside="bare aiohttp WebSocket server",
        ),
    ),
    ours=ours,
    floor=floor,
)
