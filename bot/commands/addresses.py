"""Somebody on another platform, by an address that can be typed anywhere: ``teams:ann@example.com``, ``desk:ann``."""

from __future__ import annotations

import asyncio

from bot.commands.introduce import why_not
from bot.commands.parts import Parts
from bot.commands.pieces import platform_in
from bot.commands.wording import code, command
from bot.errors import BadInput, PlatformError
from bot.ids import Person
from bot.ports import People
from bot.text import platform_name


async def person_at(parts: Parts, typed: str) -> Person:
    """Find whoever has an address. Raises `BadInput` where nobody has it, several have, or nobody can say."""
    platform, address = platform_in(typed), typed.partition(":")[2].strip()
    name = platform_name(platform)
    there = [people for entry, people in parts.people.items() if entry.partition(":")[0] == platform]
    if not there:
        raise BadInput(f"I am not connected to {name}.")
    asked = await asyncio.gather(*(_ask(people, address, platform) for people in there))
    found = {one for one in asked if one}
    if len(found) > 1:
        raise BadInput(
            f"{code(typed)} is somebody in several workspaces. Type it in the one that is meant: "
            f"{command('agent link @sam')} and an account of theirs elsewhere."
        )
    if not found:
        raise BadInput(_NOBODY[platform].format(typed=code(typed)))
    return found.pop()


async def _ask(people: People, address: str, platform: str) -> Person | None:
    try:
        return await people.person_at(address)
    except PlatformError as error:
        raise BadInput(why_not(error, platform)) from error


_NOBODY = {
    "slack": "Nobody in Slack is {typed}. It is the e-mail address of their account, or their member ID.",
    "teams": "I know nobody in Microsoft Teams as {typed}. It is the e-mail address of their account, and they have "
    "to be in a team in which the app is, or to have it themselves.",
    "desk": "{typed} cannot be a name at the desk: letters, digits, dots and hyphens.",
}
