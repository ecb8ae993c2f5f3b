"""One run of the server's binary, from launch to exit."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from asyncio.subprocess import DEVNULL, Process
from contextlib import suppress
from pathlib import Path
from typing import Literal

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import BusyLoadingError, RedisError

from bot.adapters.store.data_directory import DataDirectory
from bot.errors import StoreUnavailable


Fsync = Literal["everysec", "always"]

TIE: Literal["signal", "watch"] = "signal" if sys.platform == "linux" else "watch"
"""How the server learns of our death; see `launch.py`."""

ANSWER_WITHIN = 10.0  # seconds without a sign of life; reading the data back is one, however long it takes
READY_POLL = 0.005
END_WITHIN = 10.0  # seconds to write and sync what is left, then SIGKILL

LAUNCH = Path(__file__).with_name("launch.py")
INHERITED = ("PATH", "LD_LIBRARY_PATH", "TZ")  # and nothing else: our environment holds secrets


class ServerProcess:
    """A launched server. Whoever has one must see it `end()`."""

    def __init__(
        self, process: Process, directory: DataDirectory, lifeline: int | None, log_from: int
    ) -> None:
        self._process = process
        self._directory = directory
        self._lifeline = lifeline
        self._log_from = log_from
        self._launched = time.monotonic()

    @classmethod
    async def launch(cls, binary: Path, directory: DataDirectory, fsync: Fsync) -> ServerProcess:
        """Start the binary on a folder that is occupied. It does not answer yet: see `ready()`.

        It gets a session of its own, so that Ctrl-C reaches only us, and we decide when it ends.
        It ends when we do, whatever ends us: on Linux with the thread that calls this, which is the event
        loop's, and so its supervisor's.
        Raises OSError or StoreUnavailable when it cannot be started.
        """
        socket = directory.clear_socket()
        lock = directory.lock
        if lock is None:
            raise StoreUnavailable(f"{directory.path} is not occupied")
        log_from = directory.log_length()
        anchor, lifeline = (os.getpid(), None) if TIE == "signal" else os.pipe()
        try:
            process = await _execute(
                [TIE, str(anchor), str(lock), str(binary), *_settings(directory, socket, fsync)],
                keep=(lock,) if lifeline is None else (lock, anchor),
                log=directory.log,
            )
        except BaseException:
            if lifeline is not None:
                os.close(lifeline)
            raise
        finally:
            if lifeline is not None:
                os.close(anchor)
        return cls(process, directory, lifeline, log_from)

    @property
    def pid(self) -> int:
        """The server's process id."""
        return self._process.pid

    @property
    def age(self) -> float:
        """Seconds since it was launched."""
        return time.monotonic() - self._launched

    async def ready(self) -> None:
        """Return once it answers PING with its data loaded.

        Raises StoreUnavailable, with the tail of its log, when it ends, or shows no sign of life in time.
        """
        silent_since = time.monotonic()
        # With a socket_timeout redis-py sends through wait_for(), which in Python 3.11 can swallow a cancellation.
        client = Redis(
            unix_socket_path=str(self._directory.socket), retry=Retry(NoBackoff(), 0), socket_timeout=None
        )
        async with client:
            while not await self.ended_within(READY_POLL):
                try:
                    async with asyncio.timeout(ANSWER_WITHIN):
                        await client.ping()
                except BusyLoadingError:
                    silent_since = time.monotonic()
                except (RedisError, TimeoutError) as error:
                    if time.monotonic() - silent_since >= ANSWER_WITHIN:
                        raise self._failure(f"did not answer within {ANSWER_WITHIN:g} s ({error})") from error
                else:
                    return
        raise self._failure(f"ended at once, {self._end}")

    def _failure(self, what: str) -> StoreUnavailable:
        return StoreUnavailable(f"the store server {what}; {self._last_words}")

    @property
    def epitaph(self) -> str:
        """How it ended, and what it said."""
        return f"{self._end}; {self._last_words}"

    @property
    def _last_words(self) -> str:
        return f"its last words:\n{self._directory.log_tail(self._log_from)}"

    @property
    def _end(self) -> str:
        status = self._process.returncode
        if status is None:
            return "still running"
        return f"status {status}" if status >= 0 else f"signal {-status}"

    async def ended_within(self, seconds: float) -> bool:
        """Wait for its end, but no longer than this; say whether it came."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):  # Python 3.11's wait_for() can swallow a cancellation
                await self._process.wait()
        return self._process.returncode is not None

    async def end(self, *, patience: float | None = None) -> None:
        """Shut it down and wait for it; after `patience` (END_WITHIN) seconds, kill it. An ended server is left in peace.

        SIGTERM starts "a shutdown very similar to the one performed when the SHUTDOWN command is called",
        says redis.io/topics/signals; unlike the command it needs no connection, and works while data is loading.
        """
        try:
            self._send("terminate")
            await self.ended_within(END_WITHIN if patience is None else patience)
            self._send("kill")
            await self._process.wait()
        finally:
            if self._lifeline is not None:
                os.close(self._lifeline)
                self._lifeline = None

    def _send(self, what: Literal["terminate", "kill"]) -> None:
        if self._process.returncode is None:
            with suppress(ProcessLookupError):
                self._process.terminate() if what == "terminate" else self._process.kill()


def _settings(directory: DataDirectory, socket: Path, fsync: Fsync) -> list[str]:
    """What makes it a private store that loses nothing: it would rather refuse a write than forget one."""
    settings = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(directory.path),
        "logfile": str(directory.log),
        "save": "",
        "appendonly": "yes",
        "appendfsync": fsync,
        "aof-load-truncated": "yes",
        "maxmemory-policy": "noeviction",
        "daemonize": "no",
    }
    return [word for name, value in settings.items() for word in (f"--{name}", value)]


async def _execute(arguments: list[str], *, keep: tuple[int, ...], log: Path) -> Process:
    environment = {name: os.environ[name] for name in INHERITED if name in os.environ}
    words = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            *("-I", "-S", str(LAUNCH)),
            *arguments,
            stdin=DEVNULL,
            stdout=words,  # what it says before it has read its settings
            stderr=words,
            pass_fds=keep,
            start_new_session=True,
            env=environment | {"LC_ALL": "C"},  # Redis 7.2+ refuses to start in a locale the machine lacks
        )
    finally:
        os.close(words)
