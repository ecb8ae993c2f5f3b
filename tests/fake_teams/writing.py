"""What a person writes, and how it is told of."""

from __future__ import annotations

import mimetypes
import secrets
import uuid
from collections.abc import Sequence
from typing import TypeAlias

from . import posting
from .platform import Platform
from .typed import Typed, typed
from .world import Channel, File, Message, Person


Upload: TypeAlias = tuple[str, bytes]
DOWNLOADABLE = 300.0
"""Seconds for which the address of a file in a chat is good. "A few minutes":
https://learn.microsoft.com/microsoftteams/platform/bots/how-to/bots-filesv4."""


def as_typed(platform: Platform, text: str, channel: Channel, *, html: bool) -> Typed:
    return typed(text, channel, platform.world.app, is_html=html, escapes=platform.settings.escapes)


def write(
    platform: Platform,
    person: Person,
    channel: Channel,
    text: str,
    *,
    root: str | None = None,
    html: bool = False,
    files: Sequence[Upload] = (),
    images: Sequence[Upload] = (),
) -> Message:
    """Put somebody's message into a channel, a thread or a chat, and tell the app if it hears it."""
    written = as_typed(platform, text, channel, html=html)
    message_id = platform.world.ids.message(channel, root)
    message = Message(
        channel=channel,
        id=message_id,
        root=(root or message_id) if channel.kind == "channel" else None,
        author=person,
        text=written.text,
        html=written.html,
        mentions=written.people,
        names_bot=written.names_bot,
        files=[_file(platform, *upload) for upload in files],
        images=[_file(platform, *upload) for upload in images],
        pings=tuple(person.id for person in written.people),
    )
    posting.store(platform, message)
    posting.tell_message(platform, message, written, person)
    return message


def _file(platform: Platform, name: str, content: bytes) -> File:
    file = File(
        id=str(uuid.uuid4()),
        name=name,
        content=content,
        mimetype=mimetypes.guess_type(name)[0] or "application/octet-stream",
        token=secrets.token_urlsafe(12),
        until=platform.clock.now() + DOWNLOADABLE,
    )
    platform.world.files[file.id] = file
    return file
