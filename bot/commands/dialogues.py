"""Dialogues in chats: which there are, making them live, pausing them, and what they say."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from bot.commands.finding import nearest
from bot.commands.introduce import called
from bot.commands.moments import stamp
from bot.commands.parts import InFile, Parts
from bot.commands.plainly import plainly
from bot.commands.row import Asked
from bot.commands.standing import Now
from bot.commands.wording import bold, bullets, code, command, plain, unmarked
from bot.errors import BadInput
from bot.ids import Person, platform_of
from bot.publishing import DialogueRecord


NO_DIALOGUES = (
    "There are no dialogues yet. They are files in the folder of dialogues, "
    "or are pushed on the command line: `threadline dialogue push FILE`"
)
LINES = 60
"""Lines of a sketch in one answer."""


class Known(NamedTuple):
    """A dialogue: its record in the store, its file, or both."""

    id: str
    record: DialogueRecord | None
    file: InFile | None

    @property
    def name(self) -> str:
        """What its author calls it."""
        return (self.record.name if self.record else "") or (self.file.name if self.file else "")

    @property
    def paused(self) -> bool:
        """Nobody new is shown it, because somebody said so."""
        return self.record is not None and self.record.status == "paused"

    @property
    def live(self) -> str:
        """The version that new visitors are shown; empty where there is none."""
        if self.record is not None and (self.paused or self.record.publications):
            return "" if self.paused else self.record.version
        return self.file.version if self.file and self.file.published else ""

    @property
    def draft(self) -> str:
        """The version that was pushed and is not live."""
        return self.record.draft if self.record else ""


async def _all(parts: Parts) -> dict[str, Known]:
    records = {record.id: record for record in await parts.dialogues.records()}
    files: Mapping[str, InFile] = parts.playbill.files()
    return {name: Known(name, records.get(name), files.get(name)) for name in sorted({*records, *files})}


async def _named(parts: Parts, asked: Asked) -> Known:
    """The dialogue that is meant, by its id or its name. Raises `BadInput` naming the nearest."""
    typed, known = asked.texts["DIALOGUE"], await _all(parts)
    wanted = " ".join(typed.split()).casefold()
    for one in known.values():
        if wanted in (one.id.casefold(), one.name.casefold()):
            return one
    near = nearest(typed, _names(known.values()))
    raise BadInput(f"There is no dialogue {code(typed)}.{near} {command('dialogue list')} shows all.")


def _names(known: Iterable[Known]) -> list[str]:
    return [name for one in known for name in (one.id, one.name) if name]


# --- list and show


async def list_all(parts: Parts, asked: Asked) -> str:
    """List the dialogues: what is live, since when and by whom."""
    known, now = await _all(parts), await parts.now(asked.caller)
    if not known:
        return NO_DIALOGUES
    lines = await asyncio.gather(*(_line(parts, one, now) for one in known.values()))
    number = "1 dialogue" if len(known) == 1 else f"{len(known)} dialogues"
    return f"*{number}*\n{bullets(lines)}"


async def _line(parts: Parts, one: Known, now: Now) -> str:
    draft = f"; draft {code(one.draft)} waits to be published" if one.draft else ""
    return f"{bold(one.id)} {plain(one.name)}: {await _standing(parts, one, now)}{draft}"


async def _standing(parts: Parts, one: Known, now: Now) -> str:
    """How a dialogue stands: its file rules until somebody has published or paused it."""
    record = one.record
    if record is None or not (one.paused or record.publications):
        if one.file is None:
            return "not live yet"
        return f"{'live' if one.file.published else 'not live'} by its file, version {code(one.file.version)}"
    since = f"since {stamp(record.since, now.zone)}, by {bold(await _who(parts, record.by))}"
    return f"paused {since}" if one.paused else f"live {since}, version {code(record.version)}"


async def _who(parts: Parts, person: Person) -> str:
    return (
        await called(parts, person)
        if platform_of(person) != "shell"
        else f"{person.rpartition(':')[2]} at the command line"
    )


async def show(parts: Parts, asked: Asked) -> str:
    """Show what a dialogue says and where each answer leads: what is live, else the draft, else what was live."""
    one, now = await _named(parts, asked), await parts.now(asked.caller)
    kept = one.record.version if one.record else ""
    version = one.live or one.draft or kept or (one.file.version if one.file else "")
    lines = await parts.playbill.sketch(one.id, version)
    if lines is None:
        raise BadInput(f"Version {code(version)} of {bold(one.id)} was made by a newer Threadline.")
    shown = [unmarked(line) for line in lines[:LINES]]
    more = f"\nand {len(lines) - LINES} lines more" if len(lines) > LINES else ""
    link = parts.playbill.picture(one.id, version)
    picture = f"\nAs a picture, for an hour: {link}" if link else ""
    head = f"{await _line(parts, one, now)}\nVersion {code(version)}:"
    return "\n".join([head, *shown]) + f"{more}{picture}"


# --- publish, pause, roll back


async def publish(parts: Parts, asked: Asked) -> str:
    """Make the draft live, or what was paused."""
    one = await _named(parts, asked)
    if one.record is None or not (one.draft or one.paused):
        where = "its file says" if one.record is None else "it was published"
        raise BadInput(f"There is nothing to publish: {bold(one.id)} is as {where}, and has no draft.")
    with plainly():
        record = await parts.dialogues.publish(one.id, parts.by(asked.caller))
    if record is None:
        return f"{bold(one.id)} goes on: its file is what new visitors see."
    before = f" instead of {code(one.live)}" if one.live and one.live != record.version else ""
    back = f" {command(f'dialogue rollback {one.id}')} goes back." if len(record.publications) > 1 else ""
    return f"{bold(one.id)}: new visitors see version {code(record.version)} now{before}. Whoever has answered goes on with theirs.{back}"


async def pause(parts: Parts, asked: Asked) -> str:
    """Show a dialogue to no new visitor."""
    one = await _named(parts, asked)
    again = command(f"dialogue publish {one.id}")
    if one.paused:
        return f"{bold(one.id)} is paused already. {again} goes on."
    with plainly():
        await parts.dialogues.pause(one.id, parts.by(asked.caller), name=one.file.name if one.file else "")
    return f"{bold(one.id)} is paused: no new visitor sees it. Whoever has answered goes on. {again} goes on with it."


async def roll_back(parts: Parts, asked: Asked) -> str:
    """Make the version before live again."""
    one = await _named(parts, asked)
    if one.record is None or len(one.record.publications) < 2:
        raise BadInput(f"There is no earlier version of {bold(one.id)} to go back to.")
    with plainly():
        record = await parts.dialogues.roll_back(one.id, parts.by(asked.caller))
    return f"{bold(one.id)}: new visitors see version {code(record.version)} again, instead of {code(one.record.version)}."
