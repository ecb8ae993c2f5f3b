"""What waits is counted, and the timer `late` rings when a conversation's deliveries begin to wait too long, and stop."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from bot.adapters.store.conversations import LATE
from bot.adapters.store.health import NOBODY_WORKS, StoreHealth
from bot.effects import TimerName
from bot.events import AgentAccepted, ThreadFailed, ThreadOpened, VisitorWrote
from bot.ids import ConversationId, MessageId
from bot.ports import Due, Lease
from tests.conftest import Store
from tests.conversation.commits import BY, Carried, agent
from tests.conversation.scenes import C1, EVERY, NOW, agent_card


LEASE = 1_000


class Lane(NamedTuple):
    """One agent's lane, and the clock that everybody goes by."""

    store: Store
    health: StoreHealth

    def at(self, milliseconds: int) -> None:
        """The store's clock shows so much after the scene's beginning."""
        self.store.conversations.now = self.store.outbox.now = self.health.now = str(NOW + milliseconds)

    async def writes(self, c: Carried, *messages: str) -> None:
        for message in messages:
            await c.goes_on(VisitorWrote(at=NOW, message=MessageId(message), text=message))

    async def take(self) -> Lease:
        (lease,), _ = await self.store.outbox.take(9)
        return lease

    async def answers_for(self, covers: int) -> None:
        """The oldest deliveries are posted."""
        assert await self.store.outbox.settle(await self.take(), covers=covers, part=0, pause=0)

    async def rings(self) -> list[tuple[str, int]]:
        """Whom the timer rings for, and since when their oldest delivery is late; it is heard, and forgotten."""
        due = [one for one in await self.store.conversations.due() if one.name is TimerName.LATE]
        for one in due:
            await self.store.conversations.clear(one)
        return [(one.conversation, await self._late_since(one)) for one in due]

    async def _late_since(self, due: Due) -> int:
        since = await self.store.conversations.late_since(due.conversation)
        return since - NOW if since else 0


@pytest.fixture
async def lane(store: Store) -> Lane:
    """Nothing waits yet."""
    made = Lane(store, StoreHealth(store.redis, store.keys))
    made.at(0)
    return made


async def talking(lane: Lane, name: ConversationId = C1) -> Carried:
    """A conversation with an open thread, for which nothing waits."""
    await lane.store.directory.agents.put(agent(), None, BY)
    c = Carried(lane.store.conversations, name)
    await c.begins("everybody")
    await c.offers()
    await lane.answers_for(2)
    await c.goes_on(EVERY[ThreadOpened], EVERY[AgentAccepted])
    assert await lane.store.outbox.settle_card(await lane.take(), pause=0)
    return c


async def test_what_waits_is_counted_until_it_is_answered_for(lane: Lane) -> None:
    c = await talking(lane)
    assert (await lane.health.backlog()).deliveries == 0
    lane.at(1_000)
    await lane.writes(c, "one")
    lane.at(3_000)
    await lane.writes(c, "two", "three")
    lane.at(6_000)
    backlog = await lane.health.backlog()
    assert (backlog.deliveries, backlog.oldest, backlog.lanes) == (3, 5.0, 1)
    await lane.answers_for(1)
    backlog = await lane.health.backlog()
    assert (backlog.deliveries, backlog.oldest) == (2, 3.0)
    await lane.answers_for(2)
    backlog = await lane.health.backlog()
    assert (backlog.deliveries, backlog.oldest, backlog.late) == (0, 0.0, 0)


async def test_a_piece_of_a_long_message_does_not_make_it_answered_for(lane: Lane) -> None:
    c = await talking(lane)
    await lane.writes(c, "long")
    assert await lane.store.outbox.settle(await lane.take(), covers=0, part=1, pause=0)
    assert (await lane.health.backlog()).deliveries == 1


async def test_a_conversation_is_late_from_thirty_seconds_on_and_once(lane: Lane) -> None:
    c = await talking(lane)
    await lane.writes(c, "one")
    lane.at(LATE - 1)
    assert await lane.rings() == []
    await lane.writes(c, "two")
    lane.at(LATE)
    assert await lane.rings() == [(C1, 0)]
    lane.at(3 * LATE)
    assert await lane.rings() == []
    assert (await lane.health.backlog()).late == 2


async def test_it_rings_again_when_the_last_late_delivery_is_answered_for_and_not_before(lane: Lane) -> None:
    c = await talking(lane)
    await lane.writes(c, "one", "two", "three")
    lane.at(LATE + 7)
    assert await lane.rings() == [(C1, 0)]
    await lane.writes(c, "on time")
    await lane.answers_for(1)
    assert await lane.rings() == []
    await lane.answers_for(2)
    assert await lane.rings() == [(C1, 0)]
    assert await lane.store.conversations.late_since(C1) == 0
    backlog = await lane.health.backlog()
    assert (backlog.deliveries, backlog.late) == (1, 0)


async def test_a_second_outage_is_told_like_the_first(lane: Lane) -> None:
    c = await talking(lane)
    await lane.writes(c, "one")
    lane.at(LATE)
    assert await lane.rings() == [(C1, 0)]
    await lane.answers_for(1)
    assert await lane.rings() == [(C1, 0)]
    lane.at(LATE + 1)
    await lane.writes(c, "two")
    lane.at(2 * LATE + 1)
    assert await lane.rings() == [(C1, LATE + 1)]


async def test_one_that_is_late_in_two_lanes_goes_on_when_both_do(lane: Lane) -> None:
    c = await talking(lane)
    await lane.writes(c, "one")
    (first,), _ = await lane.store.outbox.take(9)
    other = await talking_in_another_lane(lane, c)
    lane.at(LATE)
    assert await lane.rings() == [(C1, 0)]
    assert await lane.store.outbox.settle(first, covers=1, part=0, pause=0)
    assert await lane.rings() == []
    assert await lane.store.outbox.settle(other, covers=2, part=0, pause=0)
    assert await lane.rings() == [(C1, 0)]


async def talking_in_another_lane(lane: Lane, c: Carried) -> Lease:
    """The first agent's thread fails, and another one is asked; answers the lease on what waits for them."""
    await c.goes_on(EVERY[ThreadFailed])
    await c.offers(agent_card("bob"))
    leases, _ = await lane.store.outbox.take(9)
    (other,) = [lease for lease in leases if lease.deliveries]
    return other


async def test_a_great_many_that_become_late_at_once_are_all_found(lane: Lane) -> None:
    names = [ConversationId(f"many{n}") for n in range(7)]
    for name in names:
        await (await carried_to_an_offer(lane, name)).offers()
    lane.at(LATE)
    seen: list[str] = []
    for _ in names:
        due = await lane.store.conversations.due(limit=3)
        seen += [one.conversation for one in due if one.name is TimerName.LATE]
    assert sorted(seen) == sorted(names)


async def carried_to_an_offer(lane: Lane, name: ConversationId) -> Carried:
    c = Carried(lane.store.conversations, name)
    await c.begins("everybody")
    (due,) = [one for one in await lane.store.conversations.due() if one.conversation == name]
    await lane.store.conversations.clear(due)
    return c


async def test_posts_in_doubt_are_counted_until_somebody_knows(lane: Lane) -> None:
    c = await talking(lane)
    await lane.writes(c, "one")
    assert await lane.store.outbox.retry(await lane.take(), after=0, in_doubt=True, scope="conversation")
    assert (await lane.health.backlog()).in_doubt == 1
    await lane.answers_for(1)
    assert (await lane.health.backlog()).in_doubt == 0


async def test_what_a_dead_worker_left_is_in_doubt(lane: Lane) -> None:
    c = await talking(lane)
    await lane.writes(c, "one")
    await lane.take()
    assert (await lane.health.backlog()).in_doubt == 0
    lane.at(LEASE)
    lease = await lane.take()
    assert lease.doubt
    assert (await lane.health.backlog()).in_doubt == 1
    assert await lane.store.outbox.retry(lease, after=0, in_doubt=False, scope="conversation")
    assert (await lane.health.backlog()).in_doubt == 0


async def test_the_check_tells_late_deliveries_from_a_house_where_nobody_works(lane: Lane) -> None:
    c = await talking(lane)
    await lane.writes(c, "one")
    assert await lane.health.check() == [("Store", True, ""), ("Delivery", True, "")]
    lane.at(int(NOBODY_WORKS * 1000))
    _, (_, well, remedy) = await lane.health.check()
    assert not well
    assert "bot process" in remedy
    lane.at(LATE)
    assert await lane.store.outbox.retry(await lane.take(), after=15, in_doubt=True, scope="channel")
    _, (_, well, remedy) = await lane.health.check()
    assert not well
    assert "1 waiting, 1 in doubt, the oldest for 30 s" in remedy
