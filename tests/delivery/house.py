"""Store, relay and workers around one `World`, with the store's clock in the test's hand."""

from __future__ import annotations

import contextlib

from bot.adapters.store.outbox import RedisOutbox
from bot.arrivals import ButtonPressed, ThreadMessage
from bot.conversation import Conversation, decisions
from bot.conversation.actions import Action
from bot.delivery import Delivery
from bot.delivery.held import Parts
from bot.events import AgentCard, ConversationStarted
from bot.ids import Channel, ConversationId, MessageId, ThreadNumber
from bot.ports import Call, Conversations, Lease, Outbox, RateLimit, ThreadPlatform
from bot.relay import Relay
from tests.conftest import Store
from tests.conversation.commits import BY, agent
from tests.conversation.scenes import NOW, agent_card, requested, started, terms
from tests.delivery.world import World


class Idle(Exception):
    """Raised where a worker would wait for work."""


class EagerOutbox(RedisOutbox):
    """The store's outbox for a worker that never waits: it stops when there is nothing to do."""

    taken = 0
    asked = 0
    """How often a limit was asked for room."""

    async def take(self, limit: int) -> tuple[list[Lease], float]:
        """Take what is due, and count it."""
        leases, wait = await super().take(limit)
        self.taken += len(leases)
        return leases, wait

    async def admit(
        self, lease: Lease, call: Call, of_workspace: RateLimit | None, of_channel: RateLimit | None
    ) -> float:
        """Ask for room, and count that."""
        self.asked += 1
        return await super().admit(lease, call, of_workspace, of_channel)

    async def wait(self, timeout: float) -> None:
        """Stop here."""
        raise Idle


class Worker:
    """One process that delivers."""

    def __init__(
        self,
        house: House,
        *,
        outbox: Outbox | None = None,
        conversations: Conversations | None = None,
        relay: Relay | None = None,
        world: ThreadPlatform | None = None,
        lease: float = 1.0,
    ) -> None:
        self.eager = house.outbox(lease)
        self.parts = Parts(
            outbox or self.eager,
            conversations or house.conversations,
            relay or house.relay_anew(),
            house.store.files,
            lease,
            asking={"desk": world if isinstance(world, World) else house.world},
        )
        self.delivery = Delivery(self.parts, {"desk": world or house.world})

    async def works(self) -> int:
        """Do all that is due now. Answers how many steps that were."""
        steps = 0
        while True:
            before = self.eager.taken
            with contextlib.suppress(Idle):
                await self.delivery.run()
            if self.eager.taken == before:
                return steps
            steps += self.eager.taken - before


class House:
    """Everything but a platform's adapter."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.conversations = store.conversations
        self.world = World(self)
        self.at = NOW
        self.relay = self.relay_anew()
        self._outboxes: list[RedisOutbox] = []
        self._written = 0
        self.later(0)
        self.worker = Worker(self)

    def now(self) -> int:
        """Milliseconds since 1970: this is the relay's clock too."""
        return self.at

    def later(self, seconds: float) -> None:
        """Time passes."""
        self.at += int(seconds * 1000)
        self.conversations.now = str(self.at)
        for outbox in self._outboxes:
            outbox.now = str(self.at)

    def outbox(self, lease: float = 1.0) -> EagerOutbox:
        """Another process's outbox."""
        made = EagerOutbox(self.store.redis, self.store.keys, self.store.bus, lease=lease, now=str(self.at))
        self._outboxes.append(made)
        return made

    def relay_anew(self) -> Relay:
        """Another process's relay."""
        return Relay(self.store.conversations, self.store.directory, self)

    # --- the people

    async def agent(self, name: str = "ada", capacity: int = 9) -> AgentCard:
        """Somebody becomes an agent."""
        await self.store.directory.agents.put(agent(name, capacity), None, BY)
        return agent_card(name)

    async def asks(
        self,
        name: str = "c1",
        pool: str = "everybody",
        visitor: str = "Grace",
        begins: ConversationStarted | None = None,
        **attributes: str,
    ) -> ConversationId:
        """A visitor of whom this is known asks for somebody; `begins` is another beginning."""
        by = terms(pool, accept_window=1_000_000, wait_limit=2_000_000)
        first = begins or started(f"v-{name}", first_name=visitor, **attributes)
        await self.relay.begin(ConversationId(name), (first, requested(by, self.at)))
        return ConversationId(name)

    async def talks(
        self,
        name: str = "c1",
        pool: str = "everybody",
        visitor: str = "Grace",
        begins: ConversationStarted | None = None,
        **attributes: str,
    ) -> ConversationId:
        """A visitor talks to an agent whose thread is open already."""
        conversation = await self.asks(name, pool, visitor, begins, **attributes)
        await self.until_quiet()
        thread = (await self.load(conversation)).threads[-1]
        accepted = ButtonPressed(
            person=thread.agent.person,
            at=self.at,
            conversation=conversation,
            thread=ThreadNumber(1),
            action=Action.ACCEPT,
        )
        assert await self.relay.button(accepted) == ""
        await self.until_quiet()
        self.world.posts.clear()
        self.world.cards.clear()
        return conversation

    async def load(self, conversation: ConversationId) -> Conversation:
        """The snapshot in the store."""
        return await self.conversations.load(conversation)

    async def writes(self, conversation: ConversationId, *texts: str) -> None:
        """The visitor writes."""
        for text in texts:
            self._written += 1
            message = MessageId(f"m{self._written}")
            await self.relay.from_visitor(
                conversation,
                lambda c, m=message, t=text: decisions.visitor_wrote(c, m, t, self.at),  # type: ignore[misc]  # bound now
                message,
            )

    async def ends(self, conversation: ConversationId) -> None:
        """The visitor ends."""
        await self.relay.visitor_ended(conversation, MessageId("end"))

    async def replies(self, conversation: ConversationId, text: str, who: AgentCard | None = None) -> None:
        """Somebody replies in the last thread."""
        thread = (await self.load(conversation)).threads[-1]
        assert thread.ref
        self._written += 1
        arrival = ThreadMessage(
            person=(who or thread.agent).person,
            at=self.at,
            thread=thread.ref,
            message=MessageId(f"r{self._written}"),
            text=text,
            sent=self.at,
            ours=True,
        )
        await self.relay.thread_message(arrival)

    # --- the lanes

    async def until_quiet(self, *workers: Worker, step: float = 1.6, most: int = 60) -> None:
        """Let time pass and workers work until the lanes are empty."""
        for _ in range(most):
            for worker in workers or (self.worker,):
                await worker.works()
            if await self.quiet():
                return
            self.later(step)
        raise AssertionError(f"still something to deliver: {self.world!r}")

    async def quiet(self) -> bool:
        """Nothing waits in any lane."""
        return not await self.store.redis.zcard(self.store.keys.plain("lanes"))

    def inbox(self, name: str = "ada") -> Channel:
        """The channel of an agent's threads."""
        return agent_card(name).inbox
