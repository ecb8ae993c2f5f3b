"""What the control answers, as JSON."""

from __future__ import annotations

import dataclasses
from typing import Any

from .human import Human
from .modal import Modal
from .visible import Seen
from .world import Channel, Installation, Json, Message, Workspace


def encoded(value: Any) -> Any:
    """Anything that a verb returns, as JSON."""
    match value:
        case Human():
            return {"id": value.id, "name": value.name, "dm": value.dm.id}
        case Message():
            return {
                "channel": value.channel.id,
                "ts": value.ts,
                "thread_ts": value.thread_ts,
                "text": value.text,
            }
        case Seen():
            fields = {
                f.name: getattr(value, f.name) for f in dataclasses.fields(value) if f.name != "message"
            }
            return {**fields, "channel": value.message.channel.id, "shown": value.shown}
        case Channel():
            return {"id": value.id, "name": value.name, "kind": value.kind, "members": value.members}
        case Workspace():
            return {"id": value.id, "name": value.name, "installed": encoded(value.installed)}
        case Installation():
            names = ("bot_token", "bot_user", "bot_id", "app_id", "state")
            return {**{name: getattr(value, name) for name in names}, "scopes": sorted(value.scopes)}
        case Modal():
            shown = {name: getattr(value, name) for name in ("title", "text", "buttons", "inputs")}
            return {**shown, "view": value.view}
        case list() | tuple() | set():
            return [encoded(entry) for entry in value]
        case _ if dataclasses.is_dataclass(value):
            return {name: encoded(field) for name, field in _fields(value, without="dice").items()}
        case _:
            return value


def _fields(value: Any, *, without: str) -> Json:
    return {f.name: getattr(value, f.name) for f in dataclasses.fields(value) if f.name != without}
