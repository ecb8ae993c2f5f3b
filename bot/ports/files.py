"""Files: where they are kept, and which are to be fetched from a platform."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import NamedTuple, Protocol

from bot.content import FileId, KeptFile
from bot.events import FileAttached
from bot.ids import ConversationId, EntryNumber


class Incoming(NamedTuple):
    """A file as it comes in, piece by piece."""

    name: str
    pieces: AsyncIterator[bytes]
    size: int = 0
    """In bytes, if it is known before; 0 if not."""


class Files(Protocol):
    """Where the bytes of files are kept. No method decodes what is in them."""

    @property
    def limit(self) -> int:
        """How many bytes a file may have; 0: none are kept."""

    async def keep(self, conversation: ConversationId, incoming: Incoming) -> KeptFile:
        """Keep a file, as it comes: never whole in memory. Durable when it returns.

        Raises `BadFile` for one that is not taken, and `FilesUnavailable` where it cannot be kept or looked at just now.
        """

    async def drop(self, conversation: ConversationId, file: FileId) -> None:
        """Forget a file; one that is not there is no mistake."""

    def open(self, conversation: ConversationId, file: FileId) -> AsyncIterator[bytes]:
        """Read a file, piece by piece. Raises `UnknownKey` for one that is not kept."""

    async def find(self, conversation: str, file: str) -> tuple[KeptFile, Path] | None:
        """What is kept under these names, and where its bytes are; None for what is not kept, or is no name at all."""

    async def erase(self, conversation: ConversationId) -> None:
        """Forget all files of a conversation."""


class Fetch(NamedTuple):
    """A file that is to be fetched: the `FileAttached` of this entry."""

    conversation: ConversationId
    entry: EntryNumber


class Fetches(Protocol):
    """Which files are to be fetched. All methods raise `StoreUnavailable`."""

    @property
    def lease(self) -> float:
        """For how many seconds somebody has what they took."""

    async def take(self, limit: int) -> list[Fetch]:
        """Take files that are to be fetched now. Each comes again after the lease, to anybody, until it is done."""

    async def put_off(self, fetch: Fetch, after: float) -> None:
        """Have it come again in `after` seconds."""

    async def done(self, fetch: Fetch) -> None:
        """Forget it: it is in the log what became of it."""


class TellsOfFiles(Protocol):
    """Who knows what is to be fetched, and wants to hear what became of it. All methods raise `StoreUnavailable`."""

    async def attached(self, fetch: Fetch) -> FileAttached | None:
        """What is to be fetched; None where nobody wants it any more."""

    async def file_fetched(self, fetch: Fetch, attached: FileAttached, file: KeptFile) -> bool:
        """The file is kept. False: it is not wanted any more, and is to be dropped."""

    async def file_not_fetched(self, fetch: Fetch, attached: FileAttached, why: str) -> None:
        """The file cannot be had; `why` is a sentence for the agent."""
