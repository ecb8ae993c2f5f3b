"""files.*: the three steps of an upload, and what a file is.

https://docs.slack.dev/messaging/working-with-files: get an upload URL for a length, POST the bytes to it, complete.
The message with the file comes later; its ts is never answered.
"""

from __future__ import annotations

import json
import mimetypes
import secrets
from typing import Any

from tests.fake_slack import mrkdwn, posting
from tests.fake_slack.errors import Refused, invalid
from tests.fake_slack.platform import Platform
from tests.fake_slack.world import Channel, File, Installation, Json, Message

from .method import Context, Method


async def get_upload_url(context: Context) -> Json:
    try:
        length = int(context.args["length"])
    except ValueError:
        raise invalid("invalid_arguments", "must be a valid integer [json-pointer:/length]") from None
    if length <= 0:
        raise invalid("invalid_arguments", "must be greater than 0 [json-pointer:/length]")
    name = str(context.args["filename"])
    world = context.platform.world
    file = File(
        id=world.ids.new("F"),
        name=name,
        title=name,
        content=b"",
        mimetype=mimetypes.guess_type(name)[0] or "application/octet-stream",
        owner=context.install.bot_user,
        declared=length,
    )
    world.files[file.id] = file
    context.stored = True
    url = f"{context.platform.shapes.base_url}/upload/v1/{file.id}/{secrets.token_urlsafe(12)}"
    return {"upload_url": url, "file_id": file.id}


def _named(context: Context) -> list[File]:
    wanted: Any = context.args["files"]
    try:
        wanted = json.loads(wanted) if isinstance(wanted, str) else wanted
        ids = [(str(entry["id"]), entry.get("title")) for entry in wanted]
    except (ValueError, TypeError, KeyError):
        raise invalid(
            "invalid_arguments", "must be an array of objects with an id [json-pointer:/files]"
        ) from None
    files = []
    for file_id, title in ids:
        file = context.platform.world.files.get(file_id)
        if file is None or file.owner != context.install.bot_user or not file.uploaded or file.completed:
            raise Refused("file_not_found")
        file.title = title or file.name
        files.append(file)
    return files


async def complete(context: Context) -> Json:
    files = _named(context)
    channel_id = context.args.get("channel_id") or context.args.get("channels")
    if channel_id:
        context.args["channel"] = channel_id
        channel = context.joined()
        if channel.archived:
            raise Refused("is_archived")
        thread_ts = context.args.get("thread_ts")
        if thread_ts and thread_ts not in channel.messages:
            raise Refused("invalid_thread_ts")
        comment = mrkdwn.from_app(str(context.args.get("initial_comment") or ""))
        context.platform.later(_share(context.platform, context.install, channel, files, comment, thread_ts))
    for file in files:
        file.completed = True
    context.stored = True
    return {"files": [{"id": file.id, "title": file.title} for file in files]}


async def _share(
    platform: Platform,
    install: Installation,
    channel: Channel,
    files: list[File],
    comment: str,
    thread_ts: str | None,
) -> None:
    await platform.clock.sleep(platform.settings.file_share_delay)
    message = Message(
        channel=channel,
        ts=platform.world.ids.ts(),
        text=comment,
        by=install,
        user=install.bot_user,
        subtype="file_share",
        files=files,
        thread_ts=thread_ts,
    )
    for file in files:
        file.shares.setdefault(channel.id, []).append(message.ts)
    posting.store(platform, message)


async def info(context: Context) -> Json:
    file = context.platform.world.files.get(str(context.args["file"]))
    channels = [context.team.channels[c] for c in file.shares if c in context.team.channels] if file else []
    seen = any(context.install.bot_user in channel.members for channel in channels)
    if file is None or not (seen or file.owner == context.install.bot_user):
        raise Refused("file_not_found")
    shares: Json = {}
    for channel in channels:
        kind = "public" if channel.kind == "public" else "private"
        times = [
            {"ts": ts, "thread_ts": channel.messages[ts].thread_ts}
            for ts in file.shares[channel.id]
            if ts in channel.messages
        ]
        shares.setdefault(kind, {})[channel.id] = [{k: v for k, v in t.items() if v} for t in times]
    return {"file": {**context.platform.shapes.file(file, context.team.id), "shares": shares}, "comments": []}


METHODS = {
    "files.getUploadURLExternal": Method(
        run=get_upload_url, tier=4, scopes=("files:write",), required=("filename", "length")
    ),
    "files.completeUploadExternal": Method(
        run=complete, tier=4, scopes=("files:write",), required=("files",), json=True
    ),
    "files.info": Method(run=info, tier=4, scopes=("files:read",), required=("file",)),
}
