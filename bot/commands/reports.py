"""The command `report`: what was counted, in some days, of the site, and per agent, team, dialogue or day."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from bot.commands.finding import Names, names
from bot.commands.parts import Parts
from bot.commands.plainly import plainly
from bot.commands.row import Asked
from bot.commands.wording import bullets, code, command, monospaced, plain
from bot.errors import BadInput
from bot.ports import Told
from bot.routing.nearest import did_you_mean
from bot.statistics import Figures, Of, Period
from bot.statistics.days import date_of
from bot.statistics.figures import NOTHING, together
from bot.statistics.measures import Count
from bot.statistics.periods import read_period
from bot.statistics.tables import summary, table


SHOWN = 40
"""Rows in one answer."""
LONGEST_NAME = 22
"""Characters of a name in a table: it has to fit a telephone."""
LABEL = "WHEN per WHAT"
"""Of the argument."""
DAY = "day"
PER = {"agent": Of.AGENT, "team": Of.TEAM, "dialogue": Of.DIALOGUE, DAY: Of.SITE, "site": Of.SITE}
"""What a report can be split by."""

_PER = re.compile(r"(?:^|\s)(?:per|by)\s+(\S+)", re.IGNORECASE)


class Wanted(NamedTuple):
    """A report."""

    period: Period
    per: str
    """A word of `PER`."""


async def report(parts: Parts, asked: Asked) -> str:
    """Tell what was counted."""
    zone = (await parts.directory.settings.settings()).time_zone
    wanted = read_wanted(asked.texts.get(LABEL, ""), date_of(parts.clock.now(), zone))
    found = await parts.statistics.figures(PER[wanted.per], wanted.period.days)
    title = f"*{wanted.period}* ({zone})"
    if wanted.per == "site":
        lines = summary(together(found.values()))
        more = command(f"report {asked.texts.get(LABEL, 'today')} per agent")
        return f"{title}\n{bullets(lines)}\n{more} splits it; also per team, dialogue or day."
    rows = await _rows(parts, asked, wanted, found)
    if not rows:
        return f"{title}\nNothing was counted per {wanted.per} then."
    more = (
        f"\nand {len(rows) - SHOWN} more: `threadline report --csv` has them all" if len(rows) > SHOWN else ""
    )
    made = table(PER[wanted.per], list(rows.items())[:SHOWN], wanted.per)
    return f"{title}, times are medians\n{monospaced(made)}{more}"


def read_wanted(typed: str, today: date) -> Wanted:
    """Read ``week per agent``. Raises `BadInput`."""
    per = "site"
    if split := _PER.search(typed):
        per = split[1].casefold().removesuffix("s")
        if per not in PER:
            near = did_you_mean(per, PER)
            raise BadInput(
                f"{code(split[1])} is nothing to split by.{near} It is agent, team, dialogue or day."
            )
        typed = f"{typed[: split.start()]} {typed[split.end() :]}"
    with plainly():
        return Wanted(read_period(" ".join(typed.split()) or "today", today), per)


async def _rows(
    parts: Parts, asked: Asked, wanted: Wanted, found: Mapping[Told, Figures]
) -> dict[str, Figures]:
    """What each row tells, by its name: days in their order, everything else by how much there was."""
    if wanted.per == DAY:
        return {day: found.get(Told(day, ""), NOTHING) for day in wanted.period.days}
    known = await names(parts)
    theirs = _seen(asked, known) if PER[wanted.per] is Of.AGENT else None
    each: dict[str, list[Figures]] = {}
    for told, figures in found.items():
        if theirs is None or told.name in theirs:
            each.setdefault(told.name, []).append(figures)
    summed = {name: together(figures) for name, figures in each.items()}
    most = sorted(summed, key=lambda name: (-_weight(summed[name]), name))
    return {_called(name, PER[wanted.per], known): summed[name] for name in most}


def _weight(figures: Figures) -> int:
    return figures.number(Count.CONNECTED) + figures.number(Count.OFFERED) + figures.triggered


def _seen(asked: Asked, known: Names) -> set[str] | None:
    """Whose figures the caller may see: admins everybody's, leads their teams', others their own. None for everybody's."""
    if asked.role.admin:
        return None
    led = {team.casefold() for team in asked.role.leads}
    members = {str(one) for team in known.teams if team.team.name.casefold() in led for one in team.members}
    own = {str(one.agent.id) for one in known.statuses if one.agent.goes_by(asked.caller)}
    return members | own


def _called(name: str, of: Of, known: Names) -> str:
    shown = name
    if of is Of.AGENT:
        shown = next((one.agent.name for one in known.statuses if one.agent.id == name), f"{name} (gone)")
    if of is Of.TEAM:
        shown = next((t.team.name for t in known.teams if t.team.name.casefold() == name), f"{name} (gone)")
    line = plain(shown)
    return line if len(line) <= LONGEST_NAME else f"{line[: LONGEST_NAME - 1]}…"
