"""How conversations and messages are pointed at."""

from __future__ import annotations

from typing import TypeAlias

from .platform import Platform
from .visible import Seen
from .world import PARTING, Channel, Message


Where: TypeAlias = Message | Seen | tuple[Channel | str, str]
"""A message, what was seen of it, or (channel, ref): `<root>.<id>` in channels, a root's id alone, or an id in a chat."""


def found_channel(platform: Platform, channel: Channel | str) -> Channel:
    """A channel or chat by itself, its id or its name. Raises LookupError."""
    if isinstance(channel, Channel):
        return channel
    for tenant in platform.world.tenants.values():
        for known in tenant.channels():
            if channel in (known.id, known.name):
                return known
    raise LookupError(f"there is no channel {channel}")


def found_message(platform: Platform, where: Where) -> Message:
    """A message, deleted ones included. Raises LookupError."""
    if isinstance(where, Seen):
        return where.message
    if isinstance(where, Message):
        return where
    channel, ref = found_channel(platform, where[0]), where[1]
    message = channel.messages.get(ref) or channel.messages.get(f"{ref}.{ref}")
    if message is None:
        raise LookupError(f"there is no message {ref} in {channel}")
    return message


def parted(conversation: str) -> tuple[str, str | None]:
    """(channel, root of a thread) of a conversation's id."""
    channel, found, root = conversation.partition(PARTING)
    return channel, root if found else None
