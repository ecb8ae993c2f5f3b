"""How long Slack waits until its event is acknowledged."""

from __future__ import annotations

from tests.benchmarks.bench import Bench, Load
from tests.benchmarks.house import Kind, bridge, rain
from tests.benchmarks.processes import Dialogue, module
from tests.benchmarks.row import Line, Values, percentile


VISITORS = 32


def measure(kind: Kind, load: Load) -> Values:
    """Agents write in the threads of visitors who are there. Ours answers when it is durable, bolt at once."""
    with bridge(kind) as where:
        command = module("visitors", kind, where.port, VISITORS, where.agents, 0, 0)
        with Dialogue(*command):  # in conversation, and silent: nobody says "go"
            took = rain(where, rate=load.events, seconds=load.seconds)
    return {"p99": percentile(took, 0.99)}


BENCH = Bench(
    name="rain",
    lines=(
        Line(
            key="p99",
            what="Slack acknowledged after the durable write, p99",
            unit="ms",
            reach=3.0,
            better="less",
            beside="bolt answering at once",
        ),
    ),
    ours=lambda load: measure("ours", load),
    floor=lambda load: measure("floor", load),
)
