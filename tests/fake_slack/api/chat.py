"""chat.*: posting, changing and deleting messages."""

from __future__ import annotations

import json
from typing import Any

from tests.fake_slack import blocks as block_rules
from tests.fake_slack import mrkdwn, posting
from tests.fake_slack.errors import Refused, invalid
from tests.fake_slack.journal import Post
from tests.fake_slack.world import Channel, Json, Message

from .method import Context, Method


TRUNCATED_AT = 40_000
"""https://docs.slack.dev/reference/methods/chat.postMessage: longer texts are truncated."""
LONGEST_UPDATE = 4000


def _list(value: Any, error: str) -> list[Json]:
    if isinstance(value, str):
        try:
            value = json.loads(value) if value else []
        except ValueError:
            raise Refused(error) from None
    if value is None:
        return []
    if not isinstance(value, list):
        raise Refused(error)
    return value


def _blocks(context: Context) -> list[Json]:
    blocks = _list(context.args.get("blocks"), "invalid_blocks_format")
    if found := block_rules.problems(blocks):
        raise invalid("invalid_blocks", *found)
    if block_rules.characters(blocks) > block_rules.TOTAL_CHARACTERS:
        raise Refused("msg_blocks_too_long")
    for number, block in enumerate(blocks):
        block.setdefault("block_id", f"b{number}")
    return blocks


def _metadata(context: Context) -> Json | None:
    given = context.args.get("metadata")
    if isinstance(given, str):
        try:
            given = json.loads(given)
        except ValueError:
            raise Refused("invalid_metadata_format") from None
    if given is None or given == {}:
        return given
    if not isinstance(given, dict) or set(given) - {"event_type", "event_payload", "entities"}:
        raise Refused("invalid_metadata_format")
    if not isinstance(given.get("event_type"), str) or not isinstance(given.get("event_payload"), dict):
        raise Refused("invalid_metadata_schema")
    if len(json.dumps(given)) > 8000:
        raise Refused("metadata_too_large")
    return given


def _content(context: Context) -> tuple[str, list[Json], list[Json]]:
    text = str(context.args.get("text") or "")
    blocks = _blocks(context)
    attachments = _list(context.args.get("attachments"), "invalid_attachments")
    if len(attachments) > 100:
        raise Refused("too_many_attachments")
    if not text.strip() and not blocks and not attachments:
        raise Refused("no_text")
    return text, blocks, attachments


def _target(context: Context) -> Channel:
    """The channel to post to. A user id stands for the direct message with that user, and a #name for its channel."""
    wanted, team = str(context.args.get("channel", "")), context.team
    if wanted in team.users and not team.users[wanted].is_bot:
        context.args["channel"] = context.platform.world.dm(team, wanted).id
    for channel in team.channels.values():
        if channel.kind != "dm" and wanted.startswith("#") and channel.name == wanted[1:]:
            context.args["channel"] = channel.id
    channel = context.channel()
    if channel.archived:
        raise Refused("is_archived")
    public = channel.kind == "public" and "chat:write.public" in context.install.scopes
    if context.install.bot_user not in channel.members and not public:
        raise Refused("not_in_channel")
    return channel


def _thread(context: Context, channel: Channel) -> str | None:
    thread_ts = context.args.get("thread_ts")
    if not thread_ts:
        return None
    whole, _, fraction = str(thread_ts).partition(".")
    if not (isinstance(thread_ts, str) and whole.isdigit() and len(fraction) == 6 and fraction.isdigit()):
        raise Refused("invalid_thread_ts")
    parent = channel.messages.get(thread_ts)
    if parent is None or parent.is_reply or parent.subtype == "tombstone":
        raise Refused("cannot_reply_to_message")
    if thread_ts in channel.locked:
        raise Refused("restricted_action_thread_locked")
    return thread_ts


def _author(context: Context) -> Json:
    """Name and icon of a customised post, which makes it a bot_message without a user."""
    username, url, code = (context.args.get(name) for name in ("username", "icon_url", "icon_emoji"))
    if not (username or url or code):
        return {"user": context.install.bot_user}
    context.needs("chat:write.customize")
    icons = {"emoji": code} if code else {"image_48": url} if url else None
    name = username or context.team.users[context.install.bot_user].shown
    return {"subtype": "bot_message", "username": name, "icons": icons}


def _split(text: str, limit: int) -> list[str]:
    text = text[:TRUNCATED_AT]
    return [text[start : start + limit] for start in range(0, len(text), limit)] or [""]


async def post_message(context: Context) -> Json:
    platform, channel = context.platform, _target(context)
    platform.limits.post(context.team.id, channel.id)
    text, blocks, attachments = _content(context)
    thread_ts, metadata, author = _thread(context, channel), _metadata(context), _author(context)
    linking = context.flag("link_names") or context.args.get("parse") == "full"
    stored = mrkdwn.from_app(text, context.team if linking else None)
    pieces = [stored] if blocks else _split(stored, platform.settings.split_at)
    posted = []
    for number, piece in enumerate(pieces):
        message = Message(
            channel=channel,
            ts=platform.world.ids.ts(),
            text=piece[:TRUNCATED_AT],
            by=context.install,
            blocks=blocks if number == 0 else [],
            attachments=attachments if number == 0 else [],
            metadata=metadata or None if number == 0 else None,
            thread_ts=thread_ts,
            broadcast=context.flag("reply_broadcast") and thread_ts is not None,
            **author,
        )
        context.stored = True
        posted.append(message)
        _keep(context, message)
    first = posted[0]
    return {"channel": channel.id, "ts": first.ts, "message": platform.shapes.message(first)}


def _keep(context: Context, message: Message) -> None:
    platform = context.platform
    platform.journal.posts.append(
        Post(
            channel=message.channel.id,
            ts=message.ts,
            thread_ts=message.thread_ts,
            text=message.text,
            at=platform.clock.now(),
        )
    )
    # Slack unfurls media in the posts of apps unless told not to, and text pages only if told to.
    posting.store(
        platform, message, unfurl=context.flag("unfurl_links") or context.flag("unfurl_media", default=True)
    )


def _own(context: Context, error: str) -> Message:
    # The ids of users, which chat.postMessage takes, are not channels here.
    channel = context.channel()
    message = context.message(channel)
    if message.by is None or message.by.bot_id != context.install.bot_id:
        raise Refused(error)
    return message


async def update(context: Context) -> Json:
    message = _own(context, "cant_update_message")
    if message.channel.archived:
        raise Refused("is_inactive")
    fields: Json = {}
    text = context.args.get("text")
    if text is not None:
        fields["text"] = mrkdwn.from_app(str(text))
        if len(fields["text"]) > LONGEST_UPDATE:
            raise Refused("msg_too_long")
    # Left out means retained. For metadata https://docs.slack.dev/reference/methods/chat.update says so; for blocks it
    # is the stricter reading: a client that forgets them shows old buttons.
    if context.args.get("blocks") is not None:
        fields["blocks"] = _blocks(context)
    if context.args.get("attachments") is not None:
        fields["attachments"] = _list(context.args["attachments"], "invalid_attachments")
    if not any((fields.get("text", "").strip(), fields.get("blocks"), fields.get("attachments"))):
        raise Refused("no_text")
    metadata = _metadata(context)
    if metadata is not None:
        message.metadata = metadata or None
    context.stored = True
    posting.edit(context.platform, message, context.install.bot_user, **fields)
    shape = context.platform.shapes.message(message)
    return {"channel": message.channel.id, "ts": message.ts, "text": message.text, "message": shape}


async def delete(context: Context) -> Json:
    message = _own(context, "cant_delete_message")
    if message.subtype == "tombstone":
        raise Refused("message_not_found")
    context.stored = True
    posting.delete(context.platform, message)
    return {"channel": message.channel.id, "ts": message.ts}


async def post_ephemeral(context: Context) -> Json:
    channel = _target(context)
    user = context.user()
    if user.id not in channel.members:
        raise Refused("user_not_in_channel")
    text, blocks, attachments = _content(context)
    thread_ts, author = _thread(context, channel), _author(context)
    if len(text) > LONGEST_UPDATE:
        raise Refused("msg_too_long")
    message = Message(
        channel=channel,
        ts=context.platform.world.ids.ts(),
        text=mrkdwn.from_app(text),
        by=context.install,
        blocks=blocks,
        attachments=attachments,
        thread_ts=thread_ts,
        only_for=user.id,
        **author,
    )
    context.stored = True
    context.platform.show_ephemeral(message)
    return {"message_ts": message.ts}


async def get_permalink(context: Context) -> Json:
    channel = context.channel()
    message = context.message(channel, "message_ts")
    link = f"{context.platform.shapes.base_url}/archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.is_reply:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


METHODS = {
    "chat.postMessage": Method(
        run=post_message, tier=None, scopes=("chat:write",), required=("channel",), json=True
    ),
    "chat.update": Method(run=update, tier=3, scopes=("chat:write",), required=("channel", "ts"), json=True),
    "chat.delete": Method(run=delete, tier=3, scopes=("chat:write",), required=("channel", "ts"), json=True),
    "chat.postEphemeral": Method(
        run=post_ephemeral, tier=4, scopes=("chat:write",), required=("channel", "user"), json=True
    ),
    "chat.getPermalink": Method(run=get_permalink, tier=None, required=("channel", "message_ts")),
}
