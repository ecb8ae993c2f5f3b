"""Which form belongs to which action."""

from __future__ import annotations

from bot.conversation.actions import ROWS, Action, Way
from bot.thread_actions.block import BLOCK
from bot.thread_actions.canned import CANNED
from bot.thread_actions.confirm import CONFIRM
from bot.thread_actions.note import NOTE
from bot.thread_actions.parts import FormOf
from bot.thread_actions.reply import REPLY
from bot.thread_actions.transfer import TRANSFER
from bot.thread_actions.visitor import VISITOR


FORMS: dict[Action, FormOf] = {
    **{row.action: CONFIRM for row in ROWS if row.asks and row.way is Way.AT_ONCE},
    Action.VISITOR: VISITOR,
    Action.NOTE: NOTE,
    Action.REPLY: REPLY,
    Action.CANNED: CANNED,
    Action.BLOCK: BLOCK,
    Action.TRANSFER: TRANSFER,
}
"""Whoever adds an action that goes on by a form adds it here."""
