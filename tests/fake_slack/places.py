"""How messages are pointed at: the message itself, what was seen of it, or channel and ts."""

from __future__ import annotations

from typing import TypeAlias

from .platform import Platform
from .visible import Seen
from .world import Channel, Message


Where: TypeAlias = Message | Seen | tuple[Channel | str, str]


def found_channel(platform: Platform, channel: Channel | str) -> Channel:
    """A channel by itself, its id or its name. Raises LookupError."""
    if isinstance(channel, Channel):
        return channel
    for team in platform.world.teams.values():
        for known in team.channels.values():
            if channel in (known.id, known.name):
                return known
    raise LookupError(f"there is no channel {channel}")


def found_message(platform: Platform, where: Where) -> Message:
    """A message that is still there. Raises LookupError."""
    if isinstance(where, tuple):
        channel = found_channel(platform, where[0])
        ts = where[1]
    else:
        message = where.message if isinstance(where, Seen) else where
        channel, ts = message.channel, message.ts
    if ts in channel.messages:
        return channel.messages[ts]
    for shown in platform.ephemerals:
        if shown.ts == ts and shown.channel is channel:
            return shown
    raise LookupError(f"there is no message {ts} in {channel}")
