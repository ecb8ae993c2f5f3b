"""What is measured: our processes as in production, the floor, and a stub Slack beside each."""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, NamedTuple

from bot.adapters.store.connection import connect
from bot.adapters.store.directory import RedisDirectory
from bot.adapters.store.keys import Keys
from bot.ids import AgentId, SiteId, channel, person
from bot.ports import Agent
from tests.benchmarks.processes import Dialogue, cpu_seconds, free_port, module, running
from tests.benchmarks.stub_slack import SECRET, TEAM
from tests.conversation.commits import BY


Kind = Literal["ours", "floor"]

THREADLINE = str(Path(sys.executable).with_name("threadline"))

ENVIRONMENT = {
    "REDIS_URL": "",
    "THREADLINE_CONFIG": "",
    "THREADLINE_SECRET": "a-secret-of-the-benchmarks-and-of-nothing-else",
    "THREADLINE_SLACK_BOT_TOKEN": "xoxb-bench-1",
    "THREADLINE_SLACK_SIGNING_SECRET": SECRET,
}
SETTINGS = """\
server: {{port: {port}}}
store: {{data_directory: {data}}}
routing: {{capacity: 10}}
visitors:
  messages_per_minute: 100000
  frames_per_second: 100000
  connections_per_address: 100000
  conversations_per_hour: 1000000
slack: {{api_url: "http://127.0.0.1:{slack}/api/", pace: 0}}
log: {{level: warning}}
"""


class Bridge(NamedTuple):
    """A bridge that runs: ours or the floor."""

    kind: Kind
    port: int
    pid: int
    slack: int
    agents: int


@contextmanager
def stub_slack(events_port: int, delay_ms: float = 0) -> Iterator[int]:
    """A stub Slack, which sends events to a port; yields its own."""
    port = free_port()
    events = f"http://127.0.0.1:{events_port}/slack/events"
    with running(*module("stub_slack", port, events, delay_ms), port=port):
        yield port


@contextmanager
def bridge(kind: Kind, *, agents: int = 16, delay_ms: float = 0) -> Iterator[Bridge]:
    """Ours, with its embedded store, or the floor."""
    port = free_port()
    with stub_slack(port, delay_ms) as slack, tempfile.TemporaryDirectory() as folder:
        if kind == "floor":
            with running(*module("floor", port, f"http://127.0.0.1:{slack}/api/"), port=port) as process:
                yield Bridge(kind, port, process.pid, slack, agents)
            return
        command = serve_command(Path(folder), port, slack)
        with running(*command, port=port, env=ENVIRONMENT) as process:
            socket = next((Path(folder) / "data" / "store").rglob("*.sock"))
            asyncio.run(hire(f"unix://{socket}", agents))
            yield Bridge(kind, port, process.pid, slack, agents)


def serve_command(folder: Path, port: int, slack: int, *options: str) -> tuple[str, ...]:
    """The command line of ``threadline serve``, with settings for it in the folder."""
    config = folder / f"threadline-{port}.yaml"
    config.write_text(SETTINGS.format(port=port, slack=slack, data=folder / "data"))
    return (THREADLINE, "serve", "--config", str(config), *options)


async def hire(url: str, agents: int) -> None:
    """Make agents in Slack, each with direct messages of their own."""
    redis = connect(url)
    directory = RedisDirectory(redis, Keys(SiteId("main")))
    await asyncio.gather(*(directory.agents.put(agent(number), None, BY) for number in range(agents)))
    await redis.aclose()


def agent(number: int) -> Agent:
    """One agent in the stub Slack."""
    return Agent(
        id=AgentId(f"a{number}"),
        name=f"Agent {number}",
        person=person("slack", TEAM, f"UA{number}"),
        inbox=channel("slack", TEAM, f"DA{number}"),
        capacity=1000,
    )


class Talk(NamedTuple):
    """What visitors measured: milliseconds of each way of each turn, and CPU seconds of the bridge."""

    begun: int
    out: Sequence[float]
    back: Sequence[float]
    cpu: float


def converse(where: Bridge, *, visitors: int, seconds: float, pause_ms: float = 0) -> Talk:
    """Have visitors talk, once all that came of their arrival is delivered. Raises `RuntimeError` when something was lost."""
    command = module("visitors", where.kind, where.port, visitors, where.agents, seconds, pause_ms)
    with Dialogue(*command) as talking:
        if where.kind == "ours":
            nothing_waits(where.port)
        before = cpu_seconds(where.pid)
        talking.says("go")
        answer = talking.hears()
        cpu = cpu_seconds(where.pid) - before
    if not answer:
        raise RuntimeError(f"{where.kind}: the visitors did not come to an end")
    talk = Talk(**json.loads(answer), cpu=cpu)
    if len(talk.back) != talk.begun:
        raise RuntimeError(f"{where.kind}: {talk.begun - len(talk.back)} of {talk.begun} messages were lost")
    return talk


def nothing_waits(port: int, patience: float = 60) -> None:
    """Return when no lane has anything left to deliver, cards too. Raises `RuntimeError`."""
    began = time.monotonic()
    while time.monotonic() - began < patience:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
            if "\nthreadline_backlog_lanes 0.0\n" in answer.read().decode():
                return
        time.sleep(0.1)
    raise RuntimeError("the lanes were not empty in time")


def rain(where: Bridge, *, rate: float, seconds: float) -> list[float]:
    """Have agents write at a steady rate; the milliseconds until each word was acknowledged."""
    url = f"http://127.0.0.1:{where.slack}/rain/{rate}/{seconds}"
    with urllib.request.urlopen(urllib.request.Request(url, method="POST")) as answer:
        return [float(took) for took in json.load(answer)]


def ready_after(port: int, patience: float = 20) -> float:
    """Seconds until ``/readyz`` says yes."""
    began = time.monotonic()
    while time.monotonic() - began < patience:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz") as answer:
                if answer.status == 200:
                    return time.monotonic() - began
        except OSError:
            time.sleep(0.005)
    raise RuntimeError("not ready in time")
