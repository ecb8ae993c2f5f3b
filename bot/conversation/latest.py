"""What of an entry still holds: words that were changed or taken back since are shown to nobody anew. Pure."""

from __future__ import annotations

from msgspec.structs import replace

from bot.conversation.state import Conversation
from bot.events import AgentDeleted, AgentEdited, AgentSentFile, AgentWrote, Entry
from bot.ids import told_message


def as_it_stands(entry: Entry, c: Conversation) -> Entry:
    """The entry without the words and files that do not hold any more; a later entry says what became of them.

    `c` may be newer than the entry, and must not be older than what is read together with it.
    """
    event = entry.event
    if not c.changed or not isinstance(event, AgentWrote | AgentEdited | AgentDeleted | AgentSentFile):
        return entry
    changed = c.changed.get(told_message(event.thread, event.message))
    if changed is None:
        return entry
    match event:
        case AgentWrote():
            return Entry(entry.n, replace(event, text="", format=()))
        case AgentEdited() if changed.entry > entry.n:
            return Entry(entry.n, replace(event, text="", format=()))
        case AgentSentFile() if changed.deleted:
            return Entry(entry.n, replace(event, file=None))
        case AgentEdited() | AgentDeleted() | AgentSentFile():
            return entry
