"""What a person writes, and how it is told of."""

from __future__ import annotations

import mimetypes
import secrets
import uuid
from collections.abc import Sequence
from typing import TypeAlias

from . import posting
from .platform import Platform
from .typed import quoted, typed
from .visible import author
from .world import Channel, File, Message, Person


Upload: TypeAlias = tuple[str, bytes]
DOWNLOADABLE = 300.0
"""Seconds for which the address of a file in a chat is good. "A few minutes":
https://learn.microsoft.com/microsoftteams/platform/bots/how-to/bots-filesv4."""


def type_into(
    platform: Platform, message: Message, text: str, *, html: bool, quoting: Message | None = None
) -> None:
    """Give a message the words that somebody typed."""
    before = quoted(quoting, author(quoting)) if quoting else ""
    written = typed(
        text,
        message.channel,
        platform.world.app,
        is_html=html,
        escapes=platform.settings.escapes,
        before=before,
    )
    message.text, message.html, message.entities = written.text, written.html, written.entities
    message.names_bot = message.names_bot or written.names_bot
    message.pings = tuple(person.id for person in written.people)


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
    quoting: Message | None = None,
) -> Message:
    """Put somebody's message into a channel, a thread or a chat, and tell the app if it hears it."""
    message_id = platform.world.ids.message(channel, root)
    message = Message(
        channel=channel,
        id=message_id,
        root=(root or message_id) if channel.kind == "channel" else None,
        author=person,
        files=[_file(platform, *upload) for upload in files],
        images=[_file(platform, *upload) for upload in images],
    )
    type_into(platform, message, text, html=html, quoting=quoting)
    posting.store(platform, message)
    posting.tell_message(platform, message, person)
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
