"""The command line of the doctor."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping, Sequence
from typing import Annotated

import msgspec
import typer

from bot.doctor.rounds import Begun, examine
from bot.logs import set_up
from bot.options import ConfigFile, counted, err, out
from bot.ports import Point
from config.load import load
from config.problem import SettingsError
from config.settings import Settings


Looked = Mapping[str, Sequence[Point]]


def doctor(
    config: ConfigFile = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
) -> None:
    """Look whether everything is in place, and say what to do where it is not. Status 1 if something is to be mended.

    Run it on the machine, and with the settings and variables, with which `threadline serve` runs.
    It changes nothing, and may be run while Threadline does.
    """
    set_up("error", "text")  # what goes wrong is said as a point
    try:
        settings = load(config, os.environ)
    except SettingsError as error:
        looked: Looked = {"Settings": [Point("settings", False, str(problem)) for problem in error.problems]}
    else:
        looked = {"Settings": [Point("settings")], **_watched(settings)}
    ill = sum(not point.well for points in looked.values() for point in points)
    if as_json:
        typer.echo(_json(looked, ill))
    else:
        _print(looked, ill)
    raise typer.Exit(1 if ill else 0)


def _watched(settings: Settings) -> Looked:
    """Examine while a line says what is being looked at; it goes away, and only stands on a terminal."""
    with err.status("Looking ...") as status:
        begun: Begun = lambda title: status.update(f"Looking: {title} ...")  # noqa: E731  it has a type this way
        return asyncio.run(examine(settings, begun))


def _json(looked: Looked, ill: int) -> str:
    sections = [
        {"title": title, "points": [point._asdict() for point in points]} for title, points in looked.items()
    ]
    return msgspec.json.format(msgspec.json.encode({"well": not ill, "sections": sections})).decode()


def _print(looked: Looked, ill: int) -> None:
    for title, points in looked.items():
        out.print(f"\n{title}", style="bold", markup=False)
        for point in points:
            mark, style = (
                ("x", "red") if not point.well else ("!", "yellow") if point.remedy else ("ok", "green")
            )
            out.print(f"  {mark:<3}", style=style, end="", markup=False)
            out.print(
                f"{_plain(point.name)}: {_plain(point.remedy)}" if point.remedy else _plain(point.name),
                markup=False,
            )
    verdict = f"{counted(ill, 'point')} to mend." if ill else "Everything is well."
    out.print(f"\n{verdict}", style="red" if ill else "green", markup=False)


def _plain(text: str) -> str:
    """Take away what marks words in a chat."""
    return text.replace("`", "").replace("*", "")
