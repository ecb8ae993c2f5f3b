"""Who we are in the workspace, and how Slack's ids become ours."""

from __future__ import annotations

from typing import NamedTuple

from bot.ids import Channel, Group, Person, ThreadRef, channel, group, person, thread_ref


PLATFORM = "slack"

ID = r"[A-Za-z0-9_-]{1,64}"
"""Of a user, a channel, a bot, a group or a workspace: today they are capitals and digits, which nobody promises. Ours are
built of them, so what parts ours may not be in them."""


class Me(NamedTuple):
    """What auth.test (and bots.info, if it may be asked) says of our token."""

    team: str
    bot_user: str
    bot_id: str
    app_id: str = ""
    """Empty where the scope users:read is missing."""
    workspace: str = ""
    """What people call it."""

    def person(self, user: str) -> Person:
        """Name a user. Slack's user ids are unique over workspaces, so outsiders are named like members."""
        return person(PLATFORM, self.team, user)

    def channel(self, name: str) -> Channel:
        """Name a channel or direct messages."""
        return channel(PLATFORM, self.team, name)

    def group(self, name: str) -> Group:
        """Name a user group."""
        return group(PLATFORM, self.team, name)

    def thread(self, in_channel: str, ts: str) -> ThreadRef:
        """Name the thread that begins with the message `ts`."""
        return thread_ref(self.channel(in_channel), ts)
