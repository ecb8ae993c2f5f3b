"""The town: a store, gateways and bots as real processes, a strict fake Slack, and proxies between all of them."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from contextlib import AsyncExitStack
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
import yaml

from bot.adapters.store.binary import find_binary
from tests.fake_slack import FakeSlack
from tests.faults.proxy import Proxy
from tests.waiting import until


SECRET = "a-secret-of-the-fault-rig-and-of-nothing-else"  # noqa: S105  it guards nothing
RETRIES = (0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 15.0, 15.0, 15.0, 15.0, 15.0)
"""Seconds between Slack's attempts: its minute is half a second here, and its hourly retries are on."""
READY_WITHIN = 40.0


class Reserved:
    """Ports that are bound and never listened on: nobody else is given them while their process is away."""

    def __init__(self) -> None:
        self._sockets: list[socket.socket] = []

    def port(self) -> int:
        """One more."""
        kept = socket.socket()
        kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        kept.bind(("127.0.0.1", 0))
        self._sockets.append(kept)
        return int(kept.getsockname()[1])

    def close(self) -> None:
        """Give them back."""
        for kept in self._sockets:
            kept.close()


def port_of(url: str) -> int:
    """The port in an address."""
    return urlsplit(url).port or 80


class Process:
    """A process that is started again at the same address whenever it has died."""

    def __init__(self, name: str, command: list[str], folder: Path, env: dict[str, str], port: int) -> None:
        self.name = name
        self.port = port
        self._command = command
        self._folder = folder
        self._env = {"PATH": os.environ["PATH"], "HOME": str(folder), **env}
        self._process: asyncio.subprocess.Process | None = None
        self.in_hand = asyncio.Lock()
        """Held by whoever ends it, until it runs again."""

    def __repr__(self) -> str:
        return f"<Process {self.name} :{self.port} {'up' if self.runs else 'down'}>"

    @property
    def runs(self) -> bool:
        """Whether it lives."""
        return self._process is not None and self._process.returncode is None

    @property
    def log(self) -> str:
        """What it wrote, in all its lives."""
        return (self._folder / f"{self.name}.log").read_text(encoding="utf-8", errors="replace")

    async def start(self) -> None:
        """Start it; it need not be ready yet."""
        with (self._folder / f"{self.name}.log").open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *self._command, cwd=self._folder, env=self._env, stdout=log, stderr=log,
                stdin=asyncio.subprocess.DEVNULL,
            )  # fmt: skip

    def send(self, number: signal.Signals) -> None:
        """Send a signal, if it lives."""
        if self._process and self.runs:
            self._process.send_signal(number)

    async def ended(self) -> int:
        """Wait for its end, and answer its status."""
        assert self._process is not None
        return await self._process.wait()

    async def ready(self, path: str = "/readyz") -> None:
        """Wait until it says that it is ready."""

        async def look() -> bool:
            assert self.runs, f"{self.name} ended:\n{self.log[-3000:]}"
            try:
                async with session.get(f"http://127.0.0.1:{self.port}{path}") as answer:
                    return answer.status == 200
            except aiohttp.ClientError:
                return False

        async with aiohttp.ClientSession() as session:
            await until(look, seconds=READY_WITHIN)


class Town:
    """Everything that runs. Use with ``async with``."""

    def __init__(self, folder: Path, *, gateways: int = 2, bots: int = 2) -> None:
        self.folder = folder
        self.slack = FakeSlack(retry_delays=RETRIES, event_delay=0.0, unfurls=False, tiers=False)
        self._reserved = Reserved()
        self.store_port = self._reserved.port()
        self.store = self._store()
        self._ports = {f"gateway{n}": self._reserved.port() for n in range(gateways)}
        self._ports |= {f"bot{n}": self._reserved.port() for n in range(bots)}
        self.proxies: dict[str, Proxy] = {}
        self.processes: dict[str, Process] = {}
        self._stack = AsyncExitStack()

    def __repr__(self) -> str:
        return f"<Town {list(self.processes.values())}>"

    def _store(self) -> Process:
        command = [str(find_binary()), "--port", str(self.store_port), "--bind", "127.0.0.1", "--save", ""]
        command += ["--appendonly", "yes", "--appendfsync", "always", "--dir", str(self.folder)]
        return Process("store", command, self.folder, {"LC_ALL": "C"}, self.store_port)

    @property
    def visitors_url(self) -> str:
        """Where visitors connect: any gateway that can be reached."""
        return f"ws://127.0.0.1:{self.proxies['visitors'].port}/visitor/main"

    async def __aenter__(self) -> Town:
        self._stack.callback(self._reserved.close)
        await self._stack.enter_async_context(self.slack)
        await self.store.start()
        self._stack.push_async_callback(self._end, self.store)
        await until(self._store_answers, seconds=10)
        await self._proxy("slack", [port_of(self.slack.api_url)])
        for name in self._ports:
            await self._proxy(f"{name}-store", [self.store_port])
        gateways = [port for name, port in self._ports.items() if name.startswith("gateway")]
        bots = [port for name, port in self._ports.items() if name.startswith("bot")]
        await self._proxy("visitors", gateways)
        await self._proxy("events", bots)
        for name, port in self._ports.items():
            self.processes[name] = process = self._threadline(name, port)
            await process.start()
            self._stack.push_async_callback(self._end, process)
        for process in self.processes.values():
            await process.ready()
        await self.slack.connect(f"http://127.0.0.1:{self.proxies['events'].port}/slack/events")
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def _proxy(self, name: str, targets: list[int]) -> None:
        proxy = self.proxies[name] = Proxy(name, targets)
        await proxy.start()
        self._stack.push_async_callback(proxy.close)

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
            "routing": {"accept_window": 20, "wait_limit": 500, "max_offers": 10, "capacity": 3},
            "visitors": {"messages_per_minute": 100_000, "frames_per_second": 10_000, "conversations_per_hour": 100_000},
            "log": {"format": "json"},
        }  # fmt: skip
        config = self.folder / f"{name}.yaml"
        config.write_text(yaml.safe_dump(settings), encoding="utf-8")
        command = [str(Path(sys.executable).with_name("threadline")), "serve", "--config", str(config)]
        env = {
            "REDIS_URL": f"redis://127.0.0.1:{self.proxies[f'{name}-store'].port}/0",
            "THREADLINE_SECRET": SECRET,
            "THREADLINE_SLACK_BOT_TOKEN": self.slack.bot_token,
            "THREADLINE_SLACK_SIGNING_SECRET": self.slack.signing_secret,
        }
        return Process(name, [*command, "--only", name.rstrip("0123456789")], self.folder, env, port)
