"""Payloads become arrivals at once, or are ignored for a reason that has a name. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from bot.adapters.slack.command_words import cut
from bot.adapters.slack.formatting import Formatted, formatted
from bot.adapters.slack.identity import Me
from bot.adapters.slack.render import ACTION_PREFIX, MENU
from bot.adapters.slack.rich_text import custom_emoji, text_of
from bot.adapters.slack.wire import (
    BlockActions,
    Envelope,
    MessageEvent,
    MessageShortcut,
    PressedAction,
    Shown,
    SlashCommand,
    ViewSubmission,
)
from bot.arrivals import ButtonPressed, CommandTyped, ShortcutUsed, ThreadMessage
from bot.content import AttachedFile
from bot.conversation.actions import Action, shortcuts
from bot.ids import ConversationId, EntryNumber, MessageId, ThreadNumber
from bot.text import sendable


RELAYED_SUBTYPES = (None, "file_share", "thread_broadcast")
"""What people write. Every other subtype is a system message, an edit, a deletion, or a bot's."""

_TS = re.compile(r"[0-9]{1,12}\.[0-9]{1,9}")
_VALUE = re.compile(r"([A-Za-z0-9_-]{1,64})\|([0-9]{1,6})(?:\|([0-9]{1,9}))?")
"""Of a button: ``conversation|thread``, and of one below somebody's words the entry."""
_ACTIONS = {ACTION_PREFIX + action: action for action in Action}
_SHORTCUTS = {ACTION_PREFIX + row.action: row.action for row in shortcuts()}

Sent = Envelope | BlockActions | SlashCommand | ViewSubmission | MessageShortcut


class Ignored(NamedTuple):
    """Left out on purpose: it is a duplicate or holds nothing for a visitor."""

    why: str


OUTSIDE = Ignored("not_in_a_thread")


def foreign(sent: Sent, me: Me) -> Ignored | None:
    """Say whether something was sent for another installation: all those of an app share its signing secret."""
    if me.app_id and sent.api_app_id and sent.api_app_id != me.app_id:
        return Ignored("another_app")
    teams = _teams(sent)
    return None if me.team in teams or not any(teams) else Ignored("another_workspace")


def _teams(sent: Sent) -> list[str | None]:
    """For whom it was sent. In shared channels an event's own `team_id` may be the other side's."""
    match sent:
        case Envelope():
            return [each.team_id for each in sent.authorizations or ()] or [sent.team_id]
        case BlockActions() | ViewSubmission() | MessageShortcut():
            return [sent.team.id if sent.team else None]
        case SlashCommand():
            return [sent.team_id]


def ignored(event: MessageEvent, me: Me) -> Ignored | None:
    """Say why a message is not relayed; None: it is.

    Edits and deletions are no messages: see `changes`. Posts of workflows and other apps carry a bot_id.
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
    said = words(event, names)
    return ThreadMessage(
        person=me.person(event.user or ""),
        at=at,
        thread=me.thread(event.channel, event.thread_ts),
        message=MessageId(event.ts),
        text=said.text,
        format=said.format,
        files=tuple(
            AttachedFile(ref=file.id, name=sendable(file.name or ""), size=file.size or 0)
            for file in event.files or ()
        ),
        sent=milliseconds(event.ts),
        ours=event.parent_user_id == me.bot_user if event.parent_user_id else direct(event),
    )


def words(event: MessageEvent | Shown, names: Mapping[str, str]) -> Formatted:
    """What a message says; by its blocks where its text is empty."""
    return formatted(sendable(typed(event)), names, custom_emoji(event.blocks))


def typed(event: MessageEvent | Shown) -> str:
    """A message's text in Slack's own writing."""
    return event.text or text_of(event.blocks)


def direct(event: MessageEvent) -> bool:
    """Say whether a message is in somebody's direct messages with us."""
    return event.channel_type == "im" or event.channel.startswith("D")


def milliseconds(ts: str) -> int:
    """Read a ts, seconds with six decimals, without the losses of a float."""
    seconds, _, fraction = ts.partition(".")
    return int(seconds) * 1000 + int(fraction[:3].ljust(3, "0"))


def button(payload: BlockActions, me: Me, *, at: int) -> ButtonPressed | Ignored:
    """Read a press of one of a card's buttons, or an entry of its menu."""
    pressed = payload.actions[0] if payload.actions else None
    word, meant = _meant(pressed) if pressed else ("", "")
    action = _ACTIONS.get(word)
    if action is None:
        return Ignored("unknown_button")
    value = _VALUE.fullmatch(meant)
    if value is None:
        return Ignored("malformed")
    return ButtonPressed(
        person=me.person(payload.user.id),
        at=at,
        conversation=ConversationId(value[1]),
        thread=ThreadNumber(int(value[2])),
        action=action,
        entry=EntryNumber(int(value[3] or 0)),
    )


def _meant(pressed: PressedAction) -> tuple[str, str]:
    """Which button it is, and its value; an entry of the menu has both in its option."""
    if pressed.action_id != MENU:
        return pressed.action_id, pressed.value
    action, _, value = (
        pressed.selected_option.value.partition("|") if pressed.selected_option else ("", "", "")
    )
    return ACTION_PREFIX + action, value


def in_menu(payload: BlockActions) -> bool:
    """Say whether it was an entry of the menu: Slack asks nothing before those."""
    return bool(payload.actions) and payload.actions[0].action_id == MENU


def shortcut(payload: MessageShortcut, me: Me, *, at: int) -> ShortcutUsed | Ignored:
    """Read a shortcut that was used on a message. The message that a thread begins with may name none."""
    action = _SHORTCUTS.get(payload.callback_id)
    root = payload.message.thread_ts or payload.message.ts
    if action is None:
        return Ignored("unknown_shortcut")
    if not _TS.fullmatch(root):
        return Ignored("malformed")
    return ShortcutUsed(
        person=me.person(payload.user.id), at=at, thread=me.thread(payload.channel.id, root), action=action
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
