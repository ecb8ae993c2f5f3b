"""What happens to messages, whoever does it, and the events that tell of it."""

from __future__ import annotations

from typing import Any

from . import mentions, mrkdwn
from .platform import Platform
from .world import KINDS, Channel, Json, Message


def store(platform: Platform, message: Message, *, unfurl: bool = True) -> None:
    """Add a message to its channel and tell the app."""
    message.pings = mentions.pings(message)
    message.channel.add(message)
    tell_message(
        platform,
        message.channel,
        platform.shapes.message(message, check_files=platform.settings.check_file_info),
    )
    _tell_mention(platform, message)
    if message.is_reply and platform.settings.message_replied:
        _tell_replied(platform, message)
    platform.changes.notify()
    if unfurl and platform.settings.unfurls and mrkdwn.urls(message.text):
        unfurl_links(platform, message)


def tell_message(platform: Platform, channel: Channel, event: Json) -> None:
    """A message event, if the bot is in the channel and may read it."""
    install = channel.team.installed
    channel_type, subscription, scope = KINDS[channel.kind]
    if install is None or install.bot_user not in channel.members or f"{scope}:history" not in install.scopes:
        return
    stamped = {
        **event,
        "channel": channel.id,
        "event_ts": event.get("event_ts", event["ts"]),
        "channel_type": channel_type,
    }
    platform.feed.emit(channel.team, stamped, channel, subscription)


def _tell_mention(platform: Platform, message: Message) -> None:
    channel, install = message.channel, message.channel.team.installed
    # Slack sends app_mention in channels only; in a direct message there is just the message.
    if (
        install is None
        or channel.kind == "dm"
        or message.by is not None
        or f"<@{install.bot_user}>" not in message.text
    ):
        return
    if install.bot_user in channel.members and "app_mentions:read" in install.scopes:
        shape = platform.shapes.message(message)
        platform.feed.emit(
            channel.team,
            {**shape, "type": "app_mention", "channel": channel.id, "event_ts": message.ts},
            channel,
        )


def _tell_replied(platform: Platform, reply: Message) -> None:
    # The event is said to lack its subtype over the Events API:
    # https://docs.slack.dev/reference/events/message/message_replied (not confirmed against Slack itself).
    parent = reply.channel.messages.get(reply.thread_ts or "")
    if parent:
        stamp = platform.world.ids.ts()
        event: Json = {"type": "message", "hidden": True, "message": platform.shapes.message(parent)}
        event |= {"ts": stamp, "event_ts": stamp, "thread_ts": parent.ts}
        tell_message(platform, reply.channel, event)


def _changed(platform: Platform, message: Message, before: Json) -> None:
    stamp = platform.world.ids.ts()
    event: Json = {
        "type": "message",
        "subtype": "message_changed",
        "hidden": True,
        "ts": stamp,
        "event_ts": stamp,
    }
    event |= {"message": platform.shapes.message(message), "previous_message": before}
    tell_message(platform, message.channel, event)
    platform.changes.notify()


def edit(platform: Platform, message: Message, editor: str | None, **fields: Any) -> None:
    """Change text, blocks or attachments; the app hears message_changed, also of its own edits."""
    before = platform.shapes.message(message)
    for name, value in fields.items():
        setattr(message, name, value)
    message.pings = mentions.pings(message)
    message.edited = {"user": editor or "", "ts": platform.world.ids.ts()}
    _changed(platform, message, before)


def unfurl_links(platform: Platform, message: Message) -> None:
    """Attach previews: message_changed with the same text, and no `edited`."""
    before = platform.shapes.message(message)
    message.attachments = [
        *message.attachments,
        *(
            {"id": n, "from_url": url, "title": "A page", "fallback": "A page"}
            for n, url in enumerate(mrkdwn.urls(message.text), 1)
        ),
    ]
    _changed(platform, message, before)


def delete(platform: Platform, message: Message) -> None:
    """Remove a message; a parent with replies becomes a tombstone."""
    channel, before = message.channel, platform.shapes.message(message)
    if channel.replies(message.ts):
        for name in ("by", "username", "icons", "edited", "metadata", "client_msg_id"):
            setattr(message, name, None)
        message.subtype, message.user, message.text = "tombstone", "USLACKBOT", "This message was deleted."
        message.blocks, message.attachments, message.files = [], [], []
        _changed(platform, message, before)
        return
    channel.take_out(message)
    stamp = platform.world.ids.ts()
    event: Json = {
        "type": "message",
        "subtype": "message_deleted",
        "hidden": True,
        "ts": stamp,
        "event_ts": stamp,
    }
    event["deleted_ts"] = message.ts
    if platform.settings.deletes_carry_previous:
        event["previous_message"] = before
    tell_message(platform, channel, event)
    platform.changes.notify()


def react(platform: Platform, message: Message, user: str, name: str, *, add: bool) -> bool:
    """Add or take away a reaction; false if that was so already."""
    users = message.reactions.setdefault(name, [])
    if (user in users) == add:
        return False
    if add:
        users.append(user)
    else:
        users.remove(user)
    if not users:
        del message.reactions[name]
    install = message.channel.team.installed
    if install and install.bot_user in message.channel.members and "reactions:read" in install.scopes:
        item = {"type": "message", "channel": message.channel.id, "ts": message.ts}
        event: Json = {
            "type": "reaction_added" if add else "reaction_removed",
            "user": user,
            "reaction": name,
            "item": item,
        }
        author = message.user or (message.by.bot_user if message.by else None)
        event |= {"item_user": author, "event_ts": platform.world.ids.ts()}
        platform.feed.emit(message.channel.team, event, message.channel)
    platform.changes.notify()
    return True
