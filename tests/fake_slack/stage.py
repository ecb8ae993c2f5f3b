"""What a test sets up and looks at: people, channels, what was said and called."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from tests.fakes.clock import Clock
from tests.fakes.journal import Call

from .feed import EventFeed
from .human import Human
from .journal import Post
from .places import found_channel
from .platform import Platform
from .settings import Settings
from .visible import Seen, seen
from .world import Channel, Installation, User, Workspace


T = TypeVar("T")


class Stage:
    """A Slack without its server: the world, and how to watch it."""

    def __init__(self, clock: Clock | None, settings: dict[str, Any]) -> None:
        self.clock = clock or Clock()
        self.settings = Settings(**settings)
        self.platform = Platform(self.clock, self.settings)
        self._humans: dict[str, Human] = {}
        self.team = self.workspace("Acme")

    def bot(self, team: Workspace | None = None) -> Installation:
        """The installation in a workspace. Raises LookupError."""
        install = (team or self.team).installed
        if install is None:
            raise LookupError(f"the app is not installed in {(team or self.team).name}")
        return install

    def workspace(self, name: str, *, installed: bool = True) -> Workspace:
        for team in self.platform.world.teams.values():
            if team.name == name:
                return team
        team = self.platform.world.add_team(name)
        if installed:
            self.platform.world.install(team)
        return team

    def user(self, name: str, *, team: Workspace | None = None, **fields: Any) -> Human:
        """A person by their full name, made if there is none; `fields` are those of User."""
        where = team or self.team
        for user in where.users.values():
            if user.real_name == name and not user.is_bot:
                return self._human(user)
        return self._human(self.platform.world.add_user(where, name, **fields))

    def _human(self, user: User) -> Human:
        return self._humans.setdefault(user.id, Human(self.platform, user))

    def channel(
        self,
        name: str,
        *,
        members: Iterable[Human] = (),
        private: bool = False,
        team: Workspace | None = None,
        with_bot: bool = True,
    ) -> Channel:
        """A channel by its name, made if there is none."""
        where = team or self.team
        for channel in where.channels.values():
            if channel.name == name:
                return channel
        channel = self.platform.world.add_channel(where, name, "private" if private else "public")
        channel.members = [
            *(member.id for member in members),
            *([self.bot(where).bot_user] if with_bot else []),
        ]
        return channel

    def group(self, handle: str, members: Iterable[Human], *, team: Workspace | None = None) -> str:
        group_id = self.platform.world.ids.new("S")
        (team or self.team).groups[group_id] = {"handle": handle, "users": [member.id for member in members]}
        return group_id

    def regroup(self, group: str, members: Iterable[Human], *, team: Workspace | None = None) -> None:
        """Put other people into a user group; the app hears subteam_members_changed."""
        where = team or self.team
        where.groups[group]["users"] = users = [member.id for member in members]
        told = {"subteam_id": group, "team_id": where.id, "added_users": users, "removed_users": []}
        event = {"type": "subteam_members_changed", "event_ts": self.platform.world.ids.ts(), **told}
        self.platform.feed.emit(where, event)

    @property
    def events(self) -> EventFeed:
        return self.platform.feed

    async def until(self, condition: Callable[[], T], timeout: float = 5.0) -> T:
        return await self.platform.changes.until(condition, timeout)

    async def settled(self, timeout: float = 5.0) -> None:
        """Wait until no event delivery is under way."""
        await self.until(lambda: not self.events.busy, timeout)

    def history(self, channel: Channel | str) -> list[Seen]:
        return [seen(message) for message in found_channel(self.platform, channel).messages.values()]

    def thread(self, channel: Channel | str, ts: str) -> list[Seen]:
        return [shown for shown in self.history(channel) if ts in (shown.ts, shown.thread_ts)]

    def calls(self, method: str | None = None) -> list[Call]:
        return [call for call in self.platform.journal.calls if method in (None, call.method)]

    def posts(self, channel: Channel | str | None = None) -> list[Post]:
        """What the app posted, in the order of arrival."""
        wanted = found_channel(self.platform, channel).id if channel else None
        return [post for post in self.platform.journal.posts if wanted in (None, post.channel)]

    @property
    def throttled(self) -> int:
        return self.platform.journal.throttled
