"""A real Valkey or Redis for tests: a private process on a unix socket, without a disk."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path
from types import TracebackType

from redis import Redis
from redis.exceptions import ConnectionError as Disconnected

from bot.adapters.store.binary import find_binary


class PrivateServer:
    """A server that lives as long as the ``with`` block. `binary` chooses another one than the default."""

    def __init__(self, folder: Path, binary: Path | None = None) -> None:
        self.socket = folder / "s.sock"
        self.url = f"unix://{self.socket}"
        self._binary = binary or find_binary()
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> PrivateServer:
        command = [str(self._binary), "--port", "0", "--unixsocket", str(self.socket), "--save", ""]
        self._process = subprocess.Popen(
            [*command, "--dir", str(self.socket.parent)], stdout=subprocess.DEVNULL
        )
        deadline = time.monotonic() + 10
        while not self._answers():
            if time.monotonic() > deadline or self._process.poll() is not None:
                self._process.kill()
                raise RuntimeError(f"{self._binary} did not start")
            os.sched_yield()
        return self

    def _answers(self) -> bool:
        if not self.socket.exists():
            return False
        try:
            with Redis.from_url(self.url) as client:
                return bool(client.ping())
        except (OSError, Disconnected):  # the socket is there a moment before anybody listens
            return False

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process:
            self._process.terminate()
            self._process.wait(10)
