"""Several processes on one store of their own, any of which may be killed and started again."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from redis import Redis
from redis.exceptions import ConnectionError as Disconnected

from bot.adapters.store.binary import find_binary
from tests.benchmarks.house import ENVIRONMENT, hire, ready_after, serve_command, stub_slack
from tests.benchmarks.processes import free_port, start, stop


class Cluster:
    """Processes by name: ``store``, ``gateway0`` ..., ``bot0`` ... Events of the stub Slack come to ``bot0``."""

    def __init__(self, commands: dict[str, tuple[str, ...]], ports: dict[str, int]) -> None:
        self._commands = commands
        self._running: dict[str, subprocess.Popen[Any]] = {}
        self.ports = ports

    def start(self, name: str) -> None:
        """Start a process, and return when it works."""
        env = ENVIRONMENT | {"REDIS_URL": f"redis://127.0.0.1:{self.ports['store']}/0"}
        self._running[name] = start(*self._commands[name], port=self.ports[name], env=env)
        if name == "store":
            _answers(self.ports[name])
        else:
            ready_after(self.ports[name])

    def kill(self, name: str) -> float:
        """End a process as a power cut would. Answers the moment, in monotonic seconds."""
        process = self._running.pop(name)
        process.send_signal(signal.SIGKILL)
        process.wait()
        return time.monotonic()

    def stop(self) -> None:
        """End all that runs, the store last."""
        for name in sorted(self._running, key="store".__eq__):
            stop(self._running[name])


def _answers(port: int) -> None:
    """Return when a store answers; until then it reads its data."""
    with Redis(port=port) as redis:
        while True:
            try:
                redis.ping()
            except Disconnected:  # or still loading, which is the same to whoever asks
                time.sleep(0.002)
            else:
                return


@contextmanager
def cluster(parts: Sequence[str], *, agents: int = 16, delay_ms: float = 0) -> Iterator[Cluster]:
    """A store, and processes that are named for what they serve."""
    ports = {name: free_port() for name in ("store", *parts)}
    events = ports.get("bot0", ports["store"])
    with tempfile.TemporaryDirectory() as folder, stub_slack(events, delay_ms) as slack:
        binary, port = str(find_binary()), str(ports["store"])
        kept = ("--save", "", "--appendonly", "yes", "--appendfsync", "everysec", "--dir", folder)
        store = (binary, "--port", port, "--bind", "127.0.0.1", *kept)
        commands: dict[str, tuple[str, ...]] = {"store": store}
        for name in parts:
            only = ("--only", name.rstrip("0123456789"))
            commands[name] = serve_command(Path(folder), ports[name], slack, *only)
        made = Cluster(commands, ports)
        try:
            made.start("store")
            asyncio.run(hire(f"redis://127.0.0.1:{ports['store']}/0", agents))
            for name in parts:
                made.start(name)
            yield made
        finally:
            made.stop()
