"""The repertoire: which dialogues new visitors may be shown, and every version that somebody goes on with.

A dialogue that was published or paused is ruled by the store, whatever the files say; every other one by its file.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, Protocol

import msgspec
import structlog

from bot.errors import BadInput, StoreUnavailable
from bot.ports import Clock, Dialogues
from bot.publishing import DialogueRecord
from bot.store_waits import STORE_WAITS
from visitor_gateway.dialogue.parts import DialogueId
from visitor_gateway.dialogue.whole import Dialogue
from visitor_gateway.dialogue_files import LOOK, DialogueFiles


TOPIC = "dialogues"
"""The bus's topic on which every change of a record is told."""
REMEMBERED = 1_000
"""Versions kept in memory that are not live."""
KEEP_AGAIN = 86_400_000
"""Milliseconds after which a version that is gone on with is kept anew."""
AGAIN = 1.0
"""Seconds between attempts to read what is published while the store is away."""

log = structlog.get_logger(__name__)

_json = msgspec.json.Encoder()
_dialogue = msgspec.json.Decoder(Dialogue)


class Version(NamedTuple):
    """One version of a dialogue."""

    dialogue: str
    version: str


class Bus(Protocol):
    """What the repertoire needs of the store's bus."""

    async def subscribe(self, topic: str, listener: Callable[[bytes | None], None]) -> None:
        """Have `listener` called with each message, and with None whenever it may have missed some."""


def packed(dialogue: Dialogue) -> bytes:
    """A dialogue as it is stored. What its file says of its status is said by its record then."""
    return _json.encode(msgspec.structs.replace(dialogue, status="published"))


def unpacked(content: bytes) -> Dialogue:
    """Read what was stored. Raises `ValueError` for what this version of Threadline cannot read."""
    try:
        return _dialogue.decode(content).indexed()
    except BadInput as error:  # a condition that was in order once
        raise ValueError(str(error)) from error


class Repertoire:
    """The dialogues of one site, in one process."""

    def __init__(self, stored: Dialogues, files: DialogueFiles, clock: Clock) -> None:
        self._stored = stored
        self._files = files
        self._clock = clock
        self._published: dict[DialogueId, Dialogue] = {}
        self._ruled: frozenset[str] = frozenset()
        self._live: dict[DialogueId, Dialogue] = {}
        self._others: OrderedDict[Version, Dialogue] = OrderedDict()
        self._kept: dict[Version, int] = {}
        self._news = asyncio.Event()

    def __repr__(self) -> str:
        return f"<Repertoire {len(self._live)} live, {len(self._published)} of them published>"

    @property
    def live(self) -> Mapping[DialogueId, Dialogue]:
        """The dialogues that new visitors may be shown, by id. Another object whenever it has changed."""
        return self._live

    @property
    def files(self) -> Mapping[DialogueId, Dialogue]:
        """The dialogues of the folder, live or not."""
        return self._files.dialogues

    # --- what is live

    async def load(self) -> None:
        """Read what is published. Raises `StoreUnavailable`."""
        records = await self._stored.records()
        ruled = [record for record in records if record.status == "paused" or record.publications]
        live = [record for record in ruled if record.status == "published"]
        found = [await self.version(record.id, record.version) for record in live]
        self._published = {one.id: one for one in found if one is not None}
        self._ruled = frozenset(record.id for record in ruled)
        _tell_of_lost(live, self._published)
        self._settle()

    def _settle(self) -> None:
        files = {
            name: dialogue
            for name, dialogue in self._files.dialogues.items()
            if name not in self._ruled and dialogue.status == "published"
        }
        live = files | self._published
        if live != self._live:
            self._live = live
            log.info("= dialogues are live", dialogues=sorted(live))

    async def follow(self, bus: Bus) -> None:
        """Keep up with what is published, by whatever process. Never returns."""
        await bus.subscribe(TOPIC, lambda _: self._news.set())
        while True:
            await self._news.wait()
            self._news.clear()
            try:
                await self.load()
            except StoreUnavailable as error:
                STORE_WAITS.note("dialogues", error)
                self._news.set()
                await asyncio.sleep(AGAIN)

    async def watch(self) -> None:
        """Keep up with the files. Never returns."""
        while True:
            await asyncio.sleep(LOOK)
            if await asyncio.to_thread(self._files.changed):
                await asyncio.to_thread(self._files.reload)
                self._settle()

    # --- every version

    async def version(self, dialogue: str, version: str) -> Dialogue | None:
        """A version that somebody goes on with; None where it is no longer kept. Raises `StoreUnavailable`."""
        name = Version(dialogue, version)
        live = self._live.get(DialogueId(dialogue))
        if live is not None and live.version == version:
            return live
        known = self._others.get(name) or await self._read(name)
        if known is not None:
            self._others[name] = known
            self._others.move_to_end(name)
            if len(self._others) > REMEMBERED:
                self._others.popitem(last=False)
        return known

    async def kept(self, name: Version) -> Dialogue | None:
        """A version that a file has, or that somebody goes on with; None where there is none. Raises `StoreUnavailable`."""
        in_file = self.files.get(DialogueId(name.dialogue))
        if in_file is not None and in_file.version == name.version:
            return in_file
        return await self.version(*name)

    async def _read(self, name: Version) -> Dialogue | None:
        content = await self._stored.content(*name)
        try:
            return unpacked(content) if content else None
        except ValueError as error:  # a newer Threadline stored it
            log.warning("= a dialogue cannot be read", **name._asdict(), error=str(error))
            return None

    async def keep(self, dialogue: Dialogue) -> None:
        """Keep a version for the conversation that goes on with it now. Raises `StoreUnavailable`."""
        name, now = Version(dialogue.id, dialogue.version), self._clock.now()
        if now - self._kept.get(name, 0) < KEEP_AGAIN:
            return
        await self._stored.keep(*name, packed(dialogue))
        self._kept[name] = now


def _tell_of_lost(live: Sequence[DialogueRecord], found: Mapping[DialogueId, Dialogue]) -> None:
    for record in live:
        if record.id not in found:
            log.error("= a published dialogue cannot be shown", dialogue=record.id, version=record.version)
