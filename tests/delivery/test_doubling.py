"""A thread whose first copy may stand somewhere: who writes there is told where to write, and nobody else is."""

from __future__ import annotations

import asyncio

import pytest
from msgspec import structs

from bot.arrivals import ThreadMessage
from bot.conversation import State
from bot.delivery.doubt import UNSEEN_TIME
from bot.errors import InDoubt, Unreachable
from bot.events import AgentWrote, NotRelayed
from bot.ids import ConversationId, MessageId, ThreadRef, thread_ref
from bot.text import DOUBLE_OVER, NOT_RELAYED
from tests.conversation.scenes import agent_card
from tests.delivery.house import House
from tests.delivery.world import Fault
from tests.waiting import until


ARRIVED = Fault(InDoubt("no answer"), done=True)
TOLD = [(agent_card().person, NOT_RELAYED["double"])]


@pytest.fixture
async def c(house: House) -> ConversationId:
    """An agent is asked, in a thread of which nobody knows yet whether it stands."""
    house.world.sees = False
    await house.agent()
    house.world.faults["open"].append(ARRIVED)
    name = await house.asks()
    await house.worker.works()
    return name


def wrote(
    house: House, thread: ThreadRef, began: int, *, text: str = "Hi!", ours: bool = True
) -> ThreadMessage:
    """The agent writes in some thread that began then."""
    return ThreadMessage(
        person=agent_card().person,
        at=house.at,
        thread=thread,
        message=MessageId(f"r-{text}"),
        text=text,
        sent=house.at,
        ours=ours,
        began=began,
    )


async def said(house: House, c: ConversationId) -> list[str]:
    """What the visitor reads of the agent."""
    log = await house.conversations.entries(c)
    return [entry.event.text for entry in log if isinstance(entry.event, AgentWrote)]


async def asked_while_it_is_opened(house: House, wrote_in: ThreadRef) -> ConversationId:
    """The agent is asked for another conversation, and writes somewhere before we have the answer to its opening."""
    answer = asyncio.Event()
    house.world.faults["open"].append(Fault(gate=answer))
    name = await house.asks("c2", "agent:ada")
    before = house.world.calls["open"]

    async def is_under_way() -> bool:
        return house.world.calls["open"] > before

    async with asyncio.TaskGroup() as group:
        group.create_task(house.worker.works())
        await until(is_under_way)
        await house.relay.thread_message(wrote(house, wrote_in, house.at + 100))
        answer.set()
    return name


async def test_who_writes_in_the_first_copy_is_told_once(house: House, c: ConversationId) -> None:
    began, first = house.at, house.world.posts[0].thread
    await house.until_quiet()
    second = (await house.load(c)).threads[0].ref
    assert second not in (None, first)
    assert await house.relay.whose.is_double(first, began + 300)
    assert not await house.relay.whose.is_double(first, began + 60_000)
    for _ in range(2):  # as Teams does when it had no answer in time
        await house.relay.thread_message(wrote(house, first, began + 300))
    await house.until_quiet()
    assert house.world.whispers == TOLD
    assert await said(house, c) == []


async def test_who_writes_in_the_first_copy_is_told_whatever_the_clock_of_the_store_did_meanwhile(
    house: House, c: ConversationId
) -> None:
    began, first = house.at, house.world.posts[0].thread
    house.worker.eager.now = str(began + 266_000)  # it was set right, while a copy may be on its way
    await house.worker.works()
    await house.relay.thread_message(wrote(house, first, began + 300))
    house.later(300)
    await house.until_quiet()
    assert house.world.whispers == TOLD
    assert await said(house, c) == []


async def test_who_writes_in_a_copy_is_told_whatever_our_own_clock_says(house: House) -> None:
    house.world.sees, house.world.ahead = False, -3_600_000
    await house.agent()
    house.world.faults["open"].append(ARRIVED)
    name = await house.asks()
    await house.worker.works()
    began, first = house.world.its_now(), house.world.posts[0].thread
    await house.until_quiet()
    await house.relay.thread_message(wrote(house, first, began + 300))
    await house.until_quiet()
    assert house.world.whispers == TOLD
    assert await said(house, name) == []


async def test_who_wrote_there_before_the_second_copy_is_told_when_it_stands(
    house: House, c: ConversationId
) -> None:
    first = house.world.posts[0].thread
    for text in ("one", "two"):
        await house.relay.thread_message(wrote(house, first, house.at + 300, text=text))
    await house.until_quiet()
    assert house.world.whispers == TOLD * 2
    assert await said(house, c) == []
    assert await house.conversations.early(first) is None


@pytest.mark.usefixtures("c")
async def test_who_writes_there_while_nobody_can_be_reached_is_told_when_somebody_can(house: House) -> None:
    began, first = house.at, house.world.posts[0].thread
    house.world.chance = lambda _: Fault(Unreachable("down"))
    for _ in range(40):
        house.later(5)
        await house.worker.works()
    await house.relay.thread_message(wrote(house, first, began + 300, ours=False))
    house.world.chance = lambda _: None
    await house.until_quiet()
    assert house.world.whispers == TOLD


async def test_who_writes_in_the_second_copy_before_its_answer_is_heard(
    house: House, c: ConversationId
) -> None:
    opened = house.at
    house.later(UNSEEN_TIME)
    second = thread_ref(house.inbox(), "p1")
    await house.relay.thread_message(wrote(house, second, opened + 20_300))
    await house.until_quiet()
    assert (await house.load(c)).threads[0].ref == second
    assert await said(house, c) == ["Hi!"]
    assert house.world.whispers == []


@pytest.mark.usefixtures("c")
@pytest.mark.parametrize("later", [-3_000, 18_000, 3_600_000])
async def test_a_thread_of_somebody_else_in_the_channel_is_left_alone(house: House, later: int) -> None:
    other, began = thread_ref(house.inbox(), "lunch"), house.at + later
    await house.relay.thread_message(wrote(house, other, began, text="early"))
    await house.until_quiet()
    await house.relay.thread_message(wrote(house, other, began, text="late", ours=False))
    await house.until_quiet()
    assert house.world.whispers == []


@pytest.mark.usefixtures("c")
async def test_of_two_that_stand_twice_the_last_one_begun_before_it_is_meant(house: House) -> None:
    house.later(3)
    house.world.faults["open"].append(ARRIVED)
    other = await house.asks("c2", "agent:ada")
    await house.worker.works()
    began = house.at
    await house.until_quiet()
    await house.relay.thread_message(wrote(house, thread_ref(house.inbox(), "p1"), began + 100))
    log = await house.conversations.entries(other)
    assert [type(entry.event) for entry in log][-1] is NotRelayed


async def test_of_two_begun_one_after_the_other_the_first_is_meant_where_the_second_had_not_begun(
    house: House, c: ConversationId
) -> None:
    began, first = house.at, house.world.posts[0].thread
    house.later(1)
    house.world.faults["open"].append(ARRIVED)
    other = await house.asks("c2", "agent:ada")
    await house.worker.works()
    await house.until_quiet()
    await house.relay.thread_message(wrote(house, first, began + 300))
    meant, not_meant = [await house.conversations.entries(name) for name in (c, other)]
    assert NotRelayed in [type(entry.event) for entry in meant]
    assert NotRelayed not in [type(entry.event) for entry in not_meant]


@pytest.mark.usefixtures("c")
async def test_who_writes_in_a_new_thread_before_its_answer_is_heard_while_another_may_stand_twice(
    house: House,
) -> None:
    house.later(3)
    other = await asked_while_it_is_opened(house, thread_ref(house.inbox(), "p1"))
    await house.until_quiet()
    assert await said(house, other) == ["Hi!"]
    assert house.world.whispers == []


async def test_who_writes_in_a_copy_while_another_thread_is_opened_is_told_when_that_has_its_answer(
    house: House, c: ConversationId
) -> None:
    first = house.world.posts[0].thread
    house.later(3)
    other = await asked_while_it_is_opened(house, first)
    await house.until_quiet()
    assert house.world.whispers == TOLD
    assert [await said(house, name) for name in (c, other)] == [[], []]
    log = await house.conversations.entries(c)
    assert NotRelayed in [type(entry.event) for entry in log]


async def test_who_writes_in_a_copy_while_words_are_on_their_way_in_the_lane_is_told_at_once(
    house: House,
) -> None:
    await house.agent()
    other = await house.talks("c1", "agent:ada")
    house.world.sees = False
    house.world.faults["open"].append(ARRIVED)
    name = await house.asks("c2", "agent:ada")
    await house.worker.works()
    began, first, sent = house.at, house.world.posts[-1].thread, asyncio.Event()
    house.later(1.6)
    await house.worker.works()  # from now on it is known that it may stand there
    house.world.faults["post"].append(Fault(gate=sent))
    for word in ("several", "words"):
        await house.writes(other, word)
    async with asyncio.TaskGroup() as group:
        group.create_task(house.worker.works())
        await until(house.world.is_asked_to_post)
        await house.relay.thread_message(wrote(house, first, began + 300))
        log = await house.conversations.entries(name)
        sent.set()
    assert NotRelayed in [type(entry.event) for entry in log]


async def test_when_the_conversation_has_ended_they_are_told_all_the_same(
    house: House, c: ConversationId
) -> None:
    began, first = house.at, house.world.posts[0].thread
    await house.until_quiet()
    await house.ends(c)
    await house.relay.thread_message(wrote(house, first, began + 300))
    await house.until_quiet()
    assert (await house.load(c)).state is State.ENDED
    assert house.world.whispers == TOLD


async def test_where_neither_copy_is_known_and_nobody_has_the_conversation_they_are_told_in_their_inbox(
    house: House, c: ConversationId
) -> None:
    began, first = house.at, house.world.posts[0].thread
    house.world.faults["open"].append(ARRIVED)
    await house.until_quiet()
    assert (await house.load(c)).threads[0].ref is None
    await house.relay.thread_message(wrote(house, first, began + 300))
    await house.until_quiet()
    told = [post for post in house.world.posts if post.text == DOUBLE_OVER]
    assert [post.author for post in told] == [f"@{agent_card().person}"]
    assert await said(house, c) == []


async def test_who_writes_in_the_second_copy_is_told_when_that_is_given_up_too(
    house: House, c: ConversationId
) -> None:
    house.later(UNSEEN_TIME)
    house.world.faults["open"].append(ARRIVED)
    await house.worker.works()
    began, second = house.at, house.world.posts[1].thread
    await house.until_quiet()
    await house.relay.thread_message(wrote(house, second, began + 300))
    await house.until_quiet()
    assert DOUBLE_OVER in house.world.said()
    assert await said(house, c) == []
    await house.conversations.erase(await house.load(c))
    assert not await house.store.redis.exists(house.store.keys.of("doubles", house.inbox()))


async def test_of_what_is_forgotten_nothing_is_told(house: House, c: ConversationId) -> None:
    began, first = house.at, house.world.posts[0].thread
    await house.until_quiet()
    await house.conversations.erase(await house.load(c))
    await house.relay.thread_message(wrote(house, first, began + 300))
    assert not await house.store.redis.exists(house.store.keys.of("doubles", house.inbox()))
    assert house.world.whispers == []


async def test_who_joins_is_told_in_the_thread_that_will_be_theirs(house: House) -> None:
    await house.agent()
    name = await house.talks()
    bob = await house.agent("bob")
    house.world.sees = False
    house.world.faults["open"].append(ARRIVED)
    assert await house.relay.offers.come(name, bob.person, take_over=False) == ""
    await house.worker.works()
    stray = house.world.posts[-1].thread
    arrival = structs.replace(wrote(house, stray, house.at + 300), person=bob.person)
    await house.relay.thread_message(arrival)
    house.later(2)
    await house.worker.works()
    log = [entry.event for entry in await house.conversations.entries(name)]
    assert [event.thread for event in log if isinstance(event, NotRelayed)] == [2]
    await house.until_quiet()
    assert house.world.whispers == [(bob.person, NOT_RELAYED["double"])]
