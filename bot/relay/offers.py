"""What becomes of open offers and chats where somebody is removed, comes, or is blocked."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from bot.conversation import Conversation, decisions, going
from bot.conversation.asking import UNKNOWN, Heard
from bot.conversation.coming import coming
from bot.errors import UnknownKey
from bot.ids import AgentId, ConversationId, Person, ThreadNumber
from bot.ports import Clock, Directory
from bot.relay.changes import Changes
from bot.relay.ranks import ranks
from bot.relay.ringing import Ringing


Act = Callable[[ConversationId, Callable[[Conversation], Heard]], Awaitable[str]]


class Offers:
    """Fills `Offers` of bot/commands/parts.py. Holds nothing. All methods raise `StoreUnavailable`."""

    def __init__(
        self, directory: Directory, changes: Changes, ringing: Ringing, clock: Clock, act: Act
    ) -> None:
        self._directory = directory
        self._changes = changes
        self._ringing = ringing
        self._clock = clock
        self._act = act

    async def agent_removed(
        self, agent: AgentId, conversations: Sequence[ConversationId], *, keep: bool = True
    ) -> int:
        """Withdraw the open offers of a removed agent; their active chats go on, or are handed over to the router.

        Answers how many active chats there were.
        """
        active = 0
        for conversation in conversations:
            void = await self._ringing.picked(conversation)  # theirs, and not an offer yet
            if void:
                await self._ringing.act_on(conversation, void)
            at = self._clock.now()
            snapshot = await self._changes.snapshot(conversation)
            active += any(one.id == agent for one in snapshot.present)
            committed = await self._changes.apply(
                conversation, partial(going.removed, agent=agent, at=at, hand_over=not keep)
            )
            if committed:
                await self._ringing.act_on(conversation, committed)
        return active

    async def identity_gone(
        self, agent: AgentId, person: Person, conversations: Sequence[ConversationId]
    ) -> int:
        """Let an agent who is this person no longer, or cannot be reached so, go on as somebody else.

        Answers how many of the conversations go on in another thread.
        """
        found = await self._directory.agents.agent(agent)
        to = [one for one in found.reachable if one.person != person] if found else []
        gone_on = 0
        for conversation in conversations:
            self._changes.forget(conversation)
            decide = partial(going.moved, person=person, at=self._clock.now(), to=to)
            committed = await self._changes.apply(conversation, decide)
            if committed:
                gone_on += 1
                await self._ringing.act_on(conversation, committed)
        return gone_on

    async def come(self, conversation: ConversationId, person: Person, *, take_over: bool) -> str:
        """Let an agent join a conversation, or take it over, from elsewhere. Answers why not; '' when they are on it."""
        at = self._clock.now()
        self._changes.forget(conversation)
        try:
            snapshot = await self._changes.snapshot(conversation)
        except UnknownKey:
            return UNKNOWN
        found = await ranks(self._directory, snapshot, snapshot.current or ThreadNumber(1), person)
        return await self._act(conversation, lambda c: coming(c, found, at, take_over=take_over))

    async def blocked(self, conversation: ConversationId) -> bool:
        """End the conversation of a visitor who is blocked now. Says whether it was still going on."""
        at = self._clock.now()
        committed = await self._changes.apply(conversation, lambda c: decisions.blocked(c, at))
        if committed:
            await self._ringing.act_on(conversation, committed)
        return committed is not None
