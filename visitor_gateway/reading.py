"""The log as visitors are shown it anew: without words that were changed or taken back since."""

from __future__ import annotations

from collections.abc import Sequence

from bot.conversation.latest import as_it_stands
from bot.errors import UnknownKey
from bot.events import AgentEdited, AgentSentFile, AgentWrote, Entry
from bot.ids import ConversationId
from bot.ports import Conversations


AT_ONCE = 200
"""Entries that are read at once. The next are read when these were sent: a long log costs no memory, however slow its reader."""


async def read(
    conversations: Conversations, conversation: ConversationId, *, after: int = 0, upto: int | None = None
) -> list[Entry]:
    """Read the log from entry `after` + 1 to entry `upto`, or to its end. Raises `StoreUnavailable`.

    The snapshot is read after the log, so that it knows of every change that came before this was read.
    """
    entries = await conversations.entries(conversation, after=after, upto=upto)
    if not any(isinstance(entry.event, AgentWrote | AgentEdited | AgentSentFile) for entry in entries):
        return entries
    try:
        c = await conversations.load(conversation)
    except UnknownKey:  # erased just now
        return []
    return [as_it_stands(entry, c) for entry in entries]


async def missed(
    conversations: Conversations, conversation: ConversationId, seen: int
) -> tuple[int, Sequence[Entry]]:
    """What comes after entry `seen`, `AT_ONCE` at most; after entry 0, where the log does not reach that far."""
    if seen and (entries := await read(conversations, conversation, after=seen - 1, upto=seen + AT_ONCE)):
        return seen, entries[1:]
    return 0, await read(conversations, conversation, upto=AT_ONCE)
