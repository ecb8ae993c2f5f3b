"""News of the places where we are: installed, removed, channels and teams that are gone. Pure.

https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/subscribe-to-conversation-events
"""

from __future__ import annotations

from typing import NamedTuple

from bot import payloads
from bot.adapters.teams import wire
from bot.adapters.teams.changes import kind
from bot.adapters.teams.names import is_channel, teams_channel
from bot.adapters.teams.parse import Ignored, tenant
from bot.ids import Channel


class Installed(NamedTuple):
    """We were added to a team or a chat, or are another version there. What was permitted before may not be any more."""

    place: Channel
    """The team, by its General channel, or the chat."""
    is_new: bool


class PlaceLost(NamedTuple):
    """Nothing can be written there any more: a chat, one channel, or all those of a team."""

    place: Channel
    reason: str
    """Completes "cannot be used any more: ..."."""
    whole_team: bool = False


News = Installed | PlaceLost | Ignored

REMOVED = "the app was removed from it"
CHANNEL_GONE = {"channelDeleted": "its channel was deleted"}
TEAM_GONE = {
    "teamDeleted": "its team was deleted",
    "teamHardDeleted": "its team was deleted",
    "teamArchived": "its team was archived",
}
INSTALLED = {"add": True, "add-upgrade": False, "remove-upgrade": False}
"""What ``installationUpdate`` says, and whether the app was not there before. An upgrade is a removal and an addition."""


def news(activity: wire.Activity) -> News:
    """Read what happened to a place, or why it is nothing to us."""
    try:
        within = payloads.read(tenant(activity), wire.Tenant)
    except payloads.Unreadable:
        return Ignored("no_tenant")
    place = _place(activity, within)
    what, event = kind(activity)
    match what:
        case "installationUpdate":
            return _installation(activity.action or "", place)
        case "conversationUpdate" if event in CHANNEL_GONE:
            return PlaceLost(_channel(activity, within), CHANNEL_GONE[event])
        case "conversationUpdate" if event in TEAM_GONE:
            return PlaceLost(place, TEAM_GONE[event], whole_team=is_channel(place))
        case "conversationUpdate" if _is_us(activity, activity.members_removed):
            return PlaceLost(place, REMOVED, whole_team=is_channel(place))
        case "conversationUpdate":
            return Ignored(event or ("members_added" if activity.members_added else "members_removed"))
        case _:
            return Ignored(what)


def _installation(action: str, place: Channel) -> News:
    if action == "remove":
        return PlaceLost(place, REMOVED, whole_team=is_channel(place))
    return Installed(place, INSTALLED[action]) if action in INSTALLED else Ignored("installation_unknown")


def _place(activity: wire.Activity, within: str) -> Channel:
    """The team, which has the id of its General channel; else the chat."""
    data = activity.channel_data
    team = data.team.id if data and data.team else None
    return _named(team, activity, within)


def _channel(activity: wire.Activity, within: str) -> Channel:
    data = activity.channel_data
    return _named(data.channel.id if data and data.channel else None, activity, within)


def _named(name: str | None, activity: wire.Activity, within: str) -> Channel:
    try:
        return teams_channel(within, payloads.read(name, wire.PlaceId))
    except payloads.Unreadable:
        return teams_channel(within, activity.conversation.id)


def _is_us(activity: wire.Activity, members: list[object] | None) -> bool:
    return any(one.id == activity.recipient.id for one in payloads.readable(members, wire.Account))
