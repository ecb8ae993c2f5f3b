"""Who is in a conversation, and what a team has."""

from __future__ import annotations

from .context import Context
from .errors import Refused
from .world import Channel, Json


def _admit(context: Context, place: str) -> None:
    context.platform.buckets.admit(("members", place), ("tenant", context.tenant.id))


def _place(context: Context) -> Channel:
    channel, _ = context.place()
    _admit(context, channel.id)
    context.installed(channel)
    return channel


def member(context: Context) -> tuple[int, Json]:
    """One person."""
    channel = _place(context)
    return 200, context.platform.shapes.member(context.member(channel))


def page(context: Context) -> tuple[int, Json]:
    """Some people, and where the next ones begin."""
    channel = _place(context)
    people = channel.members
    try:
        wanted = int(context.query.get("pageSize", "500"))
        start = int(context.query.get("continuationToken", "0"))
    except ValueError:
        raise Refused("BadArgument", "pageSize and continuationToken are numbers here.") from None
    if not 50 <= wanted <= 500:
        raise Refused("BadArgument", "pageSize must be between 50 and 500.")
    end = start + min(wanted, context.platform.settings.page_size)
    body: Json = {"members": [context.platform.shapes.member(person) for person in people[start:end]]}
    return 200, body | ({"continuationToken": str(end)} if end < len(people) else {})


def everybody(context: Context) -> tuple[int, list[Json]]:
    """Everybody at once, in chats: of teams it is not answered any more."""
    channel = _place(context)
    if channel.kind == "channel":
        raise Refused("BadArgument", "Use pagedmembers.")
    return 200, [context.platform.shapes.member(person) for person in channel.members]


def channels(context: Context) -> tuple[int, Json]:
    """A team's channels. General has no name here: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/get-teams-context."""
    _admit(context, context.path["team"])
    found = context.team()
    known = [channel for channel in found.channels.values() if not channel.deleted and not channel.private]
    return 200, {
        "conversations": [
            {"id": channel.id, "name": None if channel.id == found.id else channel.name} for channel in known
        ]
    }


def team(context: Context) -> tuple[int, Json]:
    """A team's name and its other id."""
    _admit(context, context.path["team"])
    found = context.team()
    shape = context.platform.shapes.team(found)
    return 200, {**shape, "tenantId": context.tenant.id, "memberCount": len(found.members)}
