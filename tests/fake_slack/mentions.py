"""Whom a message notifies: by its text, and by every piece of markup and rich text in its blocks."""

from __future__ import annotations

from collections.abc import Iterator

from . import mrkdwn
from .world import Json, Message


RICH = {"user": "user_id", "usergroup": "usergroup_id", "broadcast": "range"}


def pings(message: Message) -> tuple[str, ...]:
    """channel, here, everyone, or ids of users and groups; each once."""
    return tuple(dict.fromkeys([*mrkdwn.pings(message.text), *_within(message.blocks)]))


def _within(value: Json | list[Json] | object) -> Iterator[str]:
    if isinstance(value, list):
        for entry in value:
            yield from _within(entry)
    elif isinstance(value, dict):
        kind = value.get("type")
        if kind in ("mrkdwn", "markdown") and isinstance(value.get("text"), str):
            yield from mrkdwn.pings(value["text"])
        elif kind in RICH and RICH[kind] in value:
            yield value[RICH[kind]]
        for entry in value.values():
            yield from _within(entry)
