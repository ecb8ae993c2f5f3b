"""Files of agents that were fetched, or cannot be: each is one change of the conversation."""

from __future__ import annotations

from collections.abc import Sequence

from bot.content import KeptFile
from bot.conversation import Conversation
from bot.errors import UnknownKey
from bot.events import AgentSentFile, AnyEvent, FileAttached, FileNotFetched
from bot.ids import told_message
from bot.ports import Clock, Conversations, Fetch
from bot.relay.changes import Changes


class FetchedFiles:
    """Tells conversations what became of files. Fills `TellsOfFiles`."""

    def __init__(self, conversations: Conversations, changes: Changes, clock: Clock) -> None:
        self._conversations = conversations
        self._changes = changes
        self._clock = clock

    async def attached(self, fetch: Fetch) -> FileAttached | None:
        """What is to be fetched; None where the conversation is no longer kept, or the message was taken back."""
        entries = await self._conversations.entries(
            fetch.conversation, after=fetch.entry - 1, upto=fetch.entry
        )
        event = entries[0].event if entries else None
        if not isinstance(event, FileAttached):
            return None
        try:
            c = await self._changes.snapshot(fetch.conversation)
        except UnknownKey:
            return None
        return None if _is_taken_back(c, event) else event

    async def file_fetched(self, fetch: Fetch, attached: FileAttached, file: KeptFile) -> bool:
        """Show the file to the visitor. False: it is not wanted any more, or shown already."""
        sent = AgentSentFile(
            at=self._clock.now(),
            thread=attached.thread,
            agent=attached.agent,
            message=attached.message,
            file=file,
            sent=attached.sent,
        )

        def decide(c: Conversation) -> Sequence[AnyEvent]:
            return [] if _is_taken_back(c, attached) else [sent]

        committed = await self._changes.apply(fetch.conversation, decide, [_cause(fetch)])
        return committed is not None and committed.outcome == "stored"

    async def file_not_fetched(self, fetch: Fetch, attached: FileAttached, why: str) -> None:
        """Tell the agent. `why` is a sentence: what is wrong, and what to do."""
        told = FileNotFetched(
            at=self._clock.now(),
            thread=attached.thread,
            person=attached.agent.person,
            name=attached.file.name,
            why=why,
        )
        await self._changes.apply(fetch.conversation, lambda _: [told], [_cause(fetch)])


def _cause(fetch: Fetch) -> str:
    return f"fetched:{fetch.entry}"


def _is_taken_back(c: Conversation, attached: FileAttached) -> bool:
    changed = c.changed.get(told_message(attached.thread, attached.message))
    return changed is not None and changed.deleted
