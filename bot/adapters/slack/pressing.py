"""What people press: the buttons and the menu of a card, and the menu of any message.

What changes something is stored before it is acknowledged; what asks by a form is acknowledged first, and shown as soon
as it is known.
"""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any

import structlog

from bot.adapters.slack import parse, wire
from bot.adapters.slack.answering import Answers
from bot.adapters.slack.asking import SORRY, Asking
from bot.adapters.slack.identity import Me
from bot.adapters.slack.in_order import Turns
from bot.adapters.slack.taking import Asked, TakesActions
from bot.conversation.actions import TABLE, Way
from bot.errors import StoreUnavailable


log = structlog.get_logger(__name__)


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
        row, chosen = TABLE[arrival.action], parse.in_menu(payload)
        work = (self._actions.choose if chosen else self._actions.press)(arrival)
        if row.way is Way.FORM or (chosen and row.asks):
            self._asking.show_when_known(work, payload.trigger_id, payload.response_url)
            return None
        where = payload.container
        async with self._turns.of((where.channel_id, where.thread_ts or where.message_ts)):
            await self._at_once(work, payload.trigger_id, payload.response_url)
        return None

    async def shortcut(self, payload: wire.MessageShortcut, me: Me, *, at: int) -> parse.Ignored | None:
        """Take an entry of a message's menu. Answers why, if it is left aside."""
        arrival = parse.shortcut(payload, me, at=at)
        if isinstance(arrival, parse.Ignored):
            return arrival
        log.debug("< shortcut", thread=arrival.thread, action=arrival.action)
        row, work = TABLE[arrival.action], self._actions.shortcut(arrival)
        if row.way is Way.FORM or row.asks:
            self._asking.show_when_known(work, payload.trigger_id, payload.response_url)
        else:
            await self._at_once(work, payload.trigger_id, payload.response_url)
        return None

    async def _at_once(self, work: Coroutine[Any, Any, Asked], trigger: str, url: str) -> None:
        try:
            self._asking.show(await work, trigger, url)
        except StoreUnavailable:
            self._answers.tell(url, SORRY)
            raise
