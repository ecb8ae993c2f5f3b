"""``threadline dialogue check``: every problem of dialogue files, for people and for programs."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from msgspec.structs import replace

from bot.options import ConfigFile, counted, err, out
from bot.stored import open_stored
from config.load import load
from config.settings import Settings
from visitor_gateway.dialogue.check import Checked, Known
from visitor_gateway.dialogue.load import check_file, check_folder, learnt_in
from visitor_gateway.dialogue.problem import Problem


Paths = Annotated[
    list[Path] | None, typer.Argument(help="Files or folders. Default: the folder in the settings.")
]

NOT_ASKED = "The names of agents and teams were not checked: `--against store` asks a running Threadline."


class Format(StrEnum):
    """How problems are written."""

    TEXT = "text"
    JSON = "json"


class Against(StrEnum):
    """Where names are looked up."""

    STORE = "store"


def check(
    paths: Paths = None,
    config: ConfigFile = None,
    form: Annotated[
        Format, typer.Option("--format", help="Lines for people, or one JSON list for programs.")
    ] = Format.TEXT,
    strict: Annotated[bool, typer.Option("--strict", help="End with status 1 for warnings too.")] = False,
    against: Annotated[
        Against | None, typer.Option(help="Look up the names of agents and teams in a running Threadline.")
    ] = None,
) -> None:
    """Check dialogue files: every problem, with file, line, card and remedy. Status 1 if a file cannot be used."""
    settings = load(config, os.environ)
    known = asyncio.run(names_of(settings)) if against else Known()
    problems = problems_of(paths or [settings.dialogues.path], known)
    errors = sum(problem.severity == "error" for problem in problems)
    if form is Format.JSON:
        typer.echo(msgspec.json.format(msgspec.json.encode(problems), indent=2))
    else:
        _print(problems, errors, asked=against is not None)
    raise typer.Exit(1 if errors or (strict and problems) else 0)


def problems_of(paths: Sequence[Path], known: Known) -> list[Problem]:
    """Every problem of files and folders."""
    problems: list[Problem] = []
    for path in paths:
        problems += (check_folder(path, known=known) if path.is_dir() else checked(path, known)).problems
    return problems


def checked(file: Path, known: Known = Known()) -> Checked:  # noqa: B008  it is frozen
    """Check one file. What the dialogues beside it learn of visitors is known in it, as it is where all are live."""
    attributes = {*known.attributes, *learnt_in(file.parent)}
    return check_file(file, known=replace(known, attributes=attributes))


async def names_of(settings: Settings) -> Known:
    """The agents and teams that a running Threadline knows."""
    async with open_stored(settings) as stored:
        agents, teams = await stored.names()
    return Known(agents=agents, teams=teams)


def _print(problems: Sequence[Problem], errors: int, *, asked: bool) -> None:
    for problem in problems:
        out.print(str(problem), markup=False)
    found = f"{counted(errors, 'error')}, {counted(len(problems) - errors, 'warning')}."
    out.print(found if problems else "All well.")
    if not asked:
        err.print(NOT_ASKED)
