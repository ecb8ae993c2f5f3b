"""How long each way takes: alone, and among many with a Slack that takes its time."""

from __future__ import annotations

from tests.benchmarks.bench import Bench, Load
from tests.benchmarks.house import Kind, bridge, converse
from tests.benchmarks.row import Line, Values, percentile


STUB_MS = 100.0
PAUSE_MS = 1000.0
"""Between two turns of a visitor in the crowd: they come at a rate that both sides can carry."""
FLOOR = "aiohttp + slack-bolt, in memory"


def one(kind: Kind, load: Load) -> Values:
    """A single visitor, turn after turn."""
    with bridge(kind) as where:
        talk = converse(where, visitors=1, seconds=load.seconds)
    return {
        f"{way}_p{share}": percentile(took, share / 100)
        for way, took in (("out", talk.out), ("back", talk.back))
        for share in (50, 99)
    }


def crowd(kind: Kind, load: Load) -> Values:
    """Many visitors, each with an agent of their own, so that no channel's pace is what is measured."""
    with bridge(kind, agents=load.crowd, delay_ms=STUB_MS) as where:
        talk = converse(where, visitors=load.crowd, seconds=load.seconds, pause_ms=PAUSE_MS)
    share = [out + back for out, back in zip(talk.out, talk.back, strict=True)]
    return {"share_p50": percentile(share, 0.5), "share_p99": percentile(share, 0.99)}


def _line(key: str, what: str) -> Line:
    return Line(key=key, what=what, unit="ms", reach=2.0, better="less", beside=FLOOR)


ONE = Bench(
    name="latency",
    lines=(
        _line("out_p50", "visitor → post, 1 visitor, p50"),
        _line("out_p99", "visitor → post, 1 visitor, p99"),
        _line("back_p50", "event → visitor, 1 visitor, p50"),
        _line("back_p99", "event → visitor, 1 visitor, p99"),
    ),
    ours=lambda load: one("ours", load),
    floor=lambda load: one("floor", load),
)
CROWD = Bench(
    name="crowd",
    lines=(
        _line("share_p50", "our share of a turn, many visitors, Slack takes 100 ms, p50"),
        _line("share_p99", "our share of a turn, many visitors, Slack takes 100 ms, p99"),
    ),
    ours=lambda load: crowd("ours", load),
    floor=lambda load: crowd("floor", load),
)
