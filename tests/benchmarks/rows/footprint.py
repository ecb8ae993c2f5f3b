"""What it takes before anybody has said a word: memory, time, and the bytes of the widget."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Mapping

from tests.benchmarks.bench import Bench, Load
from tests.benchmarks.house import ENVIRONMENT, THREADLINE, ready_after
from tests.benchmarks.processes import children, free_port, memory, running
from tests.benchmarks.row import Line, Values
from visitor_gateway.widget import served


MIB = 2**20


def demo(_: Load) -> Values:
    """``threadline demo``, as somebody tries it first."""
    port = free_port()
    env: Mapping[str, str] = ENVIRONMENT | {"THREADLINE_PORT": str(port)}
    with tempfile.TemporaryDirectory() as folder:
        command = (THREADLINE, "demo", "--data", folder)
        began = time.monotonic()
        with running(*command, port=port, env=dict(env)) as process:
            ready_after(port)
            ready = time.monotonic() - began
            everything = [process.pid, *children(process.pid)]
            return {"memory": sum(memory(pid) for pid in everything) / MIB, "ready": ready}


def widget(_: Load) -> Values:
    """What a browser loads, compressed as we serve it."""
    before = len(served.assets()[served.LAUNCHER].gzipped)
    chat = len(served.assets()[served.CHAT].gzipped)
    return {"before": before / 1000, "all": (before + chat) / 1000}


DEMO = Bench(
    name="demo",
    lines=(
        Line(
            key="memory",
            what="the demo: memory of our process and the store",
            unit="MiB",
            reach=120,
            better="less",
            bounds="ours",
            beside="Chatwoot's documented minimum",
            floor=4096,
        ),
        Line(key="ready", what="start → /readyz", unit="s", reach=2, better="less", bounds="ours"),
    ),
    ours=demo,
)
WIDGET = Bench(
    name="widget",
    lines=(
        Line(
            key="before",
            what="widget, gzip, before it is opened",
            unit="KB",
            reach=2.56,
            better="less",
            bounds="ours",
            beside="Papercups",
            floor=119,
        ),
        Line(
            key="all",
            what="widget, gzip, all that is loaded to chat",
            unit="KB",
            reach=15.36,
            better="less",
            bounds="ours",
            beside="Chatwoot",
            floor=170,
        ),
    ),
    ours=widget,
    rounds=1,
)
