"""What a test does to the app: faults of the connector, changes in the tenant, others who write."""

from __future__ import annotations

from typing import Any

from tests.fakes.faults import Failing, Faults

from . import installing, posting
from .human import Human
from .places import Where, found_message
from .stage import Stage
from .world import Channel, Message, Person, Team


class Trouble(Stage, Failing):
    """A Teams on which things go wrong, or just change, when a test says so."""

    @property
    def faults(self) -> Faults:
        return self.platform.faults

    def _somebody(self, who: Human | None, people: list[Person]) -> Person:
        """Who did it."""
        if who:
            return who.account
        return people[0] if people else self.user("Tina Admin").account

    # the app

    def install(self, where: Team | Channel, *, by: Human | None = None, rsc: bool = False) -> None:
        """Install the app in a team or a group chat, or upgrade it there: the pair of events follows."""
        person = self._somebody(by, where.members)
        if isinstance(where, Team):
            installing.in_team(self.platform, where, person, rsc=rsc)
        else:
            installing.in_group(self.platform, where, person, rsc=rsc)

    def remove_app(self, where: Team | Channel, *, by: Human | None = None) -> None:
        """Remove the app: it is told, and may write there no more."""
        person = self._somebody(by, where.members)
        if isinstance(where, Team):
            installing.from_team(self.platform, where, person)
        else:
            installing.from_group(self.platform, where, person)

    def disable(self, *, disabled: bool = True) -> None:
        """The tenant's admin switches the app off, or on again; nobody tells the app."""
        self.tenant.bot_disabled = disabled

    def moves(self, region: str = "emea") -> None:
        """The service address changes: every activity names the new one, and the old one is gone."""
        self.platform.shapes.region = region

    # channels and teams

    def _told(self, channel: Channel, event: str) -> None:
        installing.channel_event(self.platform, channel, self._somebody(None, channel.members), event)

    def add_channel(self, team: Team, name: str) -> Channel:
        """Somebody makes a channel, and the app is told."""
        channel = self.platform.world.add_channel(team, name)
        self._told(channel, "channelCreated")
        return channel

    def rename(self, what: Channel | Team, name: str) -> None:
        what.name = name
        if isinstance(what, Channel):
            self._told(what, "channelRenamed")
        else:
            installing.team_event(self.platform, what, self._somebody(None, what.members), "teamRenamed")

    def remove(self, channel: Channel) -> None:
        """Delete a channel."""
        self._told(channel, "channelDeleted")
        channel.deleted = True

    def restore(self, channel: Channel) -> None:
        channel.deleted = False
        self._told(channel, "channelRestored")

    def archive(self, team: Team, *, archived: bool = True) -> None:
        """A team takes no words any more, or again."""
        event = "teamArchived" if archived else "teamUnarchived"
        installing.team_event(self.platform, team, self._somebody(None, team.members), event)
        team.archived = archived

    def delete_team(self, team: Team) -> None:
        installing.team_event(self.platform, team, self._somebody(None, team.members), "teamDeleted")
        team.deleted, team.installed = True, None

    def kick(self, team: Team, who: Human) -> None:
        installing.leave(self.platform, team, who.account)

    # others

    def delete(self, message: Where) -> None:
        """A moderator deletes a message, whoever wrote it. Of a person's the app is told, of its own it is not."""
        found = found_message(self.platform, message)
        found.deleted = True
        self.platform.changes.notify()
        if found.author:
            posting.tell_delete(self.platform, found, found.author)

    def another_app_writes(
        self, text: str, *, to: Channel, name: str = "Jira", in_thread: Where | None = None
    ) -> Message:
        """A post of an app that is not ours, of which ours never hears."""
        root = found_message(self.platform, in_thread).root if in_thread else None
        message_id = self.platform.world.ids.message(to, root)
        message = Message(
            channel=to,
            id=message_id,
            root=(root or message_id) if to.kind == "channel" else None,
            author=None,
            html=text,
            other_app=name,
        )
        posting.store(self.platform, message)
        return message

    def sends(self, activity: dict[str, Any]) -> str:
        """Send the app any activity, signed; its id."""
        return self.platform.feed.emit(activity)
