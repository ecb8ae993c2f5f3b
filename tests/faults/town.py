"""The town: a store, gateways and bots as real processes, a strict fake Slack, proxies between all of them, and people."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Literal

import yaml

from bot.adapters.store.binary import find_binary
from tests.fake_slack import FakeSlack
from tests.faults.agents import RigAgent
from tests.faults.ports import Reserved, port_of
from tests.faults.process import Process
from tests.faults.proxy import Proxy
from tests.faults.visitors import RigVisitor
from tests.waiting import until


Way = Literal["http", "socket_mode"]
"""How Slack's events come."""

ROOT = Path(__file__).parents[2]
"""The tree that is tested, which need not be the one that is installed."""
SECRET = "a-secret-of-the-fault-rig-and-of-nothing-else"  # noqa: S105  it guards nothing
RETRIES = (0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 15.0, 15.0, 15.0, 15.0, 15.0)
"""Seconds between Slack's attempts: its minute is half a second here, and its hourly retries are on."""


class Town:
    """Everything that runs, and everybody in it. Use with ``async with``."""

    def __init__(self, folder: Path, *, gateways: int = 2, bots: int = 2, way: Way = "http") -> None:
        self.folder = folder
        self.way = way
        self.slack = FakeSlack(
            retry_delays=RETRIES, event_delay=0.0, unfurls=False, tiers=False,
            socket_mode=way == "socket_mode",
        )  # fmt: skip
        self._stack = AsyncExitStack()
        self._reserved = Reserved()
        self._stack.callback(self._reserved.close)
        self.store_port = self._reserved.port()
        self.store = self._store()
        self._ports = {f"gateway{n}": self._reserved.port() for n in range(gateways)}
        self._ports |= {f"bot{n}": self._reserved.port() for n in range(bots)}
        self.proxies: dict[str, Proxy] = {}
        self.processes: dict[str, Process] = {}
        self.guests: Sequence[RigVisitor] = ()
        self.staff: Sequence[RigAgent] = ()

    def __repr__(self) -> str:
        return f"<Town {self.way} {list(self.processes.values())}>"

    def _store(self) -> Process:
        command = [str(find_binary()), "--port", str(self.store_port), "--bind", "127.0.0.1", "--save", ""]
        command += ["--appendonly", "yes", "--appendfsync", "always", "--dir", str(self.folder)]
        return Process("store", command, self.folder, {"LC_ALL": "C"}, self.store_port)

    @property
    def store_url(self) -> str:
        """The store itself, with no proxy before it."""
        return f"redis://127.0.0.1:{self.store_port}/0"

    @property
    def gateway_url(self) -> str:
        """A gateway itself, with no proxy before it."""
        return f"http://127.0.0.1:{self._ports['gateway0']}"

    async def __aenter__(self) -> Town:
        async with AsyncExitStack() as started:  # whoever cannot be started leaves nobody behind
            started.push_async_exit(self._stack)
            await self._start()
            started.pop_all()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def _start(self) -> None:
        await self._stack.enter_async_context(self.slack)
        await self.store.start()
        self._stack.push_async_callback(self._end, self.store)
        await until(self._store_answers, seconds=10)
        await self._lay_lines()
        for name, port in self._ports.items():
            self.processes[name] = process = self._threadline(name, port)
            await process.start()
            self._stack.push_async_callback(self._end, process)
        for process in self.processes.values():
            await process.ready()
        if self.way == "http":
            await self.slack.connect(f"http://127.0.0.1:{self.proxies['events'].port}/slack/events")

    async def _lay_lines(self) -> None:
        """Between all parts; visitors reach any gateway, and events any bot."""
        slack = port_of(self.slack.api_url)
        await self.lay_line("slack", [slack])
        for name in self._ports:
            await self.lay_line(f"{name}-store", [self.store_port])
        await self.lay_line("visitors", self._ports_of("gateway"))
        await self.lay_line("events", self._ports_of("bot") if self.way == "http" else [slack])
        self.slack.settings.socket_address = f"127.0.0.1:{self.proxies['events'].port}"

    def _ports_of(self, part: str) -> list[int]:
        return [port for name, port in self._ports.items() if name.startswith(part)]

    async def lay_line(self, name: str, targets: Sequence[int]) -> Proxy:
        """Put one more proxy into the town."""
        proxy = self.proxies[name] = Proxy(name, targets)
        await proxy.start()
        self._stack.push_async_callback(proxy.close)
        return proxy

    async def line_for(self, visitor: str) -> Proxy:
        """A visitor's own line to the gateways."""
        return await self.lay_line(f"{visitor}'s line", [self.proxies["visitors"].port])

    async def _store_answers(self) -> bool:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", self.store_port)
        except OSError:
            return False
        writer.close()
        return True

    async def _end(self, process: Process) -> None:
        process.send(signal.SIGCONT)
        process.send(signal.SIGKILL)
        await process.ended()

    def _threadline(self, name: str, port: int) -> Process:
        settings = {
            "server": {"port": port},
            "slack": {"api_url": f"http://127.0.0.1:{self.proxies['slack'].port}/api/"},
            # Agents who miss offers because nothing gets through are not to go home.
            "routing": {"accept_window": 20, "wait_limit": 500, "max_offers": 10, "capacity": 3, "away_after_missed": 0},
            "visitors": {"messages_per_minute": 100_000, "frames_per_second": 10_000, "conversations_per_hour": 100_000},
            "files": {"folder": str(self.folder / "files")},
            "log": {"format": "json"},
        }  # fmt: skip
        config = self.folder / f"{name}.yaml"
        config.write_text(yaml.safe_dump(settings), encoding="utf-8")
        command = [str(Path(sys.executable).with_name("threadline")), "serve", "--config", str(config)]
        env = {
            "PYTHONPATH": str(ROOT),
            "REDIS_URL": f"redis://127.0.0.1:{self.proxies[f'{name}-store'].port}/0",
            "THREADLINE_SECRET": SECRET,
            "THREADLINE_SLACK_BOT_TOKEN": self.slack.bot_token,
        }
        if self.way == "http":
            env["THREADLINE_SLACK_SIGNING_SECRET"] = self.slack.signing_secret
        else:
            env["THREADLINE_SLACK_APP_TOKEN"] = self.slack.app_token
        return Process(name, [*command, "--only", name.rstrip("0123456789")], self.folder, env, port)

    # --- time

    def time_passes(self, seconds: float) -> None:
        """Everywhere, Slack included: as if nothing had happened for so long."""
        for process in (self.store, *self.processes.values()):
            process.clock.jump(seconds)
        self.slack.clock.ahead += seconds
        self.slack.clock.advance(seconds)
