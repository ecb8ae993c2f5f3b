"""``threadline dialogue push|list|publish|pause|rollback|export|preview``: dialogues in the store."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeVar

import msgspec
import typer
from rich.table import Table

from bot.dialogue_cli.checking import Paths, checked, problems_of
from bot.errors import BadInput
from bot.ids import SiteId, place
from bot.options import ConfigFile, counted, out
from bot.publishing import DialogueRecord
from bot.secret_file import secret_in
from bot.stored import Stored, by_us, open_stored
from config.load import load
from config.settings import Settings
from visitor_gateway.dialogue.check import Known
from visitor_gateway.dialogue.export import as_json, as_yaml
from visitor_gateway.dialogue.load import check_folder
from visitor_gateway.dialogue.parts import DialogueId
from visitor_gateway.dialogue.problem import did_you_mean
from visitor_gateway.dialogue.whole import Dialogue
from visitor_gateway.preview import Previews, link
from visitor_gateway.repertoire import Version, packed, unpacked
from visitor_gateway.server import own_url


Id = Annotated[str, typer.Argument(help="The dialogue's id.")]
Answer = TypeVar("Answer")
COMMAND = "threadline dialogue"


class Form(StrEnum):
    """How a dialogue is written."""

    YAML = "yaml"
    JSON = "json"


class ListForm(StrEnum):
    """How the list is written."""

    TEXT = "text"
    JSON = "json"


def in_store(settings: Settings, work: Callable[[Stored], Awaitable[Answer]]) -> Answer:
    """Do something with the store of a running Threadline. Raises `StoreUnavailable`."""

    async def all_of_it() -> Answer:
        async with open_stored(settings) as stored:
            return await work(stored)

    return asyncio.run(all_of_it())


def push(
    paths: Paths = None,
    config: ConfigFile = None,
    publish: Annotated[bool, typer.Option("--publish", help="Make them live at once.")] = False,
) -> None:
    """Put dialogues into the store as drafts. They are checked first; if one cannot be used, none is pushed.

    For example: threadline dialogue push dialogues/welcome.yaml
    """
    settings = load(config, os.environ)
    where = paths or [settings.dialogues.path]

    async def all_of_them(stored: Stored) -> None:
        agents, teams = await stored.names()
        known = Known(agents=agents, teams=teams)
        errors = [str(one) for one in problems_of(where, known) if one.severity == "error"]
        if errors:
            raise BadInput("Nothing was pushed. These dialogues cannot be used:\n" + "\n".join(errors))
        for dialogue in _found(where).values():
            await _push(stored, dialogue, publish=publish)

    in_store(settings, all_of_them)


async def _push(stored: Stored, dialogue: Dialogue, *, publish: bool) -> None:
    version, content = dialogue.version, packed(dialogue)
    record = await stored.dialogues.push(dialogue.id, dialogue.name, version, content, by_us())
    if not record.draft and record.status == "published":
        out.print(f"{dialogue.id}: version {version} is live already.", markup=False)
    elif publish:
        await stored.dialogues.publish(dialogue.id, by_us())
        out.print(f"{dialogue.id}: version {version} is live.", markup=False)
    else:
        out.print(
            f"{dialogue.id}: version {version} is the draft. To make it live: {COMMAND} publish {dialogue.id}",
            markup=False,
        )


def _found(paths: list[Path]) -> dict[DialogueId, Dialogue]:
    found: dict[DialogueId, Dialogue] = {}
    for path in paths:
        if path.is_dir():
            found |= check_folder(path).dialogues
        elif dialogue := checked(path).dialogue:
            found[dialogue.id] = dialogue
    return found


def show_all(
    config: ConfigFile = None,
    form: Annotated[
        ListForm, typer.Option("--format", help="A table for people, or JSON for programs.")
    ] = ListForm.TEXT,
) -> None:
    """List all dialogues, in files and in the store: which version is live, since when, by whom."""
    settings = load(config, os.environ)

    async def records(stored: Stored) -> list[DialogueRecord]:
        return list(await stored.dialogues.records())

    stored = in_store(settings, records)
    files = _found([settings.dialogues.path])
    rows = [_row(record, files.get(DialogueId(record.id))) for record in stored]
    known = {record.id for record in stored}
    rows += [_file_row(dialogue) for dialogue in files.values() if dialogue.id not in known]
    rows.sort(key=lambda row: row["id"])
    if form is ListForm.JSON:
        typer.echo(msgspec.json.format(msgspec.json.encode(rows), indent=2))
        return
    table = Table(*(rows[0] if rows else ["id"]), box=None, pad_edge=False)
    for row in rows:
        table.add_row(*row.values())
    out.print(table)


def _row(record: DialogueRecord, file: Dialogue | None) -> dict[str, str]:
    since = datetime.fromtimestamp(record.since / 1000, UTC)
    status: str = record.status
    if record.status == "draft" and file is not None and file.status == "published":
        status = "published by its file"
    return {
        "id": record.id,
        "name": record.name,
        "status": status,
        "version": record.version or (file.version if file and status != "paused" else ""),
        "draft": record.draft,
        "since": f"{since:%Y-%m-%d %H:%M} UTC",
        "by": place(record.by).name,
    }


def _file_row(file: Dialogue) -> dict[str, str]:
    status = "published by its file" if file.status == "published" else f"{file.status} by its file"
    row = {"id": file.id, "name": file.name, "status": status, "version": file.version}
    return {**row, "draft": "", "since": "", "by": ""}


def publish(dialogue: Id, config: ConfigFile = None) -> None:
    """Make the draft live, or what was paused. Visitors who have answered go on with what they began."""

    async def work(stored: Stored) -> str:
        await _known(stored, dialogue)
        record = await stored.dialogues.publish(dialogue, by_us())
        return f"version {record.version} is live." if record else "its file is live again."

    out.print(f"{dialogue}: {in_store(load(config, os.environ), work)}", markup=False)


def pause(dialogue: Id, config: ConfigFile = None) -> None:
    """Show a dialogue to no new visitor. Visitors who have answered go on."""
    settings = load(config, os.environ)
    file = _found([settings.dialogues.path]).get(DialogueId(dialogue))

    async def work(stored: Stored) -> None:
        if file is None:
            await _known(stored, dialogue)
        await stored.dialogues.pause(dialogue, by_us(), name=file.name if file else "")

    in_store(settings, work)
    out.print(f"{dialogue}: paused. To go on: {COMMAND} publish {dialogue}", markup=False)


def roll_back(dialogue: Id, config: ConfigFile = None) -> None:
    """Make the version before live again. The one that was live is kept for 92 days, and can be exported."""

    async def work(stored: Stored) -> str:
        before = await _known(stored, dialogue)
        after = await stored.dialogues.roll_back(dialogue, by_us())
        return f"version {after.version} is live again, instead of {before.version}."

    out.print(f"{dialogue}: {in_store(load(config, os.environ), work)}", markup=False)


async def _known(stored: Stored, dialogue: str) -> DialogueRecord:
    records = {record.id: record for record in await stored.dialogues.records()}
    if dialogue not in records:
        meant = did_you_mean(dialogue, records) if records else "Nothing was pushed yet: push its file first."
        raise BadInput(f"There is no dialogue '{dialogue}' in the store. {meant}")
    return records[dialogue]


def export(
    dialogue: Id,
    config: ConfigFile = None,
    version: Annotated[str, typer.Option(help="Default: what is live, else the draft.")] = "",
    draft: Annotated[bool, typer.Option("--draft", help="The draft.")] = False,
    form: Annotated[Form, typer.Option("--format", help="YAML or JSON.")] = Form.YAML,
) -> None:
    """Print a dialogue of the store as a file that can be edited, checked and pushed again."""

    async def work(stored: Stored) -> Dialogue:
        record = await _known(stored, dialogue)
        return await _read(
            stored, record, version or (record.draft if draft else record.version or record.draft)
        )

    found = in_store(load(config, os.environ), work)
    typer.echo(as_yaml(found) if form is Form.YAML else as_json(found), nl=False)


async def _read(stored: Stored, record: DialogueRecord, version: str) -> Dialogue:
    content = await stored.dialogues.content(record.id, version) if version else None
    if content is None:
        kept = ", ".join(sorted(record.versions)) or "none"
        raise BadInput(f"There is no version '{version}' of '{record.id}'. Kept are: {kept}.")
    try:
        return unpacked(content)
    except ValueError as error:
        raise BadInput(
            f"Version {version} of '{record.id}' was pushed by a newer Threadline: {error}"
        ) from error


def preview(
    dialogue: Id,
    config: ConfigFile = None,
    page: Annotated[
        str, typer.Option(help="The page of your site to show it on. Default: the sample page.")
    ] = "",
    minutes: Annotated[int, typer.Option(min=1, max=10_080, help="For how long the link is good.")] = 60,
    version: Annotated[str, typer.Option(help="Default: the draft, else what is live.")] = "",
) -> None:
    """Print a link that shows a draft on the real site, to whoever has it, for a while. Nobody else sees it."""
    settings = load(config, os.environ)

    async def work(stored: Stored) -> str:
        record = await _known(stored, dialogue)
        return (await _read(stored, record, version or record.draft or record.version)).version

    shown = Version(dialogue, in_store(settings, work))
    kept = settings.secrets.secret
    secret = kept.reveal() if kept else secret_in(Path(settings.store.data_directory))
    until = by_us().at + minutes * 60_000
    token = Previews(secret, SiteId(settings.site.id)).sign(shown, until=until)
    server = settings.server
    typer.echo(link(page or own_url(server.host, server.port, server.public_url) + "/", token))
    typer.echo(f"Version {shown.version}, good for {counted(minutes, 'minute')}.", err=True)
