"""What the control answers, as JSON."""

from __future__ import annotations

import dataclasses
from typing import Any

from .dialog import Dialog
from .human import Human
from .keys import Key
from .visible import Seen
from .world import Channel, Json, Message, Team, Tenant


TOLD: dict[type, tuple[str, ...]] = {
    Tenant: ("id", "name"),
    Dialog: ("title", "text", "buttons", "inputs", "card"),
    Key: ("kid", "endorsements"),
}
UNTOLD = {"message", "cards", "dice"}
"""What leads to everything else, or is no JSON."""


def encoded(value: Any) -> Any:
    """Anything that a verb returns, as JSON."""
    match value:
        case Human():
            return {"id": value.id, "aad": value.account.aad, "name": value.name, "chat": value.chat.id}
        case Message():
            return _message(value)
        case Seen():
            return {**_fields(value), **_message(value.message), "text": value.text, "shown": value.shown}
        case Channel():
            names = [member.name for member in value.members]
            return {"id": value.id, "name": value.name, "kind": value.kind, "members": names}
        case Team():
            channels = {channel.name: channel.id for channel in value.channels.values()}
            known = {"id": value.id, "name": value.name, "channels": channels}
            return {**known, "installed": encoded(value.installed)}
        case Tenant() | Dialog() | Key():
            return {name: encoded(getattr(value, name)) for name in TOLD[type(value)]}
        case list() | tuple() | set():
            return [encoded(entry) for entry in value]
        case _ if dataclasses.is_dataclass(value):
            return _fields(value)
        case _:
            return value


def _fields(value: Any) -> Json:
    names = [field.name for field in dataclasses.fields(value) if field.name not in UNTOLD]
    return {name: encoded(getattr(value, name)) for name in names}


def _message(message: Message) -> Json:
    where = {"channel": message.channel.id, "id": message.id, "root": message.root, "ref": message.ref}
    return {**where, "text": message.text or message.activity.get("text", "")}
