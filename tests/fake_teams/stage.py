"""What a test sets up and looks at: people, teams, channels, what was said and called."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from tests.fakes.clock import Clock
from tests.fakes.journal import Call

from .feed import Feed
from .human import Human
from .journal import Offences, Post
from .keys import SigningKeys
from .pictures import Picture
from .places import Where, found_channel, found_message
from .platform import Platform
from .settings import Settings
from .tokens import Tokens
from .visible import Seen, seen
from .world import App, Channel, Installation, Message, Person, Team, Tenant


T = TypeVar("T")


class Stage:
    """A Teams without its server: the world, and how to watch it."""

    def __init__(self, clock: Clock | None, settings: dict[str, Any], coarse: int = 1) -> None:
        self.clock = clock or Clock()
        self.settings = Settings(**settings)
        self.platform = Platform(self.clock, self.settings, coarse)
        self._humans: dict[str, Human] = {}
        self.tenant = self.add_tenant("Acme")

    # who and what is there

    @property
    def app(self) -> App:
        return self.platform.world.app

    def add_tenant(self, name: str) -> Tenant:
        """A tenant by its name, made if there is none."""
        for tenant in self.platform.world.tenants.values():
            if tenant.name == name:
                return tenant
        return self.platform.world.add_tenant(name)

    def user(self, name: str, *, tenant: Tenant | None = None, **fields: Any) -> Human:
        """A person by their full name, made if there is none; `fields` are those of Person."""
        where = tenant or self.tenant
        for person in where.people.values():
            if person.name == name:
                return self._human(person)
        return self._human(self.platform.world.add_person(where, name, **fields))

    def _human(self, person: Person) -> Human:
        return self._humans.setdefault(person.id, Human(self.platform, person))

    def team(
        self,
        name: str,
        *,
        members: Iterable[Human] = (),
        tenant: Tenant | None = None,
        with_bot: bool = True,
        rsc: bool = False,
    ) -> Team:
        """A team by its name, made if there is none; with the app in it, of which nothing is told, unless not `with_bot`."""
        where = tenant or self.tenant
        for team in where.teams.values():
            if team.name == name:
                return team
        team = self.platform.world.add_team(where, name)
        team.members = [member.account for member in members]
        team.installed = Installation(rsc=rsc) if with_bot else None
        return team

    def channel(
        self,
        name: str,
        *,
        team: Team | None = None,
        members: Iterable[Human] = (),
        private: bool = False,
        rsc: bool = False,
    ) -> Channel:
        """A channel by its name, made if there is none; without a team in one of the channel's name."""
        where = team or self.team(name, members=members, rsc=rsc)
        for channel in where.channels.values():
            if channel.name == name:
                return channel
        channel = self.platform.world.add_channel(where, name)
        if private:
            channel.private, channel.people = True, [member.account for member in members]
        return channel

    def group_chat(
        self, name: str, *, members: Iterable[Human], with_bot: bool = True, rsc: bool = False
    ) -> Channel:
        """A chat of several people by its name, made if there is none."""
        people = [member.account for member in members]
        for chat in self.tenant.chats.values():
            if chat.name == name and chat.kind == "group":
                return chat
        group = self.platform.world.add_group(self.tenant, name, people)
        group.installed = Installation(rsc=rsc) if with_bot else None
        return group

    # watching

    @property
    def events(self) -> Feed:
        return self.platform.feed

    @property
    def keys(self) -> SigningKeys:
        return self.platform.keys

    @property
    def tokens(self) -> Tokens:
        return self.platform.tokens

    @property
    def offences(self) -> Offences:
        """What the app did that no app may do."""
        return self.platform.offences

    @property
    def pictures(self) -> dict[str, Picture]:
        """What was fetched to be shown in messages of the app, by its address."""
        return self.platform.pictures

    async def until(self, condition: Callable[[], T], timeout: float = 5.0) -> T:
        return await self.platform.changes.until(condition, timeout)

    async def settled(self, timeout: float = 5.0) -> None:
        """Wait until no delivery is under way."""
        await self.until(lambda: not self.events.busy, timeout)

    def history(self, channel: Channel | str) -> list[Seen]:
        """Everything in a channel or chat, in the order in which it was written."""
        return [seen(message) for message in found_channel(self.platform, channel).messages.values()]

    def thread(self, message: Where) -> list[Seen]:
        """A thread from its root on."""
        first = found_message(self.platform, message)
        return [shown for shown in self.history(first.channel) if shown.root == first.root]

    def calls(self, method: str | None = None) -> list[Call]:
        return [call for call in self.platform.journal.calls if method in (None, call.method)]

    def posts(self, channel: Channel | str | None = None) -> list[Post]:
        """What the app posted, in the order of arrival."""
        wanted = found_channel(self.platform, channel).id if channel else None
        return [post for post in self.platform.journal.posts if wanted in (None, post.channel)]

    def message(self, where: Where) -> Message:
        return found_message(self.platform, where)

    @property
    def throttled(self) -> int:
        return self.platform.journal.throttled
