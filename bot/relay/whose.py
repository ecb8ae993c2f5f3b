"""Whose a thread is, for platforms where that does not go without saying. Answers, and changes nothing."""

from __future__ import annotations

from collections.abc import Sequence

from bot.conversation import Conversation
from bot.errors import UnknownKey
from bot.ids import Channel, ConversationId, Person, ThreadNumber, ThreadRef, split_ref
from bot.ports import Clock, Conversations, Directory
from bot.relay.changes import Changes
from bot.takers import Talk


INBOXES_KEPT = 30_000
"""Milliseconds for which the list of agents' inboxes is taken for true."""


class Whose:
    """The threads of one site. Holds nothing that must survive. All methods raise `StoreUnavailable`."""

    def __init__(
        self, conversations: Conversations, directory: Directory, changes: Changes, clock: Clock
    ) -> None:
        self._conversations = conversations
        self._directory = directory
        self._changes = changes
        self._clock = clock
        self._inboxes: frozenset[Channel] = frozenset()
        self._read_at = -INBOXES_KEPT

    async def talk(self, thread: ThreadRef, person: Person) -> Talk | None:
        """What a thread is to somebody; None where it is none of ours."""
        found = await self._conversations.find(thread)
        return await self.talk_in(found.conversation, found.thread, person) if found else None

    async def talk_in(
        self, conversation: ConversationId, number: ThreadNumber, person: Person
    ) -> Talk | None:
        """The same of the thread with this number, wherever it is; None where there is none yet."""
        c = await self._fresh(conversation)
        if c is None or not 1 <= number <= len(c.threads):
            return None
        thread = c.thread(number)
        is_open = number in c.open_threads and thread.of(person) is not None
        return Talk(thread.ref, c.visitor_name, is_open=is_open) if thread.ref else None

    async def talks(self, person: Person) -> Sequence[Talk]:
        """The threads in which somebody's words reach a visitor, or are an answer to an offer: the newest last."""
        agent = await self._directory.agents.agent_of(person)
        if agent is None:
            return ()
        found = [await self._fresh(each) for each in await self._directory.agents.holding(agent.id)]
        talks = [
            (thread.since, Talk(thread.ref, c.visitor_name, is_open=True))
            for c in found
            if c is not None
            for thread in map(c.thread, c.open_threads)
            if thread.ref and any(one.id == agent.id for one in thread.agents)
        ]
        return [talk for _, talk in sorted(talks, key=lambda each: each[0])]

    async def is_double(self, thread: ThreadRef, began: int) -> bool:
        """Say whether a thread may be another copy of one of ours."""
        return await self._conversations.doubles.of(split_ref(thread)[0], began) is not None

    async def is_inbox(self, channel: Channel) -> bool:
        """Say whether threads of ours may begin in a channel: it is an agent's inbox, or a team's."""
        now = self._clock.now()
        if not 0 <= now - self._read_at < INBOXES_KEPT:
            agents = await self._directory.agents.statuses(now)
            teams = await self._directory.teams.teams()
            self._inboxes = frozenset(
                [one.inbox for each in agents for one in each.agent.identities]
                + [each.team.channel for each in teams]
            )
            self._read_at = now
        return channel in self._inboxes

    async def _fresh(self, conversation: ConversationId) -> Conversation | None:
        self._changes.forget(conversation)
        try:
            return await self._changes.snapshot(conversation)
        except UnknownKey:
            return None
