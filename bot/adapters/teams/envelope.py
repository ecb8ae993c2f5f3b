"""The outside of an activity: is it one of Teams', from whom, and of which tenant and team? Pure.

No more is read before it is proven who sent it.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from typing import Any

import msgspec

from bot.adapters.teams.errors import Rejected
from bot.adapters.teams.names import CHANNELS, split_conversation


CHANNEL = "msteams"
"""The word for Teams among the channels of the Bot Framework."""


def activity_in(body: bytes, content_type: str) -> dict[str, Any]:
    """Read the body of a request. Raises `Rejected` with 415 or 400 for what is no activity of Teams."""
    if content_type != "application/json":
        raise Rejected(415, "no JSON")
    activity = _object(body)
    for name in ("type", "serviceUrl"):
        if not isinstance(activity.get(name), str) or not activity[name]:
            raise Rejected(400, f"no {name}")
    if not _text(activity, "from", "id") or not _text(activity, "conversation", "id"):
        raise Rejected(400, "of nobody, or nowhere")
    if activity.get("channelId") != CHANNEL:
        raise Rejected(400, "not from Teams")
    return activity


def _object(body: bytes) -> dict[str, Any]:
    """Read a JSON object. Half a sign, as of an emoji that was cut in two, is no reason to lose a message."""
    with contextlib.suppress(msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return msgspec.json.decode(body, type=dict[str, Any])
    try:
        read = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Rejected(400, "no JSON") from error
    if not isinstance(read, dict):
        raise Rejected(400, "no JSON object")
    return read


def tenant_in(activity: Mapping[str, Any]) -> str:
    """The tenant where something happened; '' where none is named."""
    return _text(activity, "channelData", "tenant", "id") or _text(activity, "conversation", "tenantId")


def team_in(activity: Mapping[str, Any]) -> str:
    """The team, by the id of its General channel; '' in chats, and where none is named."""
    return _text(activity, "channelData", "team", "id") or _text(activity, "channelData", "teamsTeamId")


def is_in_team(activity: Mapping[str, Any]) -> bool:
    """Say whether something happened in a team's channel, whether or not the team is named."""
    where, _ = split_conversation(_text(activity, "conversation", "id"))
    return where.endswith(CHANNELS) or _text(activity, "conversation", "conversationType") == "channel"


def _text(inside: object, *names: str) -> str:
    for name in names:
        inside = inside.get(name) if isinstance(inside, dict) else None
    return inside if isinstance(inside, str) else ""
