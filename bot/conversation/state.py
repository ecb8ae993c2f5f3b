"""The snapshot of a conversation: everything the rules need, and nothing that was said.

It is always the fold of `receive` over the log: see `replay`.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

from bot.conversation.milestones import Milestones
from bot.events import AgentCard, Page, Terms
from bot.ids import (
    AgentId,
    ConversationId,
    EntryNumber,
    MessageId,
    Person,
    SiteId,
    ThreadNumber,
    ThreadRef,
    VisitorId,
)
from bot.text import one_line


class State(StrEnum):
    """Where a conversation stands."""

    NEW = "new"
    DIALOGUE = "dialogue"
    ROUTING = "routing"
    QUEUED = "queued"
    OFFERED = "offered"
    LIVE = "live"
    FOLLOW_UP = "follow_up"
    """Nobody took the conversation; the visitor may leave a message for later."""
    ENDED = "ended"


class ThreadStatus(StrEnum):
    """Where one agent's thread stands."""

    OFFERED = "offered"
    LIVE = "live"
    DECLINED = "declined"
    MISSED = "missed"
    WITHDRAWN = "withdrawn"
    FAILED = "failed"
    CLOSED = "closed"
    FOLLOW_UP = "follow_up"
    """The thread in which a team follows up on a visitor whom nobody answered."""


class WhyWithdrawn(StrEnum):
    """Why an offer was withdrawn, or a chat closed, before it came to its end."""

    WAIT_LIMIT = "wait_limit"
    VISITOR_ENDED = "visitor_ended"
    AGENT_REMOVED = "agent_removed"
    HANDED_OVER = "handed_over"
    LEFT = "left"
    TRANSFERRED = "transferred"
    TAKEN_OVER = "taken_over"
    UNREACHABLE = "unreachable"
    TRANSFER_OVER = "transfer_over"
    """The agent who wanted to hand over is not on the conversation any more."""


class Thread(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One agent's thread of this conversation."""

    agent: AgentCard
    status: ThreadStatus
    since: int
    """When the status began, milliseconds since 1970."""
    ref: ThreadRef | None = None
    pool: str = ""
    """The pool by which the agent was found."""
    why: WhyWithdrawn | None = None
    """Why it was withdrawn or closed, where the status alone does not say it."""
    joined: bool = False
    """Its agent is on a conversation that is somebody else's."""
    others: tuple[AgentCard, ...] = ()
    """Who has joined in this thread, besides its agent."""

    @property
    def agents(self) -> tuple[AgentCard, ...]:
        """Everybody whose words in this thread reach the visitor while it is live."""
        return (self.agent, *self.others)

    def of(self, person: Person) -> AgentCard | None:
        """The agent of this thread who this person is, if they are one."""
        return next((agent for agent in self.agents if agent.goes_by(person)), None)


class Transfer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody else is asked to take a conversation that goes on meanwhile."""

    pools: tuple[str, ...]
    to: str
    """The agent or the team by name, for people."""
    asked: tuple[AgentId, ...] = ()
    """Who was asked."""


class Answered(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A card of the dialogue and what the visitor answered to it."""

    card: str
    question: str
    text: str
    captured: bool = False
    """It was an information capture card: what was said is among the attributes."""


class Changed(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What became of an agent's message after it was sent. Only those that were changed have one."""

    entry: EntryNumber
    """The entry of its last change: it alone has the words that hold."""
    order: int
    """When that was, by the platform: see `AgentEdited`."""
    deleted: bool = False


class Conversation(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One visitor's run through a dialogue and the live chat after it. Times in milliseconds since 1970."""

    id: ConversationId
    version: EntryNumber = EntryNumber(0)
    """The number of the last entry of the log that this is the fold of."""
    state: State = State.NEW
    site: SiteId = SiteId("")
    visitor: VisitorId = VisitorId("")
    locale: str = ""
    page: Page = Page()
    dialogue: str = ""
    dialogue_version: str = ""
    preview: bool = False
    """The dialogue's author tries it."""
    card: str = ""
    """The card that waits for the visitor, or empty."""
    question: str = ""
    """The text of that card."""
    capturing: bool = False
    """That card is an information capture card."""
    attributes: dict[str, str] = {}
    score: int | None = None
    """What an agent said that it was worth: 0, nothing, to 3."""
    answers: tuple[Answered, ...] = ()
    """The newest of each card; the log has them all."""
    terms: Terms | None = None
    waiting_since: int = 0
    offers: dict[str, int] = {}
    """How many agents of each pool were asked since the visitor began to wait."""
    missed_because: str = ""
    """Why nobody took the conversation, once the visitor was told so."""
    missed_at: int = 0
    """When the visitor was told so."""
    threads: tuple[Thread, ...] = ()
    on_page: Page = Page()
    """Where the visitor is now, if they went on from `page`."""
    pages: int = 0
    """To how many pages they went on."""
    left_at: int = 0
    """Since when the visitor is not connected; 0 while they are."""
    unanswered_since: int = 0
    """Since when the visitor waits for a word of the agent who took the conversation; 0 if they don't."""
    replied_at: int = 0
    """When an agent wrote last."""
    late_since: int = 0
    """Since when the oldest delivery waits, once that is too long; 0 while all goes well."""
    late_thread: ThreadNumber = ThreadNumber(0)
    """The thread that it waits for."""
    changed: dict[MessageId, Changed] = {}
    """The agents' messages that were edited or deleted, as visitors know them: see `bot.ids.told_message`."""
    erasing_since: int = 0
    """When the visitor asked to be forgotten; 0 if they did not."""
    ended_reason: str = ""
    ended_person: Person = Person("")
    """The agent who ended it; empty where it was nobody of them, or where that is not known."""
    ended_at: int = 0
    transfer: Transfer | None = None
    earlier: int = 0
    """How many threads there were when the conversation was last re-opened."""
    reopened: EntryNumber = EntryNumber(0)
    """The entry by which it was last re-opened; 0 for never."""
    idle_warned: bool = False
    rated: int = 0
    milestones: Milestones = Milestones()

    @property
    def current(self) -> ThreadNumber | None:
        """The thread whose agent is asked, or whose conversation it is, if there is one."""
        match self.state:
            case State.OFFERED:
                return self.offered
            case State.LIVE:
                return self._last(ThreadStatus.LIVE, joined=False)
            case _:
                return None

    @property
    def offered(self) -> ThreadNumber | None:
        """The thread whose agent is asked, also while the conversation is somebody else's."""
        return self._last(ThreadStatus.OFFERED)

    @property
    def former(self) -> ThreadNumber | None:
        """The thread of the agent whose conversation it was when it ended."""
        return self._last(ThreadStatus.CLOSED, joined=False) if self.state is not State.LIVE else None

    def _last(self, status: ThreadStatus, *, joined: bool | None = None) -> ThreadNumber | None:
        for number in range(len(self.threads), 0, -1):
            thread = self.threads[number - 1]
            if thread.status is status and joined in (None, thread.joined):
                return ThreadNumber(number)
        return None

    @property
    def open_threads(self) -> tuple[ThreadNumber, ...]:
        """The threads in which what is said is shown: whose agents are asked, or on the conversation."""
        return tuple(
            ThreadNumber(number)
            for number, thread in enumerate(self.threads, 1)
            if thread.status in (ThreadStatus.OFFERED, ThreadStatus.LIVE)
        )

    @property
    def present(self) -> tuple[AgentCard, ...]:
        """Every agent who is on the conversation, whose it is first."""
        live = [n for n in self.open_threads if self.thread(n).status is ThreadStatus.LIVE]
        live.sort(key=lambda number: self.thread(number).joined)
        return tuple(agent for number in live for agent in self.thread(number).agents)

    @property
    def holders(self) -> frozenset[AgentId]:
        """Whose places the conversation holds, besides the one that was picked and not asked yet."""
        return frozenset(agent.id for number in self.open_threads for agent in self.thread(number).agents)

    def thread(self, number: ThreadNumber) -> Thread:
        """Look up a thread; raises `IndexError` for one that was never opened."""
        if number < 1:
            raise IndexError(number)
        return self.threads[number - 1]

    @property
    def asked(self) -> tuple[AgentId, ...]:
        """The agents who must not be asked again, as long as the conversation is not re-opened."""
        return tuple(dict.fromkeys(thread.agent.id for thread in self.threads[self.earlier :]))

    @property
    def visitor_name(self) -> str:
        """What to call the visitor, from what they told us."""
        names = (self.attributes.get("first_name", ""), self.attributes.get("last_name", ""))
        return one_line(" ".join(names)) or one_line(self.attributes.get("name", "")) or "Visitor"

    def name_of(self, person: Person) -> str:
        """What to call somebody who is, or was, on the conversation."""
        found = (agent.name for thread in self.threads for agent in thread.agents if agent.goes_by(person))
        return next(found, "A colleague")

    def __repr__(self) -> str:
        return f"<Conversation {self.id} v{self.version} {self.state.upper()}, {len(self.threads)} threads>"
