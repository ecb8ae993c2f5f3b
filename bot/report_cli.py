"""``threadline report``: what was counted, as a table for people or as CSV for programs."""

from __future__ import annotations

import asyncio
import csv
import os
import sys
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

import typer
from rich.table import Table

from bot.options import ConfigFile, out
from bot.ports import Told
from bot.statistics import Figures, Of, Period
from bot.statistics.days import date_of
from bot.statistics.figures import NOTHING, together
from bot.statistics.periods import USAGE, read_period
from bot.statistics.tables import raw, table
from bot.stored import Stored, by_us, open_stored
from config.load import load
from config.settings import Settings


WIDTH = 160
"""Signs of a line: a table is not cut to the window, so that it can be read where it was sent to."""


class Per(StrEnum):
    """What a report can be split by."""

    SITE = "site"
    TEAM = "team"
    AGENT = "agent"
    DIALOGUE = "dialogue"


def report(
    when: Annotated[str, typer.Argument(help=f"Which days: {USAGE}.")] = "week",
    per: Annotated[Per, typer.Option(help="What it is split by.")] = Per.SITE,
    as_csv: Annotated[
        bool, typer.Option("--csv", help="Every figure of every day, as CSV. Times are in seconds.")
    ] = False,
    config: ConfigFile = None,
) -> None:
    """Tell what was counted of dialogues and chats. Days are those of the site's time zone.

    For example: threadline report 2026-11 --per agent --csv > november.csv
    """
    period, found, names = asyncio.run(_read(load(config, os.environ), when, Of(per)))
    if as_csv:
        _write_csv(period, found, names, Of(per))
        return
    if per is Per.SITE:
        rows = [(day, found.get(Told(day, ""), NOTHING)) for day in period.days]
    else:
        each: dict[str, list[Figures]] = {}
        for told, figures in found.items():
            each.setdefault(names.get(told.name, told.name), []).append(figures)
        rows = [(name, together(each[name])) for name in sorted(each)]
    head, *lines = table(Of(per), rows, "day" if per is Per.SITE else per)
    out.print(f"{period}, times are medians")
    shown = Table(box=None, pad_edge=False)
    for heading in head:
        shown.add_column(heading, no_wrap=True)
    for line in lines:
        shown.add_row(*line)
    out.print(shown, width=WIDTH)


async def _read(
    settings: Settings, when: str, of: Of
) -> tuple[Period, Mapping[Told, Figures], dict[str, str]]:
    """Read the figures, and how agents and teams are called. Raises `BadInput`, `StoreUnavailable`."""
    async with open_stored(settings) as stored:
        zone = (await stored.directory.settings.settings()).time_zone
        period = read_period(when, date_of(by_us().at, zone))
        return period, await stored.statistics.figures(of, period.days), await _names(stored)


async def _names(stored: Stored) -> dict[str, str]:
    statuses = await stored.directory.agents.statuses(by_us().at)
    agents = {str(one.agent.id): one.agent.name for one in statuses}
    teams = {one.team.name.casefold(): str(one.team.name) for one in await stored.directory.teams.teams()}
    return agents | teams


def _write_csv(period: Period, found: Mapping[Told, Figures], names: Mapping[str, str], of: Of) -> None:
    """Write a line for each day and name. A cell that a program would take for a formula is told apart from one."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["day", of.value, "name", *raw(NOTHING)])
    for day in period.days:
        lines = {told.name: figures for told, figures in found.items() if told.day == day}
        if of is Of.SITE:
            lines.setdefault("", NOTHING)
        for name in sorted(lines):
            shown = names.get(name, name)
            writer.writerow([day, _cell(name), _cell(shown), *raw(lines[name]).values()])


def _cell(text: str) -> str:
    return f"'{text}" if text[:1] in "=+-@\t" and text else text
