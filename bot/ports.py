"""What the core needs from outside, as small Protocols. `bot/app.py` says which adapter fills which."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import Literal, NamedTuple, Protocol

import msgspec

from bot.arrivals import ThreadMessage
from bot.conversation.card import StatusCard
from bot.conversation.state import Conversation
from bot.effects import AnyDelivery, AnyEffect, TimerName
from bot.events import AnyEvent, Entry
from bot.ids import (
    AgentId,
    Channel,
    ConversationId,
    DeliveryId,
    EntryNumber,
    Person,
    PostRef,
    TeamName,
    ThreadNumber,
    ThreadRef,
    VisitorId,
)


class Clock(Protocol):
    """The time, for whoever hears of an event first."""

    def now(self) -> int:
        """Milliseconds since 1970."""


# --- conversations -----------------------------------------------------------------------------------


class Commit(NamedTuple):
    """One change of a conversation: all of it is stored, or nothing."""

    before: Conversation
    after: Conversation
    events: tuple[AnyEvent, ...]
    effects: tuple[AnyEffect, ...]
    dedupe: tuple[str, ...] = ()
    """Names of what caused it. If any of them caused a commit of this conversation before, nothing is stored."""


class Committed(NamedTuple):
    """What became of a commit.

    ``stored``: it is durable. ``stale``: somebody else was first; load and decide again.
    ``seen``: it was stored before; `number` is the last entry of that commit.
    """

    outcome: Literal["stored", "stale", "seen"]
    number: EntryNumber
    due: tuple[TimerName, ...] = ()
    """Timers of this conversation that the commit made due at once."""


class Due(NamedTuple):
    """A timer that is due. It comes again, to anybody, until a commit clears it."""

    conversation: ConversationId
    name: TimerName
    until: int = 0
    """When it comes again, milliseconds since 1970; 0 for one that a commit of ours made due at once."""


class Found(NamedTuple):
    """Where a thread belongs."""

    conversation: ConversationId
    thread: ThreadNumber


class Conversations(Protocol):
    """The log and the snapshot of every conversation of one site. All methods raise `StoreUnavailable`."""

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

    async def of_visitor(self, visitor: VisitorId) -> tuple[ConversationId | None, dict[str, str]]:
        """Look up the visitor's conversation and what is known of them."""

    async def find(self, thread: ThreadRef, early: ThreadMessage | None = None) -> Found | None:
        """Say where a thread belongs. If it is not known, `early` is kept in the same step until it is."""

    async def early(self, thread: ThreadRef) -> ThreadMessage | None:
        """Look at the first message that was kept for the thread."""

    async def drop_early(self, thread: ThreadRef, message: ThreadMessage) -> None:
        """Forget this message: it is committed."""

    async def picked(self, conversation: ConversationId) -> AgentId | None:
        """Say whom the last PickAgent reserved; None if nobody was eligible."""

    async def late_since(self, conversation: ConversationId) -> int:
        """Since when the conversation's oldest late delivery waits, milliseconds since 1970; 0 if none is late."""

    async def due(self, limit: int = 100) -> list[Due]:
        """Take timers that are due. Each stays in the store and is offered again until it is cleared."""

    async def still_due(self, due: Due) -> bool:
        """Say whether this is still the timer that was taken: not set anew, not cleared, not taken by somebody else."""

    async def clear(self, due: Due) -> None:
        """Forget a timer outside a commit, because it has nothing left to say; not one that was set anew since."""


# --- agents and teams --------------------------------------------------------------------------------


class Agent(msgspec.Struct, frozen=True, kw_only=True):
    """A person with the live chat permission."""

    id: AgentId
    name: str
    person: Person
    inbox: Channel
    avatar: str = ""
    """Path on the gateway of the picture that was last stored, or empty."""
    capacity: int = 5


class AgentStatus(NamedTuple):
    """An agent as the router sees them just now."""

    agent: Agent
    available: bool
    chats: int
    teams: tuple[TeamName, ...]


class Picture(NamedTuple):
    """A profile picture."""

    content_type: str
    data: bytes


class Directory(Protocol):
    """Agents, teams and admins of one site. Each change is one step that also moves the turns. Raises `StoreUnavailable`."""

    async def agent(self, agent: AgentId) -> Agent | None:
        """Look up an agent who is not removed."""

    async def agent_of(self, person: Person) -> Agent | None:
        """Look up the agent that somebody on a platform is."""

    async def statuses(self) -> list[AgentStatus]:
        """List all agents, by name."""

    async def put_agent(self, agent: Agent, picture: Picture | None) -> bool:
        """Add an agent, or bring name, picture and inbox up to date. Says whether they are new; new ones are available."""

    async def remove_agent(self, agent: AgentId) -> tuple[ConversationId, ...]:
        """Take the permission at once. Answers the conversations that still hold a place of theirs."""

    async def set_available(self, agent: AgentId, *, available: bool) -> bool:
        """Switch availability. Says whether it changed."""

    async def picture(self, agent: AgentId) -> Picture | None:
        """Look up the stored profile picture."""

    async def create_team(self, team: TeamName) -> bool:
        """Create a team. Says whether it is new."""

    async def add_to_team(self, team: TeamName, agent: AgentId) -> bool:
        """Add an agent to a team. Says whether they are new there. Raises `UnknownKey` for no such team or agent."""

    async def teams(self) -> Mapping[TeamName, Sequence[Agent]]:
        """List all teams with their members."""

    async def is_admin(self, person: Person) -> bool:
        """Say whether somebody may change agents, teams and settings."""

    async def admins(self) -> list[Person]:
        """List the admins."""

    async def claim_admin(self, person: Person, code: str) -> bool:
        """Make somebody the first admin if `code` is the one-time code. The code works once."""

    async def audit(self, who: Person, what: str, *, at: int) -> None:
        """Write one line to the audit log."""


# --- platforms ---------------------------------------------------------------------------------------


class Profile(NamedTuple):
    """Somebody as their platform shows them."""

    name: str
    picture: Picture | None
    is_person: bool
    """False for bots and deactivated accounts, who cannot be agents; outsiders neither."""


class ThreadPlatform(Protocol):
    """A place where agents have threads. Called by delivery only, one call at a time for each channel.

    No method retries, waits for limits, or remembers anything: delivery does.
    Each may raise `Throttled`, `Unreachable`, `InDoubt` and `Refused`, and nothing else.
    """

    @property
    def pace(self) -> float:
        """Seconds between two posts in one channel."""

    def pieces(self, text: str) -> Sequence[str]:
        """Render plain text for the platform, in as many posts as its limits need. Pure."""

    async def open_thread(self, inbox: Channel, card: StatusCard, delivery: DeliveryId) -> ThreadRef:
        """Begin a thread with the card, so that the agent is notified."""

    async def post(self, thread: ThreadRef, author: str, piece: str, delivery: DeliveryId) -> PostRef:
        """Put one of `pieces` into the thread under the author's name; without a name under ours."""

    async def whisper(self, thread: ThreadRef, to: Person, text: str) -> None:
        """Tell one person something in the thread that only they see."""

    async def refresh(self, thread: ThreadRef, card: StatusCard) -> None:
        """Bring the card that the thread begins with up to date. May be repeated at will."""

    async def look_up(self, where: Channel | ThreadRef, delivery: DeliveryId, since: int) -> PostRef | None:
        """Look for the post of a delivery that is in doubt; `since` is when it was tried, in milliseconds.

        None is certain: it is not there. Raises `CannotTell` when it could not be looked at now.
        """


class People(Protocol):
    """Who is who on a platform. May raise `Throttled`, `Unreachable`, `InDoubt` and `Refused`."""

    async def profile(self, person: Person) -> Profile:
        """Fetch name and picture."""

    async def inbox(self, person: Person) -> Channel:
        """Open the person's inbox: where their threads will be."""

    async def check(self) -> list[tuple[str, bool, str]]:
        """Say what is connected and permitted: for each point its name, whether it is well, and what to do if not."""


# --- delivery ----------------------------------------------------------------------------------------


Scope = Literal["conversation", "channel", "workspace"]
"""What rests after a delivery that did not succeed."""


class Doubt(NamedTuple):
    """What an earlier worker, or an earlier attempt, began and did not settle."""

    covers: int
    """How many deliveries the post was to stand for."""
    part: int
    """Which of its pieces, from 0."""
    since: int
    """When it was begun, milliseconds since 1970."""
    age: float
    """How long ago that is, in seconds, by the store's clock."""


class Lease(NamedTuple):
    """The right to work on one conversation in one lane, for about a second, or until it is settled or retried."""

    channel: Channel
    epoch: int
    conversation: ConversationId
    deliveries: tuple[tuple[DeliveryId, AnyDelivery], ...]
    """The oldest deliveries of the conversation, in order; empty when there is a card to refresh."""
    card: ThreadNumber | None
    since: int
    """When the card was asked for: what is asked for later is not answered by this."""
    refs: Mapping[ThreadNumber, ThreadRef]
    """The threads that are known."""
    done: int
    """Pieces of the first delivery that are posted already."""
    begun: bool
    """It is noted already that a post for the first delivery is about to be sent."""
    doubt: Doubt | None


class Backlog(NamedTuple):
    """What waits to be delivered. Times in seconds."""

    deliveries: int
    oldest: float
    """How long the oldest of them has waited."""
    late: int
    """Those of which both sides were told that they are late."""
    in_doubt: int
    """Posts of which nobody knows yet whether they arrived."""
    lanes: int
    """Channels that have something to deliver."""
    overdue: float
    """For how long the first lane should have been looked at, and was not: nobody works."""


class Memory(NamedTuple):
    """What the store's server holds, in bytes."""

    used: int
    limit: int
    """Beyond it nothing is written; 0 if there is none but the machine's."""


class Outbox(Protocol):
    """The lanes. A method that answers False did nothing: the lease was lost, and with it the right to act."""

    async def take(self, limit: int) -> tuple[list[Lease], float]:
        """Lease what is due, and say in how many seconds to ask again at the latest."""

    async def begin(self, lease: Lease, *, covers: int, part: int) -> bool:
        """Note that a post for the first `covers` deliveries is about to be sent."""

    async def keep(self, lease: Lease) -> bool:
        """Prolong a lease."""

    async def settle(
        self, lease: Lease, *, covers: int, part: int, pause: float, ref: PostRef | None = None
    ) -> bool:
        """Note the outcome: `covers` deliveries are done, or `part` pieces of the first one. The lane rests for `pause` s."""

    async def settle_card(self, lease: Lease, *, pause: float) -> bool:
        """Note that the card in the lease is up to date."""

    async def retry(self, lease: Lease, *, after: float, in_doubt: bool, scope: Scope) -> bool:
        """Note that the post was not sent, or may have been: `scope` rests for `after` seconds."""

    async def wait(self, timeout: float) -> None:
        """Return when a lane became due, or after `timeout` seconds."""


class Threads(Protocol):
    """Who wants to hear what became of threads. Both raise `StoreUnavailable`."""

    async def thread_opened(self, conversation: ConversationId, thread: ThreadNumber, ref: ThreadRef) -> None:
        """The platform told us where a thread is."""

    async def thread_failed(self, conversation: ConversationId, thread: ThreadNumber, reason: str) -> None:
        """The platform refused a thread for good."""


# --- pages of our own --------------------------------------------------------------------------------


class Shelf(Protocol):
    """Numbered items that a page catches up with. Durable when a method returns. All methods raise `StoreUnavailable`."""

    async def put(self, shelf: str, item: str, data: bytes) -> tuple[int, bytes]:
        """Put an item under the shelf's next number, unless it is there. Answers what is there now, and its number."""

    async def replace(self, shelf: str, item: str, data: bytes) -> tuple[int, bytes]:
        """Put an item under the shelf's next number, in place of the one of its name if there is one."""

    async def get(self, shelf: str, item: str) -> bytes | None:
        """Look up one item."""

    async def after(self, shelf: str, number: int, *, limit: int) -> list[tuple[int, bytes]]:
        """List what has a number above `number`, rising: the lowest `limit` of them."""

    def changes(self, shelf: str) -> AsyncGenerator[int, None]:
        """Yield the newest number (0: nothing yet): once when listening has begun, then after changes by anybody."""
