"""What exists in this Teams: tenants, people, teams, channels, chats, messages, and one app."""

from __future__ import annotations

import secrets
import uuid
from dataclasses import dataclass, field
from typing import Any, Literal

from tests.fakes.clock import Clock

from .ids import Ids


Json = dict[str, Any]
Kind = Literal["channel", "chat", "group"]
"""A team's channel, somebody's chat with the bot, or a chat of several people."""
PARTING = ";messageid="
"""What stands between a channel and the root of a thread in a conversation's id."""


@dataclass(kw_only=True, eq=False)
class Person:
    """Somebody. `id` is who they are to this bot, `aad` who they are to everybody."""

    id: str
    tenant: Tenant
    name: str
    email: str
    aad: str = field(default_factory=lambda: str(uuid.uuid4()))
    guest: bool = False
    is_admin: bool = False
    presence: str = "Available"
    activity: str = "Available"
    picture: int = 0
    """Its version; 0 is none."""
    has_app: bool = False
    """They installed the app for themselves."""
    blocked: bool = False
    """They blocked the bot."""
    locale: str = "en-US"
    timezone: str = "Europe/Amsterdam"

    @property
    def reachable(self) -> bool:
        """Whether the bot may write to them: they installed the app, or are in a team that did."""
        teams = self.tenant.teams.values()
        return self.has_app or any(team.installed and self in team.members for team in teams)

    @property
    def given_name(self) -> str:
        return self.name.partition(" ")[0]

    @property
    def surname(self) -> str:
        return self.name.partition(" ")[2]


@dataclass(kw_only=True, eq=False)
class File:
    """A file that somebody sent; `token` is what its address must carry where it is short-lived."""

    id: str
    name: str
    content: bytes
    mimetype: str
    token: str = ""
    until: float = 0.0


@dataclass(kw_only=True, eq=False)
class Message:
    """One message. `activity` is as the app sent it; `text` and `html` are what a person typed."""

    channel: Channel
    id: str
    root: str | None
    """The root post of its thread, itself included; None in chats."""
    author: Person | None
    """None for the bot."""
    text: str = ""
    html: str = ""
    activity: Json = field(default_factory=dict)
    entities: list[Json] = field(default_factory=list)
    """Of the mentions in what a person typed."""
    names_bot: bool = False
    files: list[File] = field(default_factory=list)
    images: list[File] = field(default_factory=list)
    edited: bool = False
    deleted: bool = False
    reactions: dict[str, list[str]] = field(default_factory=dict)
    pings: tuple[str, ...] = ()
    views: dict[str, Json] = field(default_factory=dict)
    """Cards that only one person sees in the place of the common one, by the id of the person."""
    read: list[tuple[Json, Json | None, object, Any]] = field(default_factory=list)
    """How it was read last, and in which state it was: see `visible`."""
    other_app: str = ""
    """The name of the app that wrote it, where it is not ours."""

    @property
    def by_bot(self) -> bool:
        return self.author is None and not self.other_app

    @property
    def conversation(self) -> str:
        """The id under which its thread, or its chat, is written to."""
        return self.channel.id if self.root is None else f"{self.channel.id}{PARTING}{self.root}"

    @property
    def ref(self) -> str:
        """`<root>.<id>` in channels, the id alone in chats."""
        return self.id if self.root is None else f"{self.root}.{self.id}"

    @property
    def is_reply(self) -> bool:
        return self.root is not None and self.root != self.id

    def __repr__(self) -> str:
        return (
            f"<Message {self.channel.name} {self.ref} {(self.text or self.activity.get('text', ''))[:40]!r}>"
        )


@dataclass(kw_only=True, eq=False)
class Channel:
    """A channel or a chat. `messages` are in the order in which they were written, by their refs."""

    id: str
    tenant: Tenant
    kind: Kind
    name: str
    team: Team | None = None
    people: list[Person] = field(default_factory=list)
    """Of chats and private channels; the people of a standard channel are those of its team."""
    private: bool = False
    installed: Installation | None = None
    """Of group chats; in channels it is the team's that counts."""
    deleted: bool = False
    writes_blocked: bool = False
    messages: dict[str, Message] = field(default_factory=dict)
    last_ids: dict[str, int] = field(default_factory=dict)

    @property
    def members(self) -> list[Person]:
        return self.team.members if self.team and not self.private else self.people

    @property
    def installation(self) -> Installation | None:
        """The app as it is installed here. People's chats have it where they, or a team of theirs, have it."""
        match self.kind:
            case "channel":
                return self.team.installed if self.team and not self.private else None
            case "group":
                return self.installed
            case "chat":
                return Installation(rsc=True) if self.people[0].reachable else None

    def thread(self, root: str) -> list[Message]:
        return [message for message in self.messages.values() if message.root == root]

    def __repr__(self) -> str:
        return f"<Channel {self.name} {self.kind}, {len(self.messages)} messages>"


@dataclass(kw_only=True, eq=False)
class Installation:
    """The app in a team or a group chat. With `rsc` it hears messages that do not mention it."""

    rsc: bool = False


@dataclass(kw_only=True, eq=False)
class Team:
    """A team; its id is that of its General channel."""

    id: str
    tenant: Tenant
    name: str
    members: list[Person] = field(default_factory=list)
    channels: dict[str, Channel] = field(default_factory=dict)
    aad_group: str = field(default_factory=lambda: str(uuid.uuid4()))
    installed: Installation | None = None
    archived: bool = False
    deleted: bool = False


@dataclass(kw_only=True, eq=False)
class Tenant:
    name: str
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    people: dict[str, Person] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)
    chats: dict[str, Channel] = field(default_factory=dict)
    bot_disabled: bool = False
    """The app is switched off by the tenant's admin."""

    def channels(self) -> list[Channel]:
        inside = [channel for team in self.teams.values() for channel in team.channels.values()]
        return [*inside, *self.chats.values()]


@dataclass(kw_only=True)
class App:
    app_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(30))
    secret_ended: bool = False
    """The day on which it expires has passed."""
    name: str = "Threadline"

    @property
    def bot_id(self) -> str:
        return f"28:{self.app_id}"


class World:
    """All of it, and how it is found."""

    def __init__(self, clock: Clock, coarse: int = 1) -> None:
        self.ids = Ids(clock, coarse)
        self.app = App()
        self.tenants: dict[str, Tenant] = {}
        self.files: dict[str, File] = {}

    def add_tenant(self, name: str) -> Tenant:
        tenant = Tenant(name=name)
        self.tenants[tenant.id] = tenant
        return tenant

    def add_person(self, tenant: Tenant, name: str, **fields: Any) -> Person:
        given = {"email": f"{name.lower().replace(' ', '.')}@{tenant.name.lower()}.example", **fields}
        person = Person(id=self.ids.person(), tenant=tenant, name=name, **given)
        tenant.people[person.id] = person
        return person

    def add_team(self, tenant: Tenant, name: str) -> Team:
        team = Team(id=self.ids.channel(), tenant=tenant, name=name)
        tenant.teams[team.id] = team
        self.add_channel(team, "General", team.id)
        return team

    def add_channel(self, team: Team, name: str, channel_id: str | None = None) -> Channel:
        channel = Channel(
            id=channel_id or self.ids.channel(), tenant=team.tenant, kind="channel", name=name, team=team
        )
        team.channels[channel.id] = channel
        return channel

    def chat(self, person: Person) -> Channel:
        """Somebody's chat with the bot, made if there was none."""
        for chat in person.tenant.chats.values():
            if chat.kind == "chat" and chat.people == [person]:
                return chat
        chat = Channel(
            id=self.ids.chat(), tenant=person.tenant, kind="chat", name=person.name, people=[person]
        )
        person.tenant.chats[chat.id] = chat
        return chat

    def add_group(self, tenant: Tenant, name: str, people: list[Person]) -> Channel:
        group = Channel(id=self.ids.group(), tenant=tenant, kind="group", name=name, people=people)
        tenant.chats[group.id] = group
        return group
