"""Payloads become arrivals at once, or are ignored for a reason that has a name. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from bot.adapters.slack.command_words import cut
from bot.adapters.slack.identity import Me
from bot.adapters.slack.mrkdwn import plain
from bot.adapters.slack.render import ACTION_PREFIX
from bot.adapters.slack.wire import BlockActions, Envelope, MessageEvent, SlashCommand
from bot.arrivals import ButtonPressed, CommandTyped, ThreadMessage
from bot.conversation.card import Action
from bot.ids import ConversationId, MessageId, ThreadNumber
from bot.text import sendable


RELAYED_SUBTYPES = (None, "file_share", "thread_broadcast")
"""What people write. Every other subtype is a system message, an edit, a deletion, or a bot's."""

_TS = re.compile(r"[0-9]{1,12}\.[0-9]{1,9}")
_VALUE = re.compile(r"([A-Za-z0-9_-]{1,64})\|([0-9]{1,6})")
"""Of a card's button: ``conversation|thread``."""
_ACTIONS = {ACTION_PREFIX + action: action for action in Action}


class Ignored(NamedTuple):
    """Left out on purpose: it is a duplicate or holds nothing for a visitor."""

    why: str


OUTSIDE = Ignored("not_in_a_thread")


def foreign(sent: Envelope | BlockActions | SlashCommand, me: Me) -> Ignored | None:
    """Say whether something was sent for another installation: all those of an app share its signing secret."""
    if me.app_id and sent.api_app_id and sent.api_app_id != me.app_id:
        return Ignored("another_app")
    teams = _teams(sent)
    return None if me.team in teams or not any(teams) else Ignored("another_workspace")


def _teams(sent: Envelope | BlockActions | SlashCommand) -> list[str | None]:
    """For whom it was sent. In shared channels an event's own `team_id` may be the other side's."""
    match sent:
        case Envelope():
            return [each.team_id for each in sent.authorizations or ()] or [sent.team_id]
        case BlockActions():
            return [sent.team.id if sent.team else None]
        case SlashCommand():
            return [sent.team_id]


def ignored(event: MessageEvent, me: Me) -> Ignored | None:
    """Say why a message is not relayed; None: it is.

    Edits and deletions are ignored intentionally: a visitor keeps what they were told. Slack also sends them for unfurled
    links and for our own posts, there without a user. Posts of workflows and other apps carry a bot_id.
    """
    if event.subtype not in RELAYED_SUBTYPES:
        return Ignored(event.subtype or "")
    if event.hidden:
        return Ignored("hidden")
    if event.user == me.bot_user or event.bot_id == me.bot_id:
        return Ignored("own_post")
    if event.bot_id:
        return Ignored("another_bot")
    if not event.user:
        return Ignored("no_user")
    if not _TS.fullmatch(event.ts):
        return Ignored("malformed")
    if not event.thread_ts or event.thread_ts == event.ts:
        return OUTSIDE
    return None if _TS.fullmatch(event.thread_ts) else Ignored("malformed")


def thread_message(event: MessageEvent, me: Me, names: Mapping[str, str], *, at: int) -> ThreadMessage:
    """Read a reply in a thread that is not `ignored`. `names` knows the users whom it mentions."""
    return ThreadMessage(
        person=me.person(event.user or ""),
        at=at,
        thread=me.thread(event.channel, event.thread_ts),
        message=MessageId(event.ts),
        text=plain(sendable(event.text or ""), names),
        sent=milliseconds(event.ts),
        ours=event.parent_user_id == me.bot_user if event.parent_user_id else direct(event),
    )


def direct(event: MessageEvent) -> bool:
    """Say whether a message is in somebody's direct messages with us."""
    return event.channel_type == "im" or event.channel.startswith("D")


def milliseconds(ts: str) -> int:
    """Read a ts, seconds with six decimals, without the losses of a float."""
    seconds, _, fraction = ts.partition(".")
    return int(seconds) * 1000 + int(fraction[:3].ljust(3, "0"))


def button(payload: BlockActions, me: Me, *, at: int) -> ButtonPressed | Ignored:
    """Read a press of one of a card's buttons."""
    pressed = payload.actions[0] if payload.actions else None
    if pressed is None or pressed.action_id not in _ACTIONS:
        return Ignored("unknown_button")
    value = _VALUE.fullmatch(pressed.value)
    if value is None:
        return Ignored("malformed")
    return ButtonPressed(
        person=me.person(payload.user.id),
        at=at,
        conversation=ConversationId(value[1]),
        thread=ThreadNumber(int(value[2])),
        action=_ACTIONS[pressed.action_id],
    )


def command(payload: SlashCommand, me: Me, *, at: int) -> CommandTyped:
    """Read a slash command."""
    pieces = cut(sendable(payload.text), me)
    return CommandTyped(
        person=me.person(payload.user_id),
        at=at,
        words=tuple(word for word, _ in pieces),
        typed=tuple(typed for _, typed in pieces),
    )
