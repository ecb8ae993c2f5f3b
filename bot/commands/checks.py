"""The command `check`: is everything connected and permitted, and what to do if not?"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.commands.introduce import why_not
from bot.commands.parts import Parts, Point
from bot.commands.row import Asked
from bot.commands.wording import command, counted, platform_name
from bot.errors import PlatformError
from bot.ports import People


async def check(parts: Parts, _asked: Asked) -> str:
    """List every point with a mark, and the remedy where something is missing."""
    platforms = await asyncio.gather(*(_of_platform(name, people) for name, people in parts.people.items()))
    ours = [*await parts.health.check(), *await _of_directory(parts)]
    sections = {platform_name(name): points for name, points in zip(parts.people, platforms, strict=True)}
    sections["Threadline"] = ours
    missing = sum(not well for points in sections.values() for _, well, _ in points)
    verdict = f"*{counted(missing, 'point')} to mend*" if missing else "*Everything is well*"
    return "\n".join([verdict, *(_section(title, points) for title, points in sections.items())])


async def _of_platform(platform: str, people: People) -> list[Point]:
    try:
        return await people.check()
    except PlatformError as error:
        return [("an answer", False, why_not(error, platform))]


async def _of_directory(parts: Parts) -> list[Point]:
    statuses = await parts.directory.agents.statuses(parts.clock.now())
    somebody = any(status.available for status in statuses)
    return [
        ("at least one agent", bool(statuses), f"Add the first: {command('agent add @sam')}"),
        (
            "an agent who is available",
            somebody,
            f"Agents type {command('available')} when they can take chats.",
        ),
    ]


def _section(title: str, points: Sequence[Point]) -> str:
    lines = [f"✅ {name}" if well else f"❌ {name}: {remedy}" for name, well, remedy in points]
    return "\n".join([f"*{title}*", *lines])
