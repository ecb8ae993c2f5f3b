"""What exists in this Slack: workspaces, people, channels, messages, files, and one app."""

from __future__ import annotations

import secrets
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any, Literal

from tests.fakes.clock import Clock

from .ids import Ids, token


Json = dict[str, Any]

SCOPES = (
    "chat:write chat:write.customize commands im:history im:write im:read channels:read channels:history groups:read "
    "groups:history users:read files:read files:write reactions:read reactions:write usergroups:read team:read "
    "app_mentions:read users:read.email dnd:read"
)
KINDS: dict[str, tuple[str, str, str]] = {
    # kind: (channel_type of events, message event, scope prefix)
    "public": ("channel", "message.channels", "channels"),
    "private": ("group", "message.groups", "groups"),
    "dm": ("im", "message.im", "im"),
}


@dataclass(kw_only=True, eq=False)
class User:
    """A person or a bot user. `name` is the handle, `real_name` the full name; `display_name` may be empty."""

    id: str
    team: Workspace
    name: str
    real_name: str
    display_name: str = ""
    tz: str = "UTC"
    email: str | None = None
    is_bot: bool = False
    is_admin: bool = False
    is_owner: bool = False
    guest: bool = False
    deleted: bool = False
    presence: str = "active"
    snoozes_until: int = 0
    """Do-not-disturb until then, in seconds since 1970."""
    picture: int = 1
    bot_id: str | None = None

    @property
    def shown(self) -> str:
        return self.display_name or self.real_name


@dataclass(kw_only=True, eq=False)
class File:
    id: str
    name: str
    title: str
    content: bytes
    mimetype: str
    owner: str
    declared: int
    uploaded: bool = False
    completed: bool = False
    shares: dict[str, list[str]] = field(default_factory=dict)


@dataclass(kw_only=True, eq=False)
class Message:
    """One message. `user` is absent on customised posts of the app; `text` is as Slack stores it, escaped."""

    channel: Channel
    ts: str
    text: str
    user: str | None = None
    writer: User | None = None
    by: Installation | None = None
    username: str | None = None
    icons: Json | None = None
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    metadata: Json | None = None
    thread_ts: str | None = None
    broadcast: bool = False
    subtype: str | None = None
    client_msg_id: str | None = None
    edited: Json | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)
    pings: tuple[str, ...] = ()
    only_for: str | None = None
    """Ephemeral: the one user who sees it."""

    @property
    def is_reply(self) -> bool:
        return self.thread_ts is not None and self.thread_ts != self.ts

    def __repr__(self) -> str:
        return f"<Message {self.channel.name} {self.ts} {self.text[:40]!r}>"


@dataclass(kw_only=True, eq=False)
class Channel:
    """A channel. `messages` are in the order of their ts; a direct message has `partner`, the human side."""

    id: str
    team: Workspace
    name: str
    kind: Literal["public", "private", "dm"]
    members: list[str] = field(default_factory=list)
    partner: str | None = None
    archived: bool = False
    shared: bool = False
    locked: set[str] = field(default_factory=set)
    messages: dict[str, Message] = field(default_factory=dict)
    _replies: dict[str, dict[str, Message]] = field(default_factory=lambda: defaultdict(dict))

    def add(self, message: Message) -> None:
        self.messages[message.ts] = message
        if message.is_reply and message.thread_ts:
            self._replies[message.thread_ts][message.ts] = message

    def take_out(self, message: Message) -> None:
        del self.messages[message.ts]
        self._replies.get(message.thread_ts or "", {}).pop(message.ts, None)

    def replies(self, ts: str) -> list[Message]:
        """The replies to a message, in the order of their ts."""
        return list(self._replies.get(ts, {}).values())

    def __repr__(self) -> str:
        return f"<Channel {self.name} {self.kind}, {len(self.messages)} messages>"


@dataclass(kw_only=True, eq=False)
class Installation:
    """The app in one workspace. `scopes` may be changed by a test; `state` says how its token fails."""

    team: Workspace
    app_id: str
    bot_id: str
    bot_user: str
    bot_token: str
    scopes: set[str]
    state: Literal["ok", "token_revoked", "account_inactive"] = "ok"


@dataclass(kw_only=True, eq=False)
class Workspace:
    id: str
    name: str
    users: dict[str, User] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    groups: dict[str, Json] = field(default_factory=dict)
    emoji: dict[str, str] = field(default_factory=dict)
    installed: Installation | None = None


@dataclass(kw_only=True)
class App:
    app_id: str
    name: str = "Threadline"
    client_id: str = field(default_factory=lambda: f"{secrets.randbelow(10**10)}.{secrets.randbelow(10**10)}")
    client_secret: str = field(default_factory=lambda: secrets.token_hex(16))
    signing_secret: str = field(default_factory=lambda: secrets.token_hex(16))
    verification_token: str = field(default_factory=lambda: secrets.token_hex(12))
    app_token: str = field(default_factory=lambda: token("xapp-1"))


class World:
    """All of it, and how it is found."""

    def __init__(self, clock: Clock) -> None:
        self.ids = Ids(clock)
        self.app = App(app_id=self.ids.new("A"))
        self.teams: dict[str, Workspace] = {}
        self.files: dict[str, File] = {}
        self.tokens: dict[str, Installation] = {}

    def add_team(self, name: str) -> Workspace:
        team = Workspace(id=self.ids.new("T"), name=name)
        self.teams[team.id] = team
        return team

    def add_user(self, team: Workspace, name: str, **fields: Any) -> User:
        handle = name.lower().replace(" ", ".")
        user = User(id=self.ids.new("U"), team=team, name=handle, real_name=name, **fields)
        team.users[user.id] = user
        return user

    def person(self, user_id: str) -> User | None:
        """Somebody by their id, of whichever workspace: shared channels have members of several."""
        for team in self.teams.values():
            if user_id in team.users:
                return team.users[user_id]
        return None

    def install(self, team: Workspace, scopes: set[str] | None = None) -> Installation:
        """Give the app a bot user and a token; a second installation keeps the bot user."""
        old = team.installed
        bot_id = old.bot_id if old else self.ids.new("B")
        bot = old.bot_user if old else self.add_user(team, self.app.name, is_bot=True, bot_id=bot_id).id
        team.installed = Installation(
            team=team,
            app_id=self.app.app_id,
            bot_id=bot_id,
            bot_user=bot,
            bot_token=token("xoxb"),
            scopes=set(SCOPES.split()) if scopes is None else scopes,
        )
        self.tokens[team.installed.bot_token] = team.installed
        for channel in team.channels.values():
            if channel.partner and bot not in channel.members:
                channel.members.append(bot)
        return team.installed

    def add_channel(self, team: Workspace, name: str, kind: Literal["public", "private", "dm"]) -> Channel:
        letter = "D" if kind == "dm" else "C"
        channel = Channel(id=self.ids.new(letter), team=team, name=name, kind=kind)
        team.channels[channel.id] = channel
        return channel

    def dm(self, team: Workspace, user: str) -> Channel:
        """The channel between a user and the app, opened if it was not."""
        for channel in team.channels.values():
            if channel.partner == user:
                return channel
        channel = self.add_channel(team, f"dm-{team.users[user].name}", "dm")
        channel.partner = user
        bot = [team.installed.bot_user] if team.installed else []
        channel.members = [user, *bot]
        return channel
