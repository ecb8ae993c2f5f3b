"""What happens to channels and accounts, and the events that tell of it."""

from __future__ import annotations

from typing import Any

from . import posting
from .platform import Platform
from .world import Channel, Json, Message, User


def _tell(platform: Platform, channel: Channel, event: Json) -> None:
    install = channel.team.installed
    if install and (channel.kind == "public" or install.bot_user in channel.members):
        platform.feed.emit(channel.team, {**event, "event_ts": platform.world.ids.ts()}, channel)
    platform.changes.notify()


def _membership(channel: Channel, user: str, kind: str) -> Json:
    letter = "G" if channel.kind == "private" else "C"
    return {
        "type": kind,
        "user": user,
        "channel": channel.id,
        "channel_type": letter,
        "team": channel.team.id,
    }


def join(platform: Platform, channel: Channel, user: str) -> None:
    if user not in channel.members:
        channel.members.append(user)
        system_message(platform, channel, "channel_join", f"<@{user}> has joined the channel", user)
        _tell(platform, channel, _membership(channel, user, "member_joined_channel"))


def leave(platform: Platform, channel: Channel, user: str) -> None:
    """The bot hears of its own removal too, also from a private channel."""
    if user in channel.members:
        _tell(platform, channel, _membership(channel, user, "member_left_channel"))
        channel.members.remove(user)


def system_message(
    platform: Platform,
    channel: Channel,
    subtype: str,
    text: str,
    user: str | None,
    thread_ts: str | None = None,
) -> Message:
    """A message that Slack itself writes: a join, a new topic, a pin."""
    ts = platform.world.ids.ts()
    message = Message(channel=channel, ts=ts, text=text, user=user, subtype=subtype, thread_ts=thread_ts)
    posting.store(platform, message)
    return message


def archive(platform: Platform, channel: Channel, user: str) -> None:
    channel.archived = True
    _tell(platform, channel, {"type": "channel_archive", "channel": channel.id, "user": user})


def rename(platform: Platform, channel: Channel, name: str) -> None:
    channel.name = name
    _tell(
        platform,
        channel,
        {"type": "channel_rename", "channel": {"id": channel.id, "name": name, "created": 1}},
    )


def remove(platform: Platform, channel: Channel) -> None:
    """Delete a channel for good."""
    _tell(platform, channel, {"type": "channel_deleted", "channel": channel.id})
    del channel.team.channels[channel.id]


def change_user(platform: Platform, user: User, **fields: Any) -> None:
    """Change an account; the app hears user_change."""
    for name, value in fields.items():
        setattr(user, name, value)
    install = user.team.installed
    if install and "users:read" in install.scopes:
        shape = platform.shapes.user(user, with_email="users:read.email" in install.scopes)
        platform.feed.emit(
            user.team, {"type": "user_change", "user": shape, "event_ts": platform.world.ids.ts()}
        )
    platform.changes.notify()


def uninstall(platform: Platform, user: User) -> None:
    """Remove the app from the user's workspace: two events, in either order, and its token is dead."""
    team = user.team
    install = team.installed
    if install is None:
        raise LookupError(f"the app is not installed in {team.name}")
    install.state = "account_inactive"
    stamp = platform.world.ids.ts()
    tokens = {"oauth": [], "bot": [install.bot_user]}
    platform.feed.emit(team, {"type": "tokens_revoked", "tokens": tokens, "event_ts": stamp})
    platform.feed.emit(team, {"type": "app_uninstalled", "event_ts": stamp})
    team.installed = None
    platform.changes.notify()
