"""Who comes, who goes, and what the app is told of it.

https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/subscribe-to-conversation-events
"""

from __future__ import annotations

from .platform import Platform
from .posting import tell
from .world import Channel, Installation, Json, Person, Team


def _event(platform: Platform, kind: str, person: Person, channel: Channel) -> Json:
    at = platform.clock.time_of_day()
    shape = platform.shapes.activity(kind, person, channel, at=at, activity_id=platform.world.ids.event())
    if channel.team:
        shape["channelData"]["team"] = platform.shapes.team(channel.team)
    return shape


def general(team: Team) -> Channel:
    return team.channels[team.id]


def _told_in(channel: Channel) -> bool:
    return channel.installation is not None and not channel.tenant.bot_disabled


def _bot_came(platform: Platform, person: Person, channel: Channel, action: str) -> None:
    """The pair: installationUpdate, and conversationUpdate with the bot as a new member."""
    installation = _event(platform, "installationUpdate", person, channel)
    tell(platform, {**installation, "action": action})
    if action == "add":
        came = _event(platform, "conversationUpdate", person, channel)
        came["channelData"]["eventType"] = "teamMemberAdded"
        tell(platform, {**came, "membersAdded": [platform.shapes.bot()]})


def _bot_went(platform: Platform, person: Person, channel: Channel) -> None:
    went = _event(platform, "conversationUpdate", person, channel)
    went["channelData"]["eventType"] = "teamMemberRemoved"
    tell(platform, {**went, "membersRemoved": [platform.shapes.bot()]})
    installation = _event(platform, "installationUpdate", person, channel)
    tell(platform, {**installation, "action": "remove"})


def for_person(platform: Platform, person: Person) -> None:
    person.has_app = True
    _bot_came(platform, person, platform.world.chat(person), "add")


def from_person(platform: Platform, person: Person) -> None:
    person.has_app = False
    _bot_went(platform, person, platform.world.chat(person))


def in_team(platform: Platform, team: Team, person: Person, *, rsc: bool) -> None:
    """Install, or where it is installed already, upgrade: only then a permission that is new is granted."""
    action = "add-upgrade" if team.installed else "add"
    team.installed = Installation(rsc=rsc)
    _bot_came(platform, person, general(team), action)


def from_team(platform: Platform, team: Team, person: Person) -> None:
    team.installed = None
    _bot_went(platform, person, general(team))


def in_group(platform: Platform, group: Channel, person: Person, *, rsc: bool) -> None:
    group.installed = Installation(rsc=rsc)
    _bot_came(platform, person, group, "add")


def from_group(platform: Platform, group: Channel, person: Person) -> None:
    group.installed = None
    _bot_went(platform, person, group)


def join(platform: Platform, team: Team, person: Person) -> None:
    if person not in team.members:
        team.members.append(person)
        _roster(platform, team, person, "membersAdded", "teamMemberAdded")


def leave(platform: Platform, team: Team, person: Person) -> None:
    if person in team.members:
        team.members.remove(person)
        _roster(platform, team, person, "membersRemoved", "teamMemberRemoved")


def _roster(platform: Platform, team: Team, person: Person, field: str, event: str) -> None:
    if _told_in(general(team)):
        shape = _event(platform, "conversationUpdate", person, general(team))
        shape["channelData"]["eventType"] = event
        tell(platform, {**shape, field: [{"id": person.id, "aadObjectId": person.aad}]})


def team_event(platform: Platform, team: Team, person: Person, event: str) -> None:
    """teamRenamed, teamArchived, teamUnarchived, teamDeleted, teamRestored."""
    if _told_in(general(team)):
        shape = _event(platform, "conversationUpdate", person, general(team))
        shape["channelData"]["eventType"] = event
        tell(platform, shape)


def channel_event(platform: Platform, channel: Channel, person: Person, event: str) -> None:
    """channelCreated, channelRenamed, channelDeleted, channelRestored: told in General."""
    assert channel.team is not None
    home = general(channel.team)
    if _told_in(home):
        shape = _event(platform, "conversationUpdate", person, home)
        shape["channelData"] |= {"eventType": event, "channel": {"id": channel.id, "name": channel.name}}
        tell(platform, shape)
