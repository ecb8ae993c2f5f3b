"""What is stored hands its lane to the worker of the same process, so that nobody has to ask for it."""

from __future__ import annotations

from bot.adapters.store.conversations import RedisConversations
from bot.adapters.store.outbox import RedisOutbox
from bot.events import AgentAccepted, ThreadOpened, VisitorWrote
from bot.ids import ConversationId, DeliveryId, MessageId
from tests.conftest import Store
from tests.conversation.commits import BY, Carried, agent
from tests.conversation.scenes import C1, EVERY, NOW
from tests.hands import Hands
from tests.waiting import until


async def talking(store: Store, name: ConversationId = C1) -> Carried:
    """A conversation with an open thread, for which nothing waits."""
    await store.directory.agents.put(agent(), None, BY)
    c = Carried(store.conversations, name)
    await c.begins("everybody")
    await c.offers()
    await c.goes_on(EVERY[ThreadOpened], EVERY[AgentAccepted])
    for _ in range(9):
        leases, _ = await store.outbox.take(9)
        for lease in leases:
            if lease.card:
                await store.outbox.settle_card(lease, pause=0)
            else:
                await store.outbox.settle(lease, covers=len(lease.deliveries), part=0, pause=0)
    return c


async def writes(c: Carried, text: str) -> None:
    """The visitor writes."""
    await c.goes_on(VisitorWrote(at=NOW, message=MessageId(text), text=text))


async def test_a_commit_hands_its_lane_over_and_notes_that_the_post_is_begun(store: Store) -> None:
    c = await talking(store)
    store.outbox.serve(hands := Hands())
    await writes(c, "one")
    (lease,) = hands.leases
    assert hands.words == [["one"]]
    assert lease.begun
    assert lease.doubt is None
    taken, _ = await store.outbox.take(9)
    assert taken == []
    assert await store.outbox.settle(lease, covers=1, part=0, pause=0)


async def test_what_a_lane_is_held_for_already_is_not_handed_over(store: Store) -> None:
    c = await talking(store)
    store.outbox.serve(hands := Hands())
    await writes(c, "one")
    await writes(c, "two")
    assert hands.words == [["one"]]


async def test_who_settles_is_handed_what_comes_next_in_the_lane(store: Store) -> None:
    c, other = await talking(store), await talking(store, ConversationId("c2"))
    store.outbox.serve(hands := Hands())
    for who, text in ((c, "one"), (c, "two"), (other, "three")):
        await writes(who, text)
    while len(hands.leases) < 3:
        assert await store.outbox.settle(hands.leases[-1], covers=1, part=0, pause=0)
    assert sorted(hands.words) == [["one"], ["three"], ["two"]]


async def test_who_puts_a_delivery_off_is_handed_the_other_conversations_of_the_lane(store: Store) -> None:
    c, other = await talking(store), await talking(store, ConversationId("c2"))
    store.outbox.serve(hands := Hands())
    await writes(c, "one")
    await writes(other, "two")
    assert await store.outbox.retry(hands.leases[0], after=60, in_doubt=True, scope="conversation")
    assert hands.words == [["one"], ["two"]]


async def test_a_lane_that_rests_is_handed_to_nobody(store: Store) -> None:
    c = await talking(store)
    store.outbox.serve(hands := Hands())
    await writes(c, "one")
    await store.outbox.settle(hands.leases[0], covers=1, part=0, pause=60)
    await writes(c, "two")
    assert hands.words == [["one"]]


async def test_who_commits_while_a_lane_rests_looks_at_it_when_the_rest_is_over(store: Store) -> None:
    c = await talking(store)
    store.outbox.serve(hands := Hands())
    await writes(c, "one")
    await store.outbox.settle(hands.leases[0], covers=1, part=0, pause=0.2)
    await store.outbox.take(9)  # nothing waits: without a call it would sleep on
    await writes(c, "two")
    await store.outbox.wait(60)
    (lease,), _ = await store.outbox.take(9)
    assert lease.deliveries[0][0] == DeliveryId(f"{c.now.id}.{c.now.version}.0")


async def test_a_lane_that_is_handed_to_nobody_calls_the_other_processes(store: Store) -> None:
    c = await talking(store)
    store.outbox.serve(hands := Hands(room=1))
    heard: list[bytes | None] = []

    async def calls() -> list[bytes]:
        return [call.split(b" ")[1] for call in heard if call]

    async def listens() -> bool:
        return heard == [None]

    async with store.bus.listen("lanes", heard.append):
        await until(listens)
        await writes(c, "one")
        await writes(c, "two")
        hands.room = 0
        await store.outbox.settle(hands.leases[0], covers=1, part=0, pause=0)
        assert await until(calls) == [b"0"]


async def test_a_process_that_delivers_nothing_is_handed_nothing(store: Store) -> None:
    c = await talking(store)
    gateway = RedisConversations(
        store.redis, store.keys, store.bus, RedisOutbox(store.redis, store.keys, store.bus)
    )
    c.conversations = gateway
    store.outbox.serve(hands := Hands())
    await writes(c, "one")
    assert hands.leases == []
    (lease,), _ = await store.outbox.take(9)
    assert lease.begun


async def test_a_delivery_of_a_newer_process_is_left_to_that(store: Store) -> None:
    c = await talking(store)
    store.outbox.serve(hands := Hands())
    chain = store.keys.of("chain", f"desk:local:ada|{c.now.id}")
    await store.redis.rpush(chain, 'x\n{"type":"sing"}')
    await writes(c, "one")
    assert hands.leases == []
    assert c.now.version == await store.redis.llen(store.keys.of("log", c.now.id))
