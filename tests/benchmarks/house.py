"""Processes for the benchmarks: started as in production, measured from outside."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bot.adapters.store.connection import connect
from bot.adapters.store.directory import RedisDirectory
from bot.adapters.store.keys import Keys
from bot.ids import AgentId, SiteId, channel, person
from bot.ports import Agent
from tests.benchmarks.stub_slack import SECRET, TEAM


AGENTS = 16
TICKS = os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def cpu_seconds(pid: int) -> float:
    """User and system time of a process, as Linux counts it."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def memory(pid: int) -> int:
    """Bytes of a process that are its own: proportional set size."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0


def wait_for_port(port: int, process: subprocess.Popen[Any], seconds: float = 15) -> None:
    """Return when somebody listens. Raises `RuntimeError` when the process ended first."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args!r} ended with {process.returncode}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise RuntimeError(f"nobody listens on {port}")


@contextmanager
def running(*arguments: str, port: int, env: dict[str, str] | None = None) -> Iterator[subprocess.Popen[Any]]:
    """A process of ours, as long as the block lasts."""
    process = subprocess.Popen(arguments, env={**os.environ, **(env or {})})
    try:
        wait_for_port(port, process)
        yield process
    finally:
        process.terminate()
        process.wait(15)


def module(name: str, *arguments: object) -> tuple[str, ...]:
    """The command line of one of our modules."""
    return (sys.executable, "-m", f"tests.benchmarks.{name}", *map(str, arguments))


@contextmanager
def floor(delay_ms: int = 0) -> Iterator[tuple[int, int]]:
    """The floor beside a stub Slack; yields its port and its process id."""
    port, slack = free_port(), free_port()
    stub = module("stub_slack", slack, f"http://127.0.0.1:{port}/slack/events", delay_ms)
    with (
        running(*stub, port=slack),
        running(*module("floor", port, f"http://127.0.0.1:{slack}/api/"), port=port) as process,
    ):
        yield port, process.pid


SETTINGS = """\
server: {{port: {port}}}
store: {{data_directory: {data}, fsync: {fsync}}}
routing: {{capacity: 10}}
visitors:
  messages_per_minute: 100000
  frames_per_second: 100000
  connections_per_address: 100000
  conversations_per_hour: 1000000
slack: {{api_url: "http://127.0.0.1:{slack}/api/", pace: 0}}
log: {{level: warning}}
"""


@contextmanager
def ours(folder: Path, delay_ms: int = 0, *, fsync: str = "everysec") -> Iterator[tuple[int, int]]:
    """`threadline serve` with its embedded store, beside a stub Slack; yields its port and its process id."""
    port, slack = free_port(), free_port()
    stub = module("stub_slack", slack, f"http://127.0.0.1:{port}/slack/events", delay_ms)
    config = folder / "threadline.yaml"
    config.write_text(SETTINGS.format(port=port, slack=slack, data=folder / "data", fsync=fsync))
    env = {"THREADLINE_SLACK_BOT_TOKEN": "xoxb-bench-1", "THREADLINE_SLACK_SIGNING_SECRET": SECRET}
    serve = (str(Path(sys.executable).parent / "threadline"), "serve", "--config", str(config))
    with running(*stub, port=slack), running(*serve, port=port, env=env) as process:
        asyncio.run(_agents(next((folder / "data" / "store").rglob("*.sock"))))
        yield port, process.pid


async def _agents(socket_path: Path) -> None:
    redis = connect(f"unix://{socket_path}")
    directory = RedisDirectory(redis, Keys(SiteId("main")))
    for number in range(AGENTS):
        agent = Agent(
            id=AgentId(f"a{number}"),
            name=f"Agent {number}",
            person=person("slack", TEAM, f"UA{number}"),
            inbox=channel("slack", TEAM, f"DA{number}"),
            capacity=10,
        )
        await directory.put_agent(agent, None)
    await redis.aclose()


def converse(
    kind: str, port: int, pid: int, *, visitors: int, seconds: float, pause_ms: float = 0
) -> dict[str, Any]:
    """Have visitors talk, and measure: turns, the time of each in ms, CPU seconds of `pid`."""
    command = module("visitors", kind, port, visitors, seconds, pause_ms)
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin is not None
    assert process.stdout is not None
    if process.stdout.readline() != "ready\n":
        raise RuntimeError(f"{kind}: the visitors did not get into conversations")
    before = cpu_seconds(pid)
    process.stdin.write("go\n")
    process.stdin.flush()
    measured: dict[str, Any] = json.loads(process.stdout.readline())
    measured["cpu"] = cpu_seconds(pid) - before
    process.wait(10)
    return measured
