"""The command `check`: is everything connected, permitted and set up, and what to do if not?

`sections` looks; `check` shows it in a thread, and `threadline doctor` at a terminal.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from bot.commands.introduce import why_not
from bot.commands.parts import Parts
from bot.commands.routing_points import routing
from bot.commands.row import Asked
from bot.commands.wording import counted
from bot.errors import PlatformError
from bot.ports import People, Point
from bot.text import platform_name


async def check(parts: Parts, _asked: Asked) -> str:
    """List every point with a mark, and the remedy where something is missing."""
    found = await sections(parts)
    missing = sum(not one.well for points in found.values() for one in points)
    verdict = f"*{counted(missing, 'point')} to mend*" if missing else "*Everything is well*"
    return "\n".join([verdict, *(_section(title, points) for title, points in found.items())])


async def sections(parts: Parts) -> Mapping[str, Sequence[Point]]:
    """Look at each platform, at our own parts and at the routing. Raises `StoreUnavailable`."""
    platforms = await asyncio.gather(*(of_platform(name, people) for name, people in parts.people.items()))
    found = {_title(name): points for name, points in zip(parts.people, platforms, strict=True)}
    return {**found, "Threadline": await parts.health.check(), "Routing": await routing(parts)}


def _title(entry: str) -> str:
    """``Slack``, or ``Slack, T1`` for one of several workspaces."""
    platform, _, workspace = entry.partition(":")
    return f"{platform_name(platform)}, {workspace}" if workspace else platform_name(platform)


async def of_platform(entry: str, people: People) -> Sequence[Point]:
    """Look at one platform; that it cannot be looked at is a point too."""
    platform = entry.partition(":")[0]
    try:
        return await people.check()
    except PlatformError as error:
        return [Point(f"{platform_name(platform)}: an answer", False, why_not(error, platform))]


def _section(title: str, points: Sequence[Point]) -> str:
    return "\n".join([f"*{title}*", *map(_line, points)])


def _line(point: Point) -> str:
    mark = "❌" if not point.well else "💡" if point.remedy else "✅"
    return f"{mark} {point.name}: {point.remedy}" if point.remedy else f"{mark} {point.name}"
