"""Edits, deletions and reactions: each is one change of the conversation to which its message belongs.

::

    change ── is its message known? ── yes ──▶ read what it became, decide, commit
                     └── no: kept in the same step ──▶ the commit of the message sets the timer UNPARK ──▶ `catch_up`
"""

from __future__ import annotations

import structlog

from bot.arrivals import AnyChange, MessageDeleted, MessageEdited, Reacted
from bot.conversation import amending
from bot.errors import UnknownKey
from bot.ids import ConversationId
from bot.ports import Conversations, Placed
from bot.relay.changes import Changes


log = structlog.get_logger(__name__)


class Amends:
    """Carries what agents change about what was said. Holds nothing."""

    def __init__(self, conversations: Conversations, changes: Changes) -> None:
        self._conversations = conversations
        self._changes = changes

    async def changed(self, arrival: AnyChange) -> None:
        """Commit a change, or have it kept until its message is known. Raises `StoreUnavailable`."""
        placed = await self._conversations.placed(arrival.post, arrival if arrival.ours else None)
        if placed is None:
            log.debug("< change of an unknown message", post=arrival.post, kept=arrival.ours)
            return
        await self._commit(placed, arrival)

    async def catch_up(self, conversation: ConversationId) -> None:
        """Take up what came before its message. Raises `StoreUnavailable`."""
        while arrival := await self._conversations.amend(conversation):
            placed = await self._conversations.placed(arrival.post)
            if placed is not None:
                await self._commit(placed, arrival)
            await self._conversations.drop_amend(conversation, arrival)

    async def _commit(self, placed: Placed, arrival: AnyChange) -> None:
        entries = await self._conversations.entries(
            placed.conversation, after=placed.first - 1, upto=placed.last
        )
        was = [entry.event for entry in entries]
        try:
            await self._changes.apply(
                placed.conversation, lambda c: amending.amended(c, was, arrival), [_cause(arrival)]
            )
        except UnknownKey:
            log.info("< change in a conversation that is no longer kept", conversation=placed.conversation)


def _cause(arrival: AnyChange) -> str:
    """What tells one change from another, however often it is delivered."""
    match arrival:
        case MessageEdited():
            return f"edited:{arrival.post}:{arrival.order}"
        case MessageDeleted():
            return f"deleted:{arrival.post}"
        case Reacted():
            what = "+" if arrival.added else "-"
            return f"reacted:{arrival.post}:{arrival.person}:{what}{arrival.emoji}:{arrival.order}"
