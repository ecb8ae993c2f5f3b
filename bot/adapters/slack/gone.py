"""What cannot be written in any more: channels that are archived, deleted or closed to us, threads without a beginning. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from bot.adapters.slack.identity import Me
from bot.arrivals import PlaceGone, ThreadGone


CHANNEL_GONE = {
    "channel_archive": "its channel was archived",
    "group_archive": "its channel was archived",
    "channel_deleted": "its channel was deleted",
    "group_deleted": "its channel was deleted",
    "channel_left": "the app was removed from its channel",
    "group_left": "the app was removed from its channel",
}
"""https://docs.slack.dev/reference/events: each names its channel by its id, in `channel`."""
LEFT = "member_left_channel"
ROOT_DELETED = "the message that it began with was deleted"


def gone(event: Mapping[str, object], me: Me) -> PlaceGone | ThreadGone | None:
    """Read what an event says is gone; None where it says no such thing."""
    kind, channel = str(event.get("type", "")), str(event.get("channel", ""))
    if kind in CHANNEL_GONE:
        return PlaceGone(channel=me.channel(channel), reason=CHANNEL_GONE[kind])
    if kind == LEFT and event.get("user") == me.bot_user:
        return PlaceGone(channel=me.channel(channel), reason=CHANNEL_GONE["channel_left"])
    root = _deleted_root(event) if kind == "message" else ""
    return ThreadGone(thread=me.thread(channel, root), reason=ROOT_DELETED) if root else None


def _deleted_root(event: Mapping[str, object]) -> str:
    """The message that was deleted, which may have been one that a thread began with.

    One with replies leaves a tombstone: it comes as a change.
    """
    if event.get("subtype") == "message_deleted":
        return str(event.get("deleted_ts", ""))
    message = event.get("message")
    tombstone = isinstance(message, Mapping) and message.get("subtype") == "tombstone"
    return str(message.get("ts", "")) if isinstance(message, Mapping) and tombstone else ""
