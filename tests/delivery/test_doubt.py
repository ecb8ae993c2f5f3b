"""A post whose answer never came: it is looked for, and never sent twice."""

from __future__ import annotations

import pytest

from bot.delivery.doubt import ARRIVAL_TIME
from bot.errors import CannotTell, InDoubt, PlatformError, Refused, Throttled, Unreachable
from bot.ids import ConversationId, DeliveryId, ThreadNumber
from tests.delivery.house import House, Worker
from tests.delivery.world import Fault
from tests.hands import Hands


LOST = Fault(InDoubt("no answer"))
ARRIVED = Fault(InDoubt("no answer"), done=True)


@pytest.fixture
async def c(house: House) -> ConversationId:
    """A visitor who talks to an agent."""
    await house.agent()
    return await house.talks()


async def test_a_post_that_arrived_is_found_and_not_sent_again(house: House, c: ConversationId) -> None:
    house.world.faults["post"].append(ARRIVED)
    await house.writes(c, "one")
    await house.until_quiet()
    assert house.world.said() == ["one"]
    assert house.world.calls["look_up"] == 1


async def test_a_post_that_was_lost_is_sent_again_once_it_is_certain(house: House, c: ConversationId) -> None:
    house.world.faults["post"].append(LOST)
    await house.writes(c, "one")
    await house.worker.works()
    house.later(ARRIVAL_TIME - 0.001)
    await house.worker.works()
    assert (house.world.said(), house.world.calls["look_up"]) == ([], 0)
    house.later(0.001)
    await house.worker.works()
    assert (house.world.said(), house.world.calls["look_up"]) == (["one"], 1)


async def test_a_dead_workers_post_that_is_not_there_yet_may_still_be_on_its_way(
    house: House, c: ConversationId
) -> None:
    await house.writes(c, "one")
    await house.worker.eager.take(9)  # and dies
    house.later(1.0)
    successor = Worker(house)
    await successor.works()
    assert (house.world.calls["look_up"], house.world.said()) == (1, [])
    house.later(ARRIVAL_TIME - 0.001)
    await successor.works()
    assert (house.world.calls["look_up"], house.world.said()) == (1, [])
    house.later(0.001)
    await successor.works()
    assert house.world.said() == ["one"]


async def test_who_was_handed_a_lane_and_died_is_succeeded(house: House, c: ConversationId) -> None:
    house.store.outbox.serve(Hands())
    await house.writes(c, "one")  # and dies, whether it has begun to post or not
    house.store.outbox.serve(None)
    assert await house.worker.works() == 0
    house.later(1.0)
    await house.worker.works()
    assert (house.world.calls["look_up"], house.world.said()) == (1, [])
    await house.until_quiet()
    assert house.world.said() == ["one"]


async def test_a_dead_workers_post_that_shows_up_late_is_found(house: House, c: ConversationId) -> None:
    await house.writes(c, "one")
    (lease,), _ = await house.worker.eager.take(9)
    post = DeliveryId(f"{lease.deliveries[0][0]}.0")
    await house.world.post(lease.refs[ThreadNumber(1)], "Grace", "one", post)  # and dies
    house.world.hidden.add(post)
    house.later(1.0)
    await house.worker.works()
    house.world.hidden.clear()
    await house.until_quiet()
    assert house.world.said() == ["one"]
    assert house.world.calls["look_up"] == 2


@pytest.mark.parametrize(
    "error",
    [CannotTell("not now", after=3), Throttled(3), Unreachable("no"), InDoubt("no answer")],
    ids=lambda error: type(error).__name__,
)
async def test_a_look_up_that_failed_says_nothing_about_the_post(
    house: House, c: ConversationId, error: PlatformError
) -> None:
    house.world.faults["post"].append(ARRIVED)
    house.world.faults["look_up"].extend([Fault(error)] * 3)
    await house.writes(c, "one", "two")
    await house.until_quiet()
    assert house.world.said() == ["one\ntwo"]
    assert house.world.calls["look_up"] == 4


async def test_a_merged_post_in_doubt_stands_for_the_same_messages_again(
    house: House, c: ConversationId
) -> None:
    await house.writes(c, "one", "two")
    house.world.faults["post"].append(ARRIVED)
    await house.worker.works()
    await house.writes(c, "three")
    await house.until_quiet()
    assert house.world.said() == ["one\ntwo", "three"]


async def test_a_merged_post_that_was_lost_is_sent_as_it_was(house: House, c: ConversationId) -> None:
    await house.writes(c, "one", "two")
    house.world.faults["post"].append(LOST)
    await house.worker.works()
    await house.writes(c, "three")
    await house.until_quiet()
    assert house.world.said() == ["one\ntwo", "three"]


async def test_what_comes_behind_a_post_in_doubt_waits_for_it(house: House, c: ConversationId) -> None:
    house.world.faults["post"].extend([LOST, LOST, LOST])
    await house.writes(c, "one")
    await house.worker.works()
    await house.writes(c, "two")
    await house.worker.works()
    assert house.world.calls["look_up"] == 0
    await house.until_quiet()
    assert house.world.said() == ["one", "two"]


async def test_a_conversation_in_doubt_does_not_hold_up_another_in_its_channel(
    house: House, c: ConversationId
) -> None:
    other = await house.talks("c2", "agent:ada")
    house.world.faults["post"].append(LOST)
    await house.writes(c, "in doubt")
    await house.worker.works()
    await house.writes(other, "goes on")
    await house.worker.works()
    assert house.world.said() == ["goes on"]
    await house.until_quiet()
    assert house.world.said() == ["goes on", "in doubt"]


@pytest.mark.parametrize("fault", [ARRIVED, LOST], ids=["arrived", "lost"])
@pytest.mark.parametrize("piece", [0, 1, 2])
async def test_a_piece_in_doubt_is_the_only_one_that_is_looked_for(
    house: House, c: ConversationId, piece: int, fault: Fault
) -> None:
    house.world.faults["post"].extend([*[Fault()] * piece, fault])
    text = "".join(f"{n:03}" for n in range(25))
    await house.writes(c, text)
    await house.until_quiet()
    assert "".join(house.world.said()) == text
    assert house.world.calls["look_up"] == 1


@pytest.mark.parametrize("fault", [ARRIVED, LOST], ids=["arrived", "lost"])
async def test_a_thread_in_doubt_is_opened_once(house: House, fault: Fault) -> None:
    await house.agent()
    house.world.faults["open"].append(fault)
    conversation = await house.asks()
    await house.writes(conversation, "one")
    await house.until_quiet()
    assert house.world.openings() == 1
    assert (await house.load(conversation)).threads[0].ref == house.world.posts[0].thread
    assert house.world.said() == ["one"]


async def test_a_thread_that_arrived_after_its_offer_was_over_is_bound_and_told(house: House) -> None:
    await house.agent()
    house.world.faults["open"].append(ARRIVED)
    conversation = await house.asks()
    await house.worker.works()
    await house.ends(conversation)
    await house.until_quiet()
    assert house.world.openings() == 1
    assert [card.status for card in house.world.cards] == ["withdrawn"]


async def test_a_thread_that_was_lost_is_not_opened_for_an_offer_that_is_over(house: House) -> None:
    await house.agent()
    house.world.faults["open"].append(LOST)
    conversation = await house.asks()
    await house.worker.works()
    await house.ends(conversation)
    await house.until_quiet()
    assert house.world.posts == []


async def test_a_refused_look_up_of_a_thread_that_is_gone_ends_in_another_thread_of_the_agent(
    house: House, c: ConversationId
) -> None:
    gone = Fault(Refused("channel_not_found", gone=True))
    house.world.faults["post"].extend([LOST, gone])
    house.world.faults["look_up"].append(gone)
    await house.writes(c, "one")
    await house.until_quiet()
    first, *rest = house.world.said(house.inbox("ada"))
    assert first == "Grace (visitor): one"
    assert "".join(rest).startswith("The conversation goes on here")
    assert len((await house.load(c)).threads) == 2
