"""What a method of the Web API needs before it runs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from tests.fake_slack.errors import Refused, invalid
from tests.fake_slack.platform import Platform
from tests.fake_slack.world import KINDS, Channel, Installation, Json, Message, User, Workspace


@dataclass(kw_only=True)
class Context:
    """One call: who calls, with which arguments. `stored` is set by a handler as soon as something has changed."""

    platform: Platform
    install: Installation
    args: dict[str, Any]
    stored: bool = False

    @property
    def team(self) -> Workspace:
        return self.install.team

    def flag(self, name: str, *, default: bool = False) -> bool:
        value = self.args.get(name, default)
        return value in (True, 1, "1", "true", "True") if value is not None else default

    def number(self, name: str, default: int, most: int) -> int:
        try:
            value = int(self.args.get(name) or default)
        except ValueError:
            raise invalid("invalid_arguments", f"must be a valid integer [json-pointer:/{name}]") from None
        if not 1 <= value <= most:
            raise Refused("invalid_limit")
        return value

    def needs(self, scope: str) -> None:
        if scope not in self.install.scopes:
            raise Refused("missing_scope", needed=scope, provided=",".join(sorted(self.install.scopes)))

    def channel(self, *, scope: str = "") -> Channel:
        """The channel of the call, as far as the bot can see it; `scope` is what its kind must have granted."""
        channel = self.team.channels.get(str(self.args.get("channel", "")))
        bot = self.install.bot_user
        if channel is None or (channel.kind != "public" and bot not in channel.members):
            raise Refused("channel_not_found")
        if scope:
            self.needs(f"{KINDS[channel.kind][2]}:{scope}")
        return channel

    def joined(self, *, scope: str = "") -> Channel:
        """The channel of the call, of which the bot must be a member."""
        channel = self.channel(scope=scope)
        if self.install.bot_user not in channel.members:
            raise Refused("not_in_channel")
        return channel

    def message(self, channel: Channel, name: str = "ts") -> Message:
        message = channel.messages.get(str(self.args.get(name)))
        if message is None:
            raise Refused("message_not_found")
        return message

    def user(self, name: str = "user") -> User:
        user = self.platform.world.person(str(self.args.get(name)))
        if user is None or not (user.team is self.team or self._shares_channel(user)):
            raise Refused("user_not_found")
        return user

    def _shares_channel(self, user: User) -> bool:
        """Whether a stranger is known here, from a channel of Slack Connect."""
        return any(channel.shared and user.id in channel.members for channel in self.team.channels.values())


Handler = Callable[[Context], Awaitable[Json]]


@dataclass(frozen=True, kw_only=True)
class Method:
    """`json` says whether the method reads JSON bodies: those that only read do not, and ignore such a body."""

    run: Handler
    tier: int | None
    scopes: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    json: bool = False


def page(values: list[Any], context: Context, default: int = 100, most: int = 1000) -> tuple[list[Any], Json]:
    """A page of a list, and the response_metadata that leads to the next."""
    limit = context.number("limit", default, most)
    cursor = str(context.args.get("cursor") or "0")
    if not cursor.isdigit():
        raise Refused("invalid_cursor")
    start = int(cursor)
    rest = str(start + limit) if start + limit < len(values) else ""
    return values[start : start + limit], {"next_cursor": rest}
