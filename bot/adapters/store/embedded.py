"""The embedded store: a private Valkey or Redis server, started and supervised by us.

::

    start ─→ lock the folder ─→ launch ─→ PING answered ─→ READY ──── it dies ────┐
                                  ↑                                              │
                                  ├──── pause, longer each time ── RESTARTING ←──┤
                                  └──── its disk has room again ── NO ROOM ←─────┘

Never two servers on one folder: the server inherits the lock, so a successor of ours waits until it is gone.
No orphan: the server ends when we do, however we end (`launch.py`).
"""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

import structlog

from bot.adapters.store.backoff import Backoff
from bot.adapters.store.binary import find_binary
from bot.adapters.store.data_directory import DataDirectory
from bot.adapters.store.server_process import Fsync, ServerProcess
from bot.errors import OurMistake, StoreUnavailable


LOG_CHECK = 60.0  # seconds between looks at the length of the server's log
ROOM = 1024 * 1024
"""Bytes. A server that cannot write ends, or refuses: without room for the next words it need not be started."""
ROOM_CHECK = 0.5  # seconds between looks at the disk, while it is full

_log = structlog.get_logger(__name__)


class EmbeddedServer:
    """A server on `data_directory`, kept running from `start()` to `stop()`.

    `fsync`: "always" survives the death of every process and a power cut. With "everysec" the server may answer up to
    two seconds before it writes, while the disk is busy (its flushAppendOnlyFile): its own death then loses that.
    `binary`: a server to run, if not the one that `find_binary()` chooses.
    `patience`: seconds to wait for a predecessor to leave the folder.
    `room`: bytes that must be free on its disk before it is started.

    Clients reconnect by themselves: the url stays the same over restarts.
    """

    def __init__(
        self,
        data_directory: Path,
        *,
        fsync: Fsync = "always",
        binary: Path | None = None,
        patience: float = 10.0,
        room: int = ROOM,
    ) -> None:
        self._directory = DataDirectory(data_directory)
        self._fsync: Fsync = fsync
        self._binary = binary
        self._patience = patience
        self.room = room
        self._backoff = Backoff()
        self._condition: Literal["STOPPED", "STARTING", "READY", "RESTARTING", "NO ROOM", "STOPPING"] = (
            "STOPPED"
        )
        self._server: ServerProcess | None = None
        self._supervision: asyncio.Task[None] | None = None
        self._restarts = 0

    def __repr__(self) -> str:
        pid = f" pid {self._server.pid}" if self._server and self._condition == "READY" else ""
        return (
            f"<EmbeddedServer {self._condition}{pid} on {self._directory.path}, restarts: {self._restarts}>"
        )

    @property
    def pid(self) -> int | None:
        """The server's process id, None while none is ready."""
        return self._server.pid if self._server and self._condition == "READY" else None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    @property
    def url(self) -> str:
        """Where it listens, `unix://...`, for `redis.asyncio.from_url()`."""
        return self._directory.url

    async def start(self) -> str:
        """Start it, and return its url once it answers with all its data.

        Raises StoreUnavailable when there is no binary, when another Threadline keeps the folder longer than
        `patience`, when its disk is full, or when the server does not come up; nothing runs and nothing is locked then.
        """
        if self._condition != "STOPPED":
            raise OurMistake(f"{self!r} was started already")
        self._condition = "STARTING"
        try:
            binary = self._binary or find_binary()
            await self._directory.occupy(self._patience)
            self._server = await self._launch(binary)
        except BaseException:
            self._directory.leave()
            self._condition = "STOPPED"
            raise
        self._condition = "READY"
        self._supervision = asyncio.create_task(self._supervise(self._server), name="store supervisor")
        return self.url

    async def stop(self) -> None:
        """Shut the server down, by force if it takes too long, and free the folder. Does nothing if stopped."""
        if self._supervision is None or self._server is None:
            return
        self._condition = "STOPPING"
        try:
            self._supervision.cancel()
            await asyncio.wait([self._supervision])
            await self._server.end()
        finally:
            self._supervision = self._server = None
            self._directory.leave()
            self._condition = "STOPPED"
        _log.info("= ready -> stopped", directory=str(self._directory.path))

    @property
    def trouble(self) -> str:
        """What it waits for that somebody must do; empty if nothing."""
        return self._no_room if self._condition == "NO ROOM" else ""

    @property
    def _no_room(self) -> str:
        return f"the disk of {self._directory.path} is full: make room"

    def _is_full(self) -> bool:
        return self._directory.room() < self.room

    async def _launch(self, binary: Path) -> ServerProcess:
        if self._is_full():
            raise StoreUnavailable(self._no_room)
        began = time.monotonic()
        try:
            self._directory.shorten_log()
            server = await ServerProcess.launch(binary, self._directory, self._fsync)
        except OSError as error:
            raise StoreUnavailable(f"the store server {binary} cannot be started: {error}") from error
        try:
            await server.ready()
        except BaseException:
            await server.end(patience=0)
            raise
        _log.info("= starting -> ready", pid=server.pid, ms=round(1000 * (time.monotonic() - began)))
        return server

    async def _supervise(self, server: ServerProcess) -> None:
        while True:
            while not await server.ended_within(LOG_CHECK):
                self._shorten_log()
            self._condition = "RESTARTING"
            await server.end()
            server = self._server = await self._restart(server)
            self._restarts += 1
            self._condition = "READY"

    def _shorten_log(self) -> None:
        try:
            self._directory.shorten_log()
        except OSError as error:
            _log.warning("store server's log cannot be shortened", error=str(error))

    async def _restart(self, server: ServerProcess) -> ServerProcess:
        """Start it again, however often that takes: nothing else can be done without the store."""
        lived, reason = server.age, server.epitaph
        while True:
            pause = self._backoff.pause_after(lived)
            _log.error("store server died", pause=pause, reason=reason)
            await asyncio.sleep(pause)
            if self._is_full():
                await self._room_again()
            try:
                return await self._launch(self._binary or find_binary())
            except StoreUnavailable as error:
                lived, reason = 0.0, str(error)

    async def _room_again(self) -> None:
        """Wait until its disk is not full any more: until then each start would be the next death."""
        self._condition = "NO ROOM"
        _log.error("= restarting -> no room", why=self._no_room, needs=self.room)
        while self._is_full():  # noqa: ASYNC110  # whoever makes room tells nobody
            await asyncio.sleep(ROOM_CHECK)
        self._condition = "RESTARTING"
        _log.info("= no room -> restarting")
