"""Asks a platform about a channel: what is it called, and may we post there?"""

from __future__ import annotations

from bot.arrivals import ChannelMention
from bot.commands.introduce import why_not
from bot.commands.parts import Parts
from bot.commands.wording import bold, code
from bot.errors import PlatformError, Refused, Throttled
from bot.ids import Channel, place, platform_of
from bot.ports import serving
from bot.text import platform_name


INVITE = {
    "slack": f"Type {code('/invite @Threadline')} there",
    "teams": "Add the app to its team",
    "desk": "The desk has no channels",
}
"""How we come into a channel, by its platform."""


async def refusal(parts: Parts, mention: ChannelMention) -> str:
    """Say why a channel cannot be used and what to do; empty if it can, or if the platform has no time to say."""
    platform = platform_of(mention.channel)
    people = serving(parts.people, mention.channel)
    if people is None:
        return f"I am not connected to {platform_name(platform)}."
    name = bold(f"#{mention.name}") if mention.name else "that channel"
    try:
        await people.channel_name(mention.channel)
    except Throttled:
        return ""
    except Refused:
        return f"I am not in {name}. {INVITE[platform]}, then send this again."
    except PlatformError as error:
        return f"{name}: {why_not(error, platform)}"
    return ""


async def channel_words(parts: Parts, channel: Channel) -> str:
    """Write a channel with its name, and where it is; by its id, with what to do, if we are not in it any more."""
    if not channel:
        return "none"
    platform = platform_of(channel)
    people = serving(parts.people, channel)
    by_id = f"{code(place(channel).name)} on {platform_name(platform)}"
    try:
        name = await people.channel_name(channel) if people else ""
    except Refused:
        return f"{by_id}, but I am not in it. {INVITE[platform]}"
    except PlatformError:
        name = ""
    return f"{bold('#' + name)} on {platform_name(platform)}" if name else by_id
