"""Many connected visitors beside few, at the same rate of messages in all."""

from __future__ import annotations

from tests.benchmarks.bench import Bench, Load
from tests.benchmarks.house import bridge, converse
from tests.benchmarks.row import Line, Values, percentile


FEW = 100
AGENTS = 1_000
"""Some have several of the many at a time, as in life: 90 chats with one agent would be a measure of that agent's channel."""


def measure(visitors: int, load: Load) -> Values:
    """All are talking with an agent; each speaks as often as makes the rate. Raises when a word was lost."""
    with bridge("ours", agents=AGENTS) as where:
        pause = visitors / load.rate * 1000
        talk = converse(where, visitors=visitors, seconds=max(load.seconds, pause / 1000), pause_ms=pause)
    turns = [out + back for out, back in zip(talk.out, talk.back, strict=True)]
    return {"p99": percentile(turns, 0.99)}


BENCH = Bench(
    name="scale",
    lines=(
        Line(
            key="p99",
            what="a turn among many connected visitors, nothing lost, p99",
            unit="ms",
            reach=3.0,
            better="less",
            beside=f"{FEW} visitors at the same rate",
        ),
    ),
    ours=lambda load: measure(load.connected, load),
    floor=lambda load: measure(min(FEW, load.connected), load),
)
