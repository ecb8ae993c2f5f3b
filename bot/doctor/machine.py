"""This machine: may we write where data and files are to be, is there room, and does Threadline run?"""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from aiohttp import ClientError, ClientSession

from bot.doctor.finding import Found
from bot.ports import Point
from config.settings import Settings
from visitor_gateway.server import own_url


ROOM = 500 * 1024 * 1024
"""Bytes: what the store may need for a moment while it writes its file anew is far less."""


async def look(found: Found) -> Sequence[Point]:
    """Look at the folders and our own port, and note whether Threadline runs."""
    settings = found.settings
    points = [*_data_directory(Path(settings.store.data_directory)), *_files(settings)]
    url = own_url(settings.server.host, settings.server.port, "")
    status, said = await _ask(found.session, f"{url}/healthz")
    found.running = (status, said) == (200, "ok")
    return [*points, await _running(found, url, status)]


def _data_directory(folder: Path) -> Iterator[Point]:
    there, writable = _writable(folder)
    mend = f"{there} cannot be written: change its owner, or set store.data_directory to a folder that can."
    yield Point("data directory", writable, "" if writable else mend)
    if (free := shutil.disk_usage(there).free) < ROOM:
        yield Point("disk", False, f"Only {free // 1024**2} MB are free at {there}: make room.")


def _files(settings: Settings) -> Iterator[Point]:
    wanted = settings.files
    if not wanted.max_megabytes:
        return
    folder = Path(wanted.folder) if wanted.folder else Path(settings.store.data_directory) / "files"
    there, writable = _writable(folder)
    mend = f"{there} cannot be written: change its owner, or set files.folder to a folder that can."
    yield Point("file folder", writable, "" if writable else mend)
    if wanted.scan and shutil.which(wanted.scan[0]) is None:
        absent = f"There is no command {wanted.scan[0]} here, so no file is taken: install it, or change files.scan."
        yield Point("file scan", False, absent)


def _writable(folder: Path) -> tuple[Path, bool]:
    """The folder, or the one in which it would be made, and whether we may write there."""
    there = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    return there, there.is_dir() and os.access(there, os.W_OK | os.X_OK)


async def _running(found: Found, url: str, status: int) -> Point:
    if not status:
        start = f"Nothing answers at {url}. Start `threadline serve`, then look again: more can be seen then."
        return Point("Threadline runs", True, start)
    if not found.running:
        port = found.settings.server.port
        return Point(
            "Threadline runs", False, f"Port {port} belongs to another program: set THREADLINE_PORT."
        )
    ready, said = await _ask(found.session, f"{url}/readyz")
    if ready != 200:
        return Point(
            "Threadline runs", False, f"It is not ready: {said or 'it does not say why'}. See its log."
        )
    return Point("Threadline runs")


async def _ask(session: ClientSession, url: str) -> tuple[int, str]:
    """Ask our own address; status 0 if nobody answers."""
    try:
        async with asyncio.timeout(3), session.get(url, allow_redirects=False) as answer:
            return answer.status, (await answer.content.read(500)).decode(errors="replace").strip()
    except (ClientError, OSError, ValueError):
        return 0, ""
