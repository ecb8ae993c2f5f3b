"""What a test does to the app: faults of the Web API, changes of the workspace, others who write."""

from __future__ import annotations

from typing import Any

from tests.fakes.clock import Clock
from tests.fakes.faults import Failing, Faults

from . import membership, posting
from .human import Human
from .other_apps import OtherApps
from .places import Where, found_message
from .stage import Stage
from .world import Channel, Installation, Message, Workspace


class Trouble(Stage, Failing):
    """A Slack on which things go wrong, or just change, when a test says so."""

    def __init__(self, clock: Clock | None, settings: dict[str, Any]) -> None:
        super().__init__(clock, settings)
        self._others = OtherApps(self.platform)

    @property
    def faults(self) -> Faults:
        return self.platform.faults

    def revoke(self, team: Workspace | None = None) -> None:
        """Revoke the bot token, without an event."""
        self.bot(team).state = "token_revoked"

    def uninstall(self, team: Workspace | None = None) -> None:
        """Remove the app: app_uninstalled and tokens_revoked follow."""
        membership.uninstall(
            self.platform, self.platform.world.teams[(team or self.team).id].users[self.bot(team).bot_user]
        )

    def archive(self, channel: Channel) -> None:
        membership.archive(self.platform, channel, next(iter(channel.members), "USLACKBOT"))

    def rename(self, channel: Channel, name: str) -> None:
        membership.rename(self.platform, channel, name)

    def remove(self, channel: Channel) -> None:
        membership.remove(self.platform, channel)

    def kick(self, channel: Channel, user: Human | Installation) -> None:
        """Remove somebody, or the bot, from a channel."""
        membership.leave(self.platform, channel, user.id if isinstance(user, Human) else user.bot_user)

    def lock_thread(self, channel: Channel, ts: str) -> None:
        channel.locked.add(ts)

    def delete(self, message: Where) -> None:
        """An admin deletes a message, whoever wrote it."""
        posting.delete(self.platform, found_message(self.platform, message))

    def unfurl(self, message: Where) -> None:
        posting.unfurl_links(self.platform, found_message(self.platform, message))

    def change_user(self, user: Human, **fields: Any) -> None:
        """Change an account, deactivate it (deleted=True) or make it a guest; user_change follows."""
        membership.change_user(self.platform, user.account, **fields)

    def another_app_writes(
        self, text: str, *, to: Channel, name: str = "Jira", in_thread: Where | None = None
    ) -> Message:
        """A post of an app that is not ours."""
        return self._others.writes(
            text, to, name, found_message(self.platform, in_thread) if in_thread else None
        )

    def system_message(
        self,
        channel: Channel,
        subtype: str,
        text: str,
        *,
        user: Human | None = None,
        in_thread: Where | None = None,
    ) -> Message:
        """A message that Slack itself writes, such as channel_topic or pinned_item."""
        thread_ts = found_message(self.platform, in_thread).ts if in_thread else None
        who = user.id if user else "USLACKBOT"
        return membership.system_message(self.platform, channel, subtype, text, who, thread_ts)
