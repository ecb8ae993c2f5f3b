"""Processes for the benchmarks, measured from outside."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


TICKS = os.sysconf("SC_CLK_TCK")
START_WITHIN = 20.0


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
    """Bytes of a process, what it shares with others counted in part: proportional set size."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0


def children(pid: int) -> list[int]:
    """The processes that a process has started and that still run."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def wait_for_port(port: int, process: subprocess.Popen[Any], seconds: float = START_WITHIN) -> None:
    """Return when somebody listens. Raises `RuntimeError` when the process ended first."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args!r} ended with {process.returncode}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.005)
    raise RuntimeError(f"nobody listens on {port}")


def start(*arguments: str, port: int, env: dict[str, str] | None = None) -> subprocess.Popen[Any]:
    """Start a process, and return when it listens. Raises `RuntimeError` with the last that it said, if it ends."""
    environment = {**os.environ, **(env or {})}
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(arguments, env=environment, stdout=subprocess.DEVNULL, stderr=said)
        try:
            wait_for_port(port, process)
        except RuntimeError as error:
            stop(process)
            said.seek(0)
            raise RuntimeError(f"{error}: {said.read()[-500:]}") from None
        return process


def stop(process: subprocess.Popen[Any]) -> None:
    """Have a process end in peace."""
    process.terminate()
    process.wait(20)


@contextmanager
def running(*arguments: str, port: int, env: dict[str, str] | None = None) -> Iterator[subprocess.Popen[Any]]:
    """A process, as long as the block lasts."""
    process = start(*arguments, port=port, env=env)
    try:
        yield process
    finally:
        stop(process)


def module(name: str, *arguments: object) -> tuple[str, ...]:
    """The command line of one of our modules."""
    return (sys.executable, "-m", f"tests.benchmarks.{name}", *map(str, arguments))


class Dialogue:
    """A helper process that says "ready", waits for a word, and then answers one line of JSON."""

    def __init__(self, *command: str) -> None:
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __enter__(self) -> Dialogue:
        if self.hears() != "ready":
            raise RuntimeError(f"{self._process.args!r} did not get ready")
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(20)
        for stream in (self._process.stdin, self._process.stdout):
            if stream:
                stream.close()

    def says(self, word: str) -> None:
        """Tell it a line."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{word}\n")
        self._process.stdin.flush()

    def hears(self) -> str:
        """Wait for a line of it; '' when it has ended."""
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()
