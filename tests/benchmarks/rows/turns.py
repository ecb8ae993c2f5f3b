"""Turns per CPU-second: a visitor's message to a post at Slack, a signed event back to the visitor's socket."""

from __future__ import annotations

from tests.benchmarks.bench import Bench, Load
from tests.benchmarks.house import Kind, bridge, converse
from tests.benchmarks.row import Line, Values


def measure(kind: Kind, load: Load) -> Values:
    """Visitors who answer at once."""
    with bridge(kind) as where:
        talk = converse(where, visitors=load.visitors, seconds=load.seconds)
        return {"turns": len(talk.back) / max(talk.cpu, 0.01)}


BENCH = Bench(
    name="turns",
    lines=(
        Line(
            key="turns",
            what="turns per CPU-second, durable",
            unit="1/s",
            reach=1.0,
            better="more",
            beside="aiohttp + slack-bolt, in memory",
        ),
    ),
    ours=lambda load: measure("ours", load),
    floor=lambda load: measure("floor", load),
)
