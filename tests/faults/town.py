"""The town: a store, gateways and bots as real processes, strict fakes of Slack and Teams, proxies between all, and people."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import yaml

from bot.adapters.store.binary import find_binary
from tests.fake_slack import FakeSlack
from tests.fake_teams import FakeTeams
from tests.faults.agents import RigAgent
from tests.faults.platforms.on_slack import SlackBoard
from tests.faults.platforms.on_teams import TeamsBoard
from tests.faults.platforms.seat import Board
from tests.faults.process import Process
from tests.faults.proxy import Proxy
from tests.faults.visitors import RigVisitor
from tests.ports import Reserved, port_of
from tests.waiting import until


Way = Literal["http", "socket_mode"]
"""How Slack's events come."""
Platform = Literal["slack", "teams"]
BOTH: tuple[Platform, ...] = ("slack", "teams")

ROOT = Path(__file__).parents[2]
"""The tree that is tested, which need not be the one that is installed."""
SECRET = "a-secret-of-the-fault-rig-and-of-nothing-else"  # noqa: S105  it guards nothing
TEAMS_RETRIES = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 15.0, 15.0, 15.0)
"""Seconds between Teams' attempts: its quarter of a minute is half a second here, and it does not give up so soon."""
RETRIES = (0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 15.0, 15.0, 15.0, 15.0, 15.0)
"""Seconds between Slack's attempts: its minute is half a second here, and its hourly retries are on."""

MANY_TRIES = 100_000
"""Slack switches subscriptions off when 1,000 tries and more of an hour fail. Its tries of hours are made in seconds here: ten
seconds without a connection, just after an hour has passed at once, were a thousand failures and not one success."""


class Town:
    """Everything that runs, and everybody in it. Use with ``async with``."""

    def __init__(
        self,
        folder: Path,
        *,
        gateways: int = 2,
        bots: int = 2,
        way: Way = "http",
        platforms: Sequence[Platform] = ("slack",),
    ) -> None:
        self.folder = folder
        self.way = way
        self.platforms = tuple(platforms)
        self.teams = FakeTeams(
            retry_delays=TEAMS_RETRIES, invoke_limit=15.0, processes=bots + gateways, renew_from=0.0,
            offences_fail=False,
        )  # fmt: skip
        self.slack = FakeSlack(
            retry_delays=RETRIES, event_delay=0.0, unfurls=False, tiers=False, ledger_minimum=MANY_TRIES,
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
        return f"<Town {self.platforms} {self.way} {list(self.processes.values())}>"

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

    @property
    def boards(self) -> list[Board]:
        """The platforms that are in it."""
        boards: dict[Platform, Board] = {"slack": SlackBoard(self.slack), "teams": TeamsBoard(self.teams)}
        return [boards[platform] for platform in self.platforms]

    def fake(self, platform: Platform) -> FakeSlack | FakeTeams:
        """That of one platform."""
        fakes: dict[Platform, FakeSlack | FakeTeams] = {"slack": self.slack, "teams": self.teams}
        return fakes[platform]

    @property
    def fakes(self) -> list[FakeSlack | FakeTeams]:
        """Those of the platforms that are in it."""
        return [self.fake(platform) for platform in self.platforms]

    async def __aenter__(self) -> Town:
        async with AsyncExitStack() as started:  # whoever cannot be started leaves nobody behind
            started.push_async_exit(self._stack)
            await self._start()
            started.pop_all()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def _start(self) -> None:
        for fake in self.fakes:
            await self._stack.enter_async_context(fake)
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
        if "slack" in self.platforms and self.way == "http":
            await self.slack.connect(f"http://127.0.0.1:{self.proxies['events'].port}/slack/events")
        if "teams" in self.platforms:
            await self.teams.connect(f"http://127.0.0.1:{self.proxies['activities'].port}/api/messages")

    async def _lay_lines(self) -> None:
        """Between all parts; visitors reach any gateway, and events any bot."""
        for name in self._ports:
            await self.lay_line(f"{name}-store", [self.store_port])
        await self.lay_line("visitors", self._ports_of("gateway"))
        if "slack" in self.platforms:
            slack = port_of(self.slack.api_url)
            await self.lay_line("slack", [slack])
            await self.lay_line("events", self._ports_of("bot") if self.way == "http" else [slack])
            self.slack.settings.socket_address = f"127.0.0.1:{self.proxies['events'].port}"
        if "teams" in self.platforms:
            line = await self.lay_line("teams", [port_of(self.teams.base_url)])
            await self.lay_line("activities", self._ports_of("bot"))
            self.teams.platform.settings.connector_address = f"127.0.0.1:{line.port}"

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
        settings: dict[str, Any] = {
            "server": {"port": port},
            # Agents who miss offers because nothing gets through are not to go home.
            "routing": {"accept_window": 20, "wait_limit": 500, "max_offers": 10, "capacity": 3, "away_after_missed": 0},
            "visitors": {"messages_per_minute": 100_000, "frames_per_second": 10_000, "conversations_per_hour": 100_000},
            "files": {"folder": str(self.folder / "files")},
            "log": {"format": "json"},
        }  # fmt: skip
        env = {
            "PYTHONPATH": str(ROOT),
            "REDIS_URL": f"redis://127.0.0.1:{self.proxies[f'{name}-store'].port}/0",
            "THREADLINE_SECRET": SECRET,
        }
        if "slack" in self.platforms:
            settings["slack"] = {"api_url": f"http://127.0.0.1:{self.proxies['slack'].port}/api/"}
            env |= self._slack_secrets()
        if "teams" in self.platforms:
            settings["server"]["public_url"] = self.gateway_url
            settings["teams"] = self._teams_settings()
            env |= self._teams_secrets()
        config = self.folder / f"{name}.yaml"
        config.write_text(yaml.safe_dump(settings), encoding="utf-8")
        command = [str(Path(sys.executable).with_name("threadline")), "serve", "--config", str(config)]
        return Process(name, [*command, "--only", name.rstrip("0123456789")], self.folder, env, port)

    def _slack_secrets(self) -> dict[str, str]:
        token = {"THREADLINE_SLACK_BOT_TOKEN": self.slack.bot_token}
        if self.way == "http":
            return {**token, "THREADLINE_SLACK_SIGNING_SECRET": self.slack.signing_secret}
        return {**token, "THREADLINE_SLACK_APP_TOKEN": self.slack.app_token}

    def _teams_settings(self) -> dict[str, Any]:
        """The fake in Microsoft's place, behind the line to it."""
        line = f"http://127.0.0.1:{self.proxies['teams'].port}"

        def behind(url: str) -> str:
            return f"{line}{urlsplit(url).path}"

        return {
            "login_url": behind(self.teams.login_url),
            "metadata_url": behind(self.teams.openid_url),
            "graph_url": behind(self.teams.graph_url),
            "service_url": self.teams.service_url,
            "service_hosts": [line, self.teams.base_url],
            "file_hosts": [self.teams.files_url],
        }

    def _teams_secrets(self) -> dict[str, str]:
        return {
            "THREADLINE_TEAMS_APP_ID": self.teams.app.app_id,
            "THREADLINE_TEAMS_PASSWORD": self.teams.app.secret,
            "THREADLINE_TEAMS_TENANT": self.teams.tenant.id,
        }

    # --- time

    def time_passes(self, seconds: float) -> None:
        """Everywhere, the platforms included: as if nothing had happened for so long."""
        for process in (self.store, *self.processes.values()):
            process.clock.jump(seconds)
        for fake in self.fakes:
            fake.clock.ahead += seconds
            fake.clock.advance(seconds)
