"""How long it takes until everything works again after ``kill -9``, of each kind of process."""

from __future__ import annotations

import json
import time

from tests.benchmarks.bench import Bench, Load
from tests.benchmarks.cluster import cluster
from tests.benchmarks.processes import Dialogue, module
from tests.benchmarks.row import Line, Values, percentile


VISITORS = 32
STUB_MS = 50.0
"""Slack takes its time, so that posts are under way when their worker dies."""


def ours(load: Load) -> Values:
    """Two bots, of which one dies; two gateways, of which one dies; and the store, which is started again."""
    visitors = min(VISITORS, load.visitors)
    with cluster(("bot0", "bot1", "gateway0", "gateway1"), delay_ms=STUB_MS) as town:
        ports = (town.ports["gateway0"], town.ports["gateway1"])
        with Dialogue(*module("crowd", "talk", visitors, *ports)) as crowd:
            bot = _well_since(crowd, town.kill("bot1"))
            town.start("bot1")
            gateway = _well_since(crowd, town.kill("gateway1"))
            town.start("gateway1")
            town.kill("store")
            town.start("store")
            store = _well_since(crowd, time.monotonic())
    return {"bot": max(bot), "gateway": percentile(gateway, 0.95), "store": max(store)}


def _well_since(crowd: Dialogue, moment: float) -> list[float]:
    """For each visitor the seconds from the moment to the end of the first turn that they began after it."""
    crowd.says(str(moment))
    answer = json.loads(crowd.hears())
    if answer["missing"]:
        raise RuntimeError(f"{answer['missing']} visitors came back to less than they had seen")
    return [float(seconds) for seconds in answer["well"]]


def _line(key: str, what: str, reach: float) -> Line:
    return Line(key=key, what=what, unit="s", reach=reach, better="less", bounds="ours")


BENCH = Bench(
    name="recovery",
    lines=(
        _line("bot", "kill -9 of a bot → every conversation goes on", 5),
        _line("gateway", "kill -9 of a gateway → its visitors go on elsewhere, p95", 3),
        _line("store", "kill -9 of the store → every conversation goes on, from its first answer", 2),
    ),
    ours=ours,
)
