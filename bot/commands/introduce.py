"""Asks the platforms about people: who is this, and where are their threads to be?"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import NamedTuple

from bot.arrivals import Mention
from bot.commands.parts import Parts
from bot.commands.pieces import name_of
from bot.commands.wording import bold, command
from bot.errors import PlatformError, Refused, Throttled
from bot.ids import Channel, Person, place, platform_of
from bot.ports import Profile, serving
from bot.text import platform_name


class Introduced(NamedTuple):
    """Somebody who can be an agent."""

    person: Person
    profile: Profile
    inbox: Channel


async def introduce(
    parts: Parts, people: Sequence[Mention], *, as_what: str = "an agent"
) -> list[Introduced | str]:
    """Fetch everybody's profile and inbox, all at once: a command has 3 s (`platforms`: Slack's limit for an answer).

    Whoever cannot be an agent, or cannot be asked about now, is answered by the sentence that says so.
    """
    return list(await asyncio.gather(*(_introduce_one(parts, mention, as_what) for mention in people)))


async def _introduce_one(parts: Parts, mention: Mention, as_what: str) -> Introduced | str:
    platform = platform_of(mention.person)
    people = serving(parts.people, mention.person)
    if people is None:
        return f"{bold(name_of(mention))}: I am not connected to {platform_name(platform)}."
    try:
        profile = await people.profile(mention.person)
        if not profile.is_person:
            return _cannot_be(as_what, profile.name or name_of(mention))
        return Introduced(mention.person, profile, await people.inbox(mention.person))
    except PlatformError as error:
        return f"{bold(name_of(mention))}: {why_not(error, platform)}"


def _cannot_be(what: str, name: str) -> str:
    return (
        f"{bold(name)} cannot be {what}. Only active members of your own workspace can: "
        "no bots, no deactivated accounts, no guests from outside."
    )


def why_not(error: PlatformError, platform: str) -> str:
    """Say what a platform's error means for somebody who waits for the answer, and what to do."""
    name = platform_name(platform)
    match error:
        case Throttled():
            return f"{name} asks me to slow down. Please try again in {max(1, round(error.after))} s."
        case Refused():
            return f"{name} refuses ({error.reason}). {command('check')} says what may be missing."
        case _:
            return f"{name} does not answer just now, and nothing was changed. Please try again in a minute."


async def called(parts: Parts, person: Person) -> str:
    """Say what to call somebody: as an agent, else as their platform shows them, else by their id there."""
    agent = await parts.directory.agents.agent_of(person)
    if agent is not None:
        return agent.name
    people = serving(parts.people, person)
    try:
        return (await people.profile(person)).name if people else place(person).name
    except PlatformError:
        return place(person).name
