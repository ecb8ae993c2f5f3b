"""Dialogues in the store: fills `Dialogues` of bot/ports/."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TypeVar

import msgspec

from bot.adapters.store.connection import Client, store_errors, text
from bot.adapters.store.keys import AUDIT_LENGTH, CONVERSATION_LIFETIME, DAY, Keys
from bot.adapters.store.scripting import Script
from bot.errors import BadInput, StoreUnavailable
from bot.ports.by import By
from bot.ports.dialogues import Tally
from bot.publishing import DialogueRecord, paused, published, pushed, rolled_back


LIFETIME = CONVERSATION_LIFETIME + 2 * DAY
"""Milliseconds for which a version is kept for conversations. Who goes on with one keeps it once a day, not at each step."""
PATIENCE = 20
"""Times that somebody else may be first before we call the store unusable."""

Made = TypeVar("Made", DialogueRecord, DialogueRecord | None)

_json = msgspec.json.Encoder()
_record = msgspec.json.Decoder(DialogueRecord)


class RedisDialogues:
    """The dialogues of one site that were pushed."""

    def __init__(self, redis: Client, keys: Keys) -> None:
        self._redis = redis
        self._keys = keys
        self._change_dialogue = Script(redis, keys, "change_dialogue")
        self._keep_dialogue = Script(redis, keys, "keep_dialogue")

    async def records(self) -> list[DialogueRecord]:
        """List what is known of each dialogue, by id."""
        with store_errors():
            packed = await self._redis.hvals(self._keys.plain("dialogues"))
        return sorted(map(_record.decode, packed), key=lambda record: record.id)

    async def push(self, dialogue: str, name: str, version: str, content: bytes, by: By) -> DialogueRecord:
        """Make a version the draft of a dialogue."""
        told = f"pushed dialogue {dialogue} version {version}"

        def change(record: DialogueRecord | None) -> DialogueRecord:
            return pushed(record, dialogue, name, version, by.person, by.at)

        return await self._change(dialogue, change, told, by, added=version, content=content)

    async def publish(self, dialogue: str, by: By) -> DialogueRecord | None:
        """Make the draft live, or what was paused. None: its file rules again. Raises `BadInput`."""

        def change(record: DialogueRecord | None) -> DialogueRecord | None:
            return published(_known(record, dialogue), by.person, by.at)

        return await self._change(dialogue, change, f"published dialogue {dialogue}", by)

    async def pause(self, dialogue: str, by: By, *, name: str = "") -> DialogueRecord:
        """Show it to no new visitor. With a name also one that is only a file. Raises `BadInput`."""

        def change(record: DialogueRecord | None) -> DialogueRecord:
            known = record if name else _known(record, dialogue)
            return paused(known, dialogue, name, by.person, by.at)

        return await self._change(dialogue, change, f"paused dialogue {dialogue}", by)

    async def roll_back(self, dialogue: str, by: By) -> DialogueRecord:
        """Make the version before live again. Raises `BadInput`."""

        def change(record: DialogueRecord | None) -> DialogueRecord:
            return rolled_back(_known(record, dialogue), by.person, by.at)

        return await self._change(dialogue, change, f"rolled dialogue {dialogue} back", by)

    async def _change(
        self,
        dialogue: str,
        change: Callable[[DialogueRecord | None], Made],
        told: str,
        by: By,
        *,
        added: str = "",
        content: bytes = b"",
    ) -> Made:
        for _ in range(PATIENCE):
            with store_errors():
                expected = await self._redis.hget(self._keys.plain("dialogues"), dialogue)
            before = _record.decode(expected) if expected else None
            after = change(before)
            written = b"" if after is None else _json.encode(after)
            with store_errors():
                stored = await self._change_dialogue(
                    dialogue,
                    expected or b"",
                    written,
                    added,
                    content,
                    _json.encode(_dropped(before, after)),
                    LIFETIME,
                    by.person,
                    told,
                    by.at,
                    AUDIT_LENGTH,
                )
            if stored:
                return after
        raise StoreUnavailable(f"dialogue {dialogue} kept changing under us")

    async def content(self, dialogue: str, version: str) -> bytes | None:
        """Read a version: a draft, one that is or was live, or one that a conversation refers to."""
        with store_errors():
            found = await self._redis.get(self._keys.of("dialogue", f"{dialogue}|{version}"))
        return found if isinstance(found, bytes) else None

    async def keep(self, dialogue: str, version: str, content: bytes) -> None:
        """Keep a version for as long as a conversation that goes on with it now is kept."""
        with store_errors():
            await self._keep_dialogue(f"{dialogue}|{version}", content, LIFETIME)

    async def tallies(self, dialogue: str, days: Sequence[str]) -> dict[tuple[str, str], Tally]:
        """What was counted on these days (`YYYY-MM-DD`, in the site's time zone), by version and position."""
        names = [self._keys.of("tally", f"{dialogue}|{day}") for day in days]
        counted: Counter[tuple[str, str, str]] = Counter()
        for name in names:
            with store_errors():
                found = await self._redis.hgetall(name)
            for field, count in found.items():
                version, at, what = text(field).split("|")
                counted[version, at, what] += int(count)
        places = dict.fromkeys((version, at) for version, at, _ in counted)
        return {
            place: Tally(counted[*place, "shown"], counted[*place, "asked"], counted[*place, "answered"])
            for place in places
        }


def _known(record: DialogueRecord | None, dialogue: str) -> DialogueRecord:
    if record is None:
        raise BadInput(f"There is no dialogue '{dialogue}' in the store. Push its file first.")
    return record


def _dropped(before: DialogueRecord | None, after: DialogueRecord | None) -> list[str]:
    """Versions of which nobody knows any more."""
    return sorted((before.versions if before else frozenset()) - (after.versions if after else frozenset()))
