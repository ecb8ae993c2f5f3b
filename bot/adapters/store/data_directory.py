"""The folder of the embedded server: its lock, its socket and its log.

::

    lock            flock held by the parent and, inherited, by the server: one server for one folder
    store.sock      the socket; in the system's temporary folder when this path is too long for one
    server.log      what the server says
    server.log.1    what it said before that
    appendonlydir/  the data (appendonly.aof before Redis 7)
"""

from __future__ import annotations

import asyncio
import fcntl
import hashlib
import os
import shutil
import stat
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import structlog

from bot.errors import StoreUnavailable


SOCKET_PATH_BYTES = 103
"""sockaddr_un.sun_path has 104 bytes on macOS and the BSDs, 108 on Linux; the last one is the closing zero."""

LOG_BYTES = 1_000_000
"""A log longer than this becomes `server.log.1`. The server opens its log anew for every line."""

TAIL_BYTES = 2_000
LOCK_POLL = 0.01
UNNOTICED = 1.0
"""Seconds that we wait for a predecessor before we say so."""

log = structlog.get_logger(__name__)


class DataDirectory:
    """One folder. Between `occupy()` and `leave()` it belongs to this process and its server."""

    def __init__(self, path: Path) -> None:
        self.path = path.expanduser().resolve()
        self.log = self.path / "server.log"
        self.lock: int | None = None

    async def occupy(self, patience: float) -> None:
        """Create the folder (mode 0700) if there is none, and lock it.

        Waits up to `patience` seconds: after a crash the old server takes a moment to go.
        Raises StoreUnavailable when it is still in use then, or cannot be used at all.
        """
        descriptor, locked = self._open_lock(), False
        try:
            locked = await _lock(descriptor, min(patience, UNNOTICED))
            if not locked and patience > UNNOTICED:
                log.warning("= waiting for another Threadline to stop", directory=str(self.path))
                locked = await _lock(descriptor, patience - UNNOTICED)
        except OSError as error:
            raise StoreUnavailable(f"the data directory {self.path} cannot be locked: {error}") from error
        finally:
            if not locked:
                os.close(descriptor)
        if not locked:
            raise StoreUnavailable(
                f"another Threadline is using {self.path}: stop it, or choose another data directory"
            )
        self.lock = descriptor

    def _open_lock(self) -> int:
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            return os.open(self.path / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise StoreUnavailable(
                f"the data directory {self.path} cannot be used: {error.strerror}"
            ) from error

    def leave(self) -> None:
        """Give the lock back. The folder stays locked for as long as the server still runs."""
        if self.lock is not None:
            if self.socket.parent != self.path:
                with suppress(OSError):  # kept while a socket is in it
                    self.socket.parent.rmdir()
            os.close(self.lock)
            self.lock = None

    @property
    def socket(self) -> Path:
        """Where the server listens: below 104 bytes, and always the same for the same folder."""
        here = self.path / "store.sock"
        if len(os.fsencode(here)) <= SOCKET_PATH_BYTES:
            return here
        name = hashlib.sha256(os.fsencode(self.path)).hexdigest()[:16]
        return Path(tempfile.gettempdir(), f"threadline-{name}", "store.sock")

    @property
    def url(self) -> str:
        """The socket, as redis-py wants it."""
        return f"unix://{quote(os.fsencode(self.socket))}"

    def clear_socket(self) -> Path:
        """Remove what a killed server left, and say where the next one listens. Needs the lock.

        Raises StoreUnavailable when the place in the temporary folder is not ours alone.
        """
        socket = self.socket
        if socket.parent != self.path:
            _own_privately(socket.parent)
        socket.unlink(missing_ok=True)
        return socket

    def shorten_log(self) -> None:
        """Begin a new log if this one is too long: together the two stay near twice LOG_BYTES."""
        with suppress(FileNotFoundError):
            if self.log.stat().st_size > LOG_BYTES:
                self.log.replace(self.log.with_suffix(".log.1"))

    def room(self) -> int:
        """Bytes that are free on its disk."""
        return shutil.disk_usage(self.path).free

    def log_length(self) -> int:
        """Bytes that the server has said until now."""
        try:
            return self.log.stat().st_size
        except FileNotFoundError:
            return 0

    def log_tail(self, since: int = 0) -> str:
        """The last words of the server, those from `since` bytes on."""
        try:
            with self.log.open("rb") as log:
                length = self.log.stat().st_size
                log.seek(max(since, length - TAIL_BYTES) if since <= length else 0)
                return log.read().decode(errors="replace").strip()
        except OSError as error:
            return f"(its log cannot be read: {error.strerror})"


async def _lock(descriptor: int, patience: float) -> bool:
    deadline = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                return False
            await asyncio.sleep(LOCK_POLL)
        else:
            return True


def _own_privately(folder: Path) -> None:
    """Anybody may write to the temporary folder: whoever made this name first could pose as our server."""
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise StoreUnavailable(f"{folder} exists and is not a private folder of ours: remove it")
