"""The lanes, and who wants to hear what became of deliveries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple, Protocol

from bot.effects import AnyDelivery
from bot.ids import Channel, ConversationId, DeliveryId, PostRef, ThreadNumber, ThreadRef
from bot.ports.limits import Call, RateLimit


Scope = Literal["conversation", "cards", "channel", "workspace"]
"""What rests after a delivery that did not succeed; the cards are those of the channel."""


class Doubt(NamedTuple):
    """What an earlier worker, or an earlier attempt, began and did not settle."""

    covers: int
    """How many deliveries the post was to stand for."""
    part: int
    """Which of its pieces, from 0."""
    ago: float
    """How many seconds ago it was begun, by the store's clock."""
    age: float
    """For how many seconds nobody has been able to send it any more."""
    again: int = 0
    """When it was sent once more, and what became of that is not known either: as `began`; 0 if it was not."""
    began: int = 0
    """When it was begun, by the platform's time of day, milliseconds since 1970; 0 if nothing was sent."""


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


class Worker(Protocol):
    """Who works on leases in this process. It is handed them with what is stored, and need not ask for those."""

    @property
    def room(self) -> int:
        """How many leases more it may be handed."""

    def begin(self, lease: Lease, leased_at: float) -> None:
        """Begin to work on a lease, taken at `leased_at` (monotonic seconds) or later. Must not block."""


class Outbox(Protocol):
    """The lanes. A method that answers False did nothing: the lease was lost, and with it the right to act."""

    def serve(self, worker: Worker | None) -> None:
        """Hand leases to this worker: what a commit of this process makes due, and what comes next in a lane."""

    async def take(self, limit: int) -> tuple[list[Lease], float]:
        """Lease what is due, and say in how many seconds to ask again at the latest."""

    async def begin(self, lease: Lease, *, covers: int, part: int, began: int, again: bool = False) -> bool:
        """Note that a post for the first `covers` deliveries is about to be sent, at `began`: the platform's milliseconds since 1970.

        With `again` it is a second copy of one that stays in doubt whatever becomes of this.
        """

    async def admit(
        self, lease: Lease, call: Call, of_workspace: RateLimit | None, of_channel: RateLimit | None
    ) -> float:
        """Count a call by the limits that there are, or say in how many seconds to ask again.

        Channels are admitted to their workspace in the order of asking.
        """

    async def keep(self, lease: Lease) -> bool:
        """Prolong a lease."""

    async def settle(
        self, lease: Lease, *, covers: int, part: int, pause: float, ref: PostRef | None = None
    ) -> bool:
        """Note the outcome: `covers` deliveries are done, or `part` pieces of the first one. The lane rests for `pause` s."""

    async def set_aside(self, lease: Lease, instead: AnyDelivery, after: float) -> bool:
        """Have the oldest delivery answered for, and `instead` delivered in `after` seconds: nothing waits for it."""

    async def settle_card(self, lease: Lease, *, pause: float) -> bool:
        """Note that the card in the lease is up to date."""

    async def retry(self, lease: Lease, *, after: float, in_doubt: bool, scope: Scope) -> bool:
        """Note that the post was not sent, or may have been: `scope` rests for `after` seconds."""

    async def wait(self, timeout: float) -> None:
        """Return when a lane became due, or after `timeout` seconds."""


class Threads(Protocol):
    """Who wants to hear what became of threads. All raise `StoreUnavailable`."""

    async def thread_doubled(
        self, conversation: ConversationId, thread: ThreadNumber, began: Sequence[int]
    ) -> None:
        """Copies of a thread may stand somewhere, each begun at one of `began` (the platform's milliseconds since 1970)."""

    async def thread_opened(self, conversation: ConversationId, thread: ThreadNumber, ref: ThreadRef) -> None:
        """The platform told us where a thread is."""

    async def thread_failed(
        self, conversation: ConversationId, thread: ThreadNumber, reason: str, *, gone: bool = False
    ) -> None:
        """The platform refused a thread for good."""
