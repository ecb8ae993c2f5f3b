"""What people press: the buttons and the menu of a card, and the menu of any message.

What changes something is stored before it is acknowledged; what asks by a form is acknowledged first, and shown as soon
as it is known.
"""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any

import structlog

from bot.adapters.slack import parse, wire
from bot.adapters.slack.answering import Answers, ReplyTo
from bot.adapters.slack.asking import Asking
from bot.adapters.slack.identity import Me
from bot.conversation.actions import TABLE, Way
from bot.errors import StoreUnavailable
from bot.ids import ThreadRef
from bot.in_order import Turns
from bot.takers import Asked, TakesActions
from bot.text import SORRY


log = structlog.get_logger(__name__)


def below(me: Me, channel: str, root: str | None, ts: str) -> ThreadRef | None:
    """The thread below whose card a message stands; None for the card, which is read in two places, and outside."""
    return me.thread(channel, root) if root and root != ts else None


class Pressing:
    """Hands on what was pressed. Raises `StoreUnavailable` if nothing was changed; whoever pressed is told."""

    def __init__(self, actions: TakesActions, asking: Asking, answers: Answers, turns: Turns) -> None:
        self._actions = actions
        self._asking = asking
        self._answers = answers
        self._turns = turns

    async def button(self, payload: wire.BlockActions, me: Me, *, at: int) -> parse.Ignored | None:
        """Take a press of a card's button, or an entry of its menu. Answers why, if it is left aside."""
        arrival = parse.button(payload, me, at=at)
        if isinstance(arrival, parse.Ignored):
            return arrival
        log.debug("< button", conversation=arrival.conversation, action=arrival.action)
        row, chosen, where = TABLE[arrival.action], parse.in_menu(payload), payload.container
        thread = below(me, where.channel_id, where.thread_ts, where.message_ts)
        to = ReplyTo(payload.response_url, thread, arrival.person)
        work = (self._actions.choose if chosen else self._actions.press)(arrival)
        if row.way is Way.FORM or (chosen and row.asks):
            self._asking.show_when_known(work, payload.trigger_id, to)
            return None
        async with self._turns.of((where.channel_id, where.thread_ts or where.message_ts)):
            await self._at_once(work, payload.trigger_id, to)
        return None

    async def shortcut(self, payload: wire.MessageShortcut, me: Me, *, at: int) -> parse.Ignored | None:
        """Take an entry of a message's menu. Answers why, if it is left aside."""
        arrival = parse.shortcut(payload, me, at=at)
        if isinstance(arrival, parse.Ignored):
            return arrival
        log.debug("< shortcut", thread=arrival.thread, action=arrival.action)
        row, work, on = TABLE[arrival.action], self._actions.shortcut(arrival), payload.message
        thread = below(me, payload.channel.id, on.thread_ts, on.ts)
        to = ReplyTo(payload.response_url, thread, arrival.person)
        if row.way is Way.FORM or row.asks:
            self._asking.show_when_known(work, payload.trigger_id, to)
        else:
            await self._at_once(work, payload.trigger_id, to)
        return None

    async def _at_once(self, work: Coroutine[Any, Any, Asked], trigger: str, to: ReplyTo) -> None:
        try:
            self._asking.show(await work, trigger, to)
        except StoreUnavailable:
            self._answers.tell(to, SORRY)
            raise
