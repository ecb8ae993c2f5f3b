"""Files in a folder: fills `Files` of bot/ports/.

::

    FOLDER/SITE/CONVERSATION/ID         the bytes, as they came
    FOLDER/SITE/CONVERSATION/ID.json    what they are: a `KeptFile`; put there last, so what has it is whole
    FOLDER/SITE/CONVERSATION/ID.part    one that is still coming in

Names of our own making only: what a sender calls a file stands in the JSON and nowhere else.
"""

from __future__ import annotations

import asyncio
import os
import re
import secrets
import shutil
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import msgspec

from bot.adapters.files.kinds import HEAD, extension_of, is_program, safe_name, type_of
from bot.adapters.files.scan import scan
from bot.content import FileId, KeptFile
from bot.errors import BadFile, FilesUnavailable, UnknownKey
from bot.ids import ConversationId, SiteId
from bot.ports import Incoming
from bot.text import told_size


PIECE = 256 * 1024
"""Bytes that are read at once."""
FILES_WORTH = 20
"""As many of the largest files as this may be in one conversation."""
ROOM = 256 * 1024 * 1024
"""Bytes that must be left on the disk."""
UNFINISHED_FOR = 86_400.0
"""Seconds after which what never came in whole is removed."""

_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
_kept = msgspec.json.Decoder(KeptFile)


class Rules(NamedTuple):
    """Which files are kept."""

    limit: int
    """How many bytes one may have; 0: none are kept."""
    refused: frozenset[str]
    """Extensions, in small letters and without the dot. With `exe` among them no program is kept, whatever its name."""
    scan: Sequence[str] = ()
    """The command that looks at each, or nothing."""


class FileFolder:
    """The files of one site."""

    def __init__(self, folder: Path, site: SiteId, rules: Rules) -> None:
        self._folder = folder / site
        self._site = site
        self._rules = rules

    def __repr__(self) -> str:
        return f"<FileFolder {self._folder}>"

    @property
    def folder(self) -> Path:
        """Where the files of the site are."""
        return self._folder

    @property
    def limit(self) -> int:
        """How many bytes a file may have; 0: none are kept."""
        return self._rules.limit

    async def keep(self, conversation: ConversationId, incoming: Incoming) -> KeptFile:
        """Keep a file, as it comes. Raises `BadFile` and `FilesUnavailable`, and what `incoming.pieces` raises."""
        name = safe_name(incoming.name)
        self._judge(name, incoming.size)
        folder, file = self._of(conversation), FileId(secrets.token_urlsafe(24))
        part = folder / f"{file}.part"
        try:
            await asyncio.to_thread(self._make_room, folder)
            size, head = await self._write(part, incoming.pieces)
            self._judge(name, size, head)
            if self._rules.scan:
                await scan(self._rules.scan, part)
            path = f"/files/{self._site}/{conversation}/{file}/{quote(name, safe='')}"
            kept = KeptFile(id=file, name=name, type=type_of(head, name), size=size, path=path)
            await asyncio.to_thread(_finish, part, folder / file, kept)
        except OSError as error:
            raise FilesUnavailable(
                f"files cannot be kept: {error.strerror or type(error).__name__}"
            ) from error
        finally:
            part.unlink(missing_ok=True)
        return kept

    def _judge(self, name: str, size: int, head: bytes | None = None) -> None:
        """Say what is wrong with a file, as far as it is known. Raises `BadFile`."""
        limit, refused = self._rules.limit, self._rules.refused
        if not limit:
            raise BadFile("Files are not taken here.")
        if size > limit:
            raise BadFile(f"It is too large: a file may have at most {told_size(limit)}.")
        if extension_of(name) in refused or (head and "exe" in refused and is_program(head)):
            raise BadFile("Files of this kind are not taken, because they can do harm where they are opened.")
        if head is not None and not size:
            raise BadFile("It is empty.")

    def _make_room(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        if sum(map(_size, folder.iterdir())) > FILES_WORTH * self._rules.limit:
            raise BadFile("There are too many files in this conversation already.")
        if shutil.disk_usage(folder).free < ROOM + self._rules.limit:
            raise FilesUnavailable("the disk of files.folder is full")

    async def _write(self, part: Path, pieces: AsyncIterator[bytes]) -> tuple[int, bytes]:
        size, head = 0, b""
        with await asyncio.to_thread(part.open, "xb") as out:
            async for piece in pieces:
                size += len(piece)
                if size > self._rules.limit:
                    self._judge("", size)
                head += piece[: max(0, HEAD - len(head))]
                await asyncio.to_thread(out.write, piece)
            out.flush()
            await asyncio.to_thread(os.fsync, out.fileno())
        return size, head

    async def find(self, conversation: str, file: str) -> tuple[KeptFile, Path] | None:
        """What is kept under these names, and where its bytes are; None for what is not kept, or is no name."""
        if not _NAME.fullmatch(conversation) or not _NAME.fullmatch(file):
            return None
        path = self._folder / conversation / file
        try:
            packed = await asyncio.to_thread(path.with_name(f"{file}.json").read_bytes)
        except OSError:
            return None
        return _kept.decode(packed), path

    async def open(self, conversation: ConversationId, file: FileId) -> AsyncIterator[bytes]:
        """Read a file, piece by piece. Raises `UnknownKey`."""
        found = await self.find(conversation, file)
        if found is None:
            raise UnknownKey(f"no file {file}")
        try:
            with await asyncio.to_thread(found[1].open, "rb") as read:
                while piece := await asyncio.to_thread(read.read, PIECE):
                    yield piece
        except FileNotFoundError as error:
            raise UnknownKey(f"no file {file}") from error

    async def drop(self, conversation: ConversationId, file: FileId) -> None:
        """Forget a file."""
        if _NAME.fullmatch(file):
            path = self._of(conversation) / file
            for each in (path.with_name(f"{file}.json"), path):
                await asyncio.to_thread(each.unlink, missing_ok=True)

    async def erase(self, conversation: ConversationId) -> None:
        """Forget all files of a conversation."""
        await asyncio.to_thread(shutil.rmtree, self._of(conversation), ignore_errors=True)

    async def sweep(self, age: float) -> int:
        """Remove files that are older than `age` seconds, and what never came in whole. Answers how many there were."""
        return await asyncio.to_thread(_sweep, self._folder, time.time(), age)

    def _of(self, conversation: ConversationId) -> Path:
        if not _NAME.fullmatch(conversation):
            raise UnknownKey(f"no conversation {conversation!r}")
        return self._folder / conversation


def _size(path: Path) -> int:
    """Bytes of a file; none of one that another request has named otherwise or removed since it was listed."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _finish(part: Path, path: Path, kept: KeptFile) -> None:
    part.rename(path)
    described = path.with_name(f"{path.name}.json.part")
    described.write_bytes(msgspec.json.encode(kept))
    described.rename(path.with_name(f"{path.name}.json"))


def _sweep(folder: Path, now: float, age: float) -> int:
    removed = 0
    for path in folder.glob("*/*"):
        try:
            old = now - path.stat().st_mtime
            if old > (UNFINISHED_FOR if path.suffix == ".part" else age):
                path.unlink()
                removed += 1
        except FileNotFoundError:  # another process was first
            continue
    for empty in folder.glob("*/"):
        try:
            empty.rmdir()
        except OSError:  # it is not
            continue
    return removed
