"""All visitors of a gateway come back at once after its restart."""

from __future__ import annotations

import json

from tests.benchmarks.bench import Bench, Load
from tests.benchmarks.cluster import cluster
from tests.benchmarks.processes import Dialogue, module
from tests.benchmarks.row import Line, Values


def ours(load: Load) -> Values:
    """Seconds from the kill until the last one is up to date again. Raises when anything is missing for anybody."""
    with (
        cluster(("gateway0",), agents=1) as town,
        Dialogue(*module("crowd", "idle", load.storm, town.ports["gateway0"])) as crowd,
    ):
        killed = town.kill("gateway0")
        town.start("gateway0")
        crowd.says(str(killed))
        answer = json.loads(crowd.hears())
    if answer["missing"]:
        raise RuntimeError(f"{answer['missing']} visitors came back to less than they had seen")
    if len(answer["well"]) != load.storm:
        raise RuntimeError(f"only {len(answer['well'])} of {load.storm} visitors had to come back")
    return {"all": max(answer["well"])}


BENCH = Bench(
    name="storm",
    lines=(
        Line(
            key="all",
            what="kill -9 of the only gateway → all its visitors resumed, nothing missing",
            unit="s",
            reach=30,
            better="less",
            bounds="ours",
        ),
    ),
    ours=ours,
)
