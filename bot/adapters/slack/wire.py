"""What Slack sends, as far as we read it. Unknown fields are ignored."""

from __future__ import annotations

from typing import Annotated, TypeVar

import msgspec


SlackId = Annotated[str, msgspec.Meta(pattern=r"^[A-Z0-9]{1,64}\Z")]
"""Of a user, a channel, a bot or a workspace. Ours are built of them, so nothing else may be in them."""


Part = TypeVar("Part")


def read(payload: object, kind: type[Part]) -> Part:
    """Read a payload, or a part of one, as a `kind` of those below. Raises `msgspec.ValidationError`."""
    try:
        return msgspec.convert(payload, kind)
    except UnicodeEncodeError as error:  # half a sign in a place where msgspec needs a whole one
        raise msgspec.ValidationError("not Unicode") from error


class Payload(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a payload."""


class Authorization(Payload, frozen=True, kw_only=True):
    """For which installation an event was sent; Slack sends one at most."""

    team_id: str | None = None


class Envelope(Payload, frozen=True, kw_only=True):
    """Around every event of the Events API."""

    team_id: str | None = None
    api_app_id: str | None = None
    event_id: str = ""
    event: dict[str, object]
    authorizations: list[Authorization] | None = None


class MessageEvent(Payload, frozen=True, kw_only=True):
    """``message``, with any subtype. A reply has a `thread_ts` other than its `ts`."""

    channel: SlackId
    ts: str = ""
    thread_ts: str = ""
    text: str | None = None
    user: SlackId | None = None
    bot_id: str | None = None
    subtype: str | None = None
    hidden: bool = False
    channel_type: str = ""
    parent_user_id: str | None = None


class User(Payload, frozen=True, kw_only=True):
    """Whoever did something."""

    id: SlackId


class UserChange(Payload, frozen=True, kw_only=True):
    """``user_change``: name, picture or status of somebody changed."""

    user: User


class RevokedTokens(Payload, frozen=True, kw_only=True):
    """The users whose tokens were revoked."""

    bot: list[str] = []


class TokensRevoked(Payload, frozen=True, kw_only=True):
    """``tokens_revoked``."""

    tokens: RevokedTokens


class PressedAction(Payload, frozen=True, kw_only=True):
    """One button that was pressed."""

    action_id: str
    value: str = ""


class Container(Payload, frozen=True, kw_only=True):
    """Where the button is."""

    channel_id: str = ""
    message_ts: str = ""
    thread_ts: str = ""


class Team(Payload, frozen=True, kw_only=True):
    """The workspace where the app is installed."""

    id: str | None = None


class BlockActions(Payload, frozen=True, kw_only=True):
    """``block_actions``: somebody used a button or menu of a message. `team` is null where a whole organisation has the app."""

    team: Team | None = None
    api_app_id: str | None = None
    user: User
    actions: list[PressedAction]
    container: Container = Container()
    response_url: str = ""


class SlashCommand(Payload, frozen=True, kw_only=True):
    """A slash command, which comes as a form."""

    command: str
    team_id: str = ""
    api_app_id: str = ""
    user_id: SlackId
    text: str = ""
    response_url: str = ""
