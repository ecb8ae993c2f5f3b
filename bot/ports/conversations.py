"""Conversations as the core needs them kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple, Protocol

from bot.arrivals import AnyChange, ThreadMessage
from bot.conversation.pick import Pick
from bot.conversation.state import Conversation
from bot.effects import AnyEffect, TimerName
from bot.events import AnyEvent, Entry
from bot.ids import AgentId, ConversationId, EntryNumber, PostRef, ThreadRef, VisitorId
from bot.ports.doubles import Doubles, Found
from bot.ports.signals import Signals


class Commit(NamedTuple):
    """One change of a conversation: all of it is stored, or nothing."""

    before: Conversation
    after: Conversation
    events: tuple[AnyEvent, ...]
    effects: tuple[AnyEffect, ...]
    dedupe: tuple[str, ...] = ()
    """Names of what caused it. If any of them caused a commit of this conversation before, nothing is stored."""
    answers: str | None = None
    """The word of the pick that this answers; stale if the router has found something else since."""


class Committed(NamedTuple):
    """What became of a commit.

    ``stored``: it is durable. ``stale``: somebody else was first; load and decide again.
    ``seen``: it was stored before; `number` is the last entry of that commit.
    ``full``: an agent who comes by themselves has no place left, or is no agent any more; nothing was stored.
    """

    outcome: Literal["stored", "stale", "seen", "full"]
    number: EntryNumber
    due: tuple[TimerName, ...] = ()
    """Timers of this conversation that the commit made due at once."""
    picks: tuple[ConversationId, ...] = ()
    """Conversations in line that got somebody because the commit freed a place. Their timers are due at once, too."""


class Due(NamedTuple):
    """A timer that is due. It comes again, to anybody, until a commit clears it."""

    conversation: ConversationId
    name: TimerName
    until: int = 0
    """When it comes again, milliseconds since 1970; 0 for one that a commit of ours made due at once."""


class Placed(NamedTuple):
    """Which entries of which conversation a message on a platform became, or shows."""

    conversation: ConversationId
    first: EntryNumber
    last: EntryNumber


class Known(NamedTuple):
    """What is known of a visitor."""

    conversation: ConversationId | None
    """Their conversation, if they have one."""
    attributes: dict[str, str]
    completed: frozenset[str] = frozenset()
    """The dialogues to whose end they came."""
    user: str = ""
    """The user of the website that they are, if it has vouched for them: then only its word lets them in."""
    forgotten: bool = False
    """They asked to be forgotten a short while ago: nobody is to be known by this name any more."""


class Conversations(Protocol):
    """The log and the snapshot of every conversation of one site. All methods raise `StoreUnavailable`."""

    @property
    def signals(self) -> Signals:
        """How their visitors are at the moment."""

    @property
    def doubles(self) -> Doubles:
        """Those of their threads that may stand twice."""

    async def load(self, conversation: ConversationId) -> Conversation:
        """Load the snapshot. Raises `UnknownKey`."""

    async def entries(
        self, conversation: ConversationId, *, after: int = 0, upto: int | None = None
    ) -> list[Entry]:
        """Read the log from entry `after` + 1 to entry `upto`, or to its end."""

    async def commit(self, change: Commit) -> Committed:
        """Store a change, all of it or nothing. Must not retry when stale: the caller decides again."""

    async def seen(self, conversation: ConversationId, causes: Sequence[str]) -> EntryNumber | None:
        """The last entry of the commit that one of `causes` caused, if there was one."""

    async def of_visitor(self, visitor: VisitorId) -> Known:
        """Look up the visitor's conversation and what is known of them."""

    async def owes(self, c: Conversation) -> bool:
        """Say whether something of it is still to be delivered, or to be said about it elsewhere."""

    async def erase(self, c: Conversation) -> None:
        """Forget it, and all that refers to it. What is not delivered never is."""

    async def forget_visitor(self, visitor: VisitorId) -> None:
        """Forget what is known of a visitor, and which conversation is theirs. Their connections are told."""

    async def find(self, thread: ThreadRef, early: ThreadMessage | None = None) -> Found | None:
        """Say where a thread belongs. If it is not known, `early` is kept in the same step until it is."""

    async def active(self) -> list[ConversationId]:
        """List the conversations whose agents are asked or talking."""

    async def early(self, thread: ThreadRef) -> ThreadMessage | None:
        """Look at the first message that was kept for the thread."""

    async def drop_early(self, thread: ThreadRef, message: ThreadMessage) -> None:
        """Forget this message: it is committed."""

    async def placed(self, post: PostRef, ahead: AnyChange | None = None) -> Placed | None:
        """Say what a message is. If it is not known, `ahead` is kept in the same step until it is."""

    async def amend(self, conversation: ConversationId) -> AnyChange | None:
        """Look at the first change that was kept until its message was known."""

    async def drop_amend(self, conversation: ConversationId, change: AnyChange) -> None:
        """Forget this change: it is committed."""

    async def picked(self, conversation: ConversationId) -> Pick | None:
        """Say what the router has found for the conversation; None if nothing is to be acted on."""

    async def drop_pick(self, conversation: ConversationId, pick: Pick | None) -> None:
        """Forget the timer of a pick that is not needed any more, unless the router has found something else since."""

    async def sent_away(self, conversation: ConversationId) -> AgentId | None:
        """Say who was set away because of an offer of this conversation that they missed."""

    async def late_since(self, conversation: ConversationId) -> int:
        """Since when the conversation's oldest late delivery waits, milliseconds since 1970; 0 if none is late."""

    async def due(self, limit: int = 100) -> list[Due]:
        """Take timers that are due. Each stays in the store and is offered again until it is cleared."""

    async def still_due(self, due: Due) -> bool:
        """Say whether this is still the timer that was taken: not set anew, not cleared, not taken by somebody else."""

    async def clear(self, due: Due) -> None:
        """Forget a timer outside a commit, because it has nothing left to say; not one that was set anew since."""
