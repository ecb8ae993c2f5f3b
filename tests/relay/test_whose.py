"""Whose a thread is, and which are open to somebody: for platforms where that does not go without saying."""

from __future__ import annotations

from bot.ids import Channel, ConversationId, Person, ThreadNumber, ThreadRef
from bot.takers import Talk
from tests.conversation.scenes import STRANGER, agent_card
from tests.delivery.house import House


ADA = agent_card().person


async def thread(house: House, name: str = "c1") -> ThreadRef:
    """The thread of somebody's talk."""
    conversation = await house.talks(name, visitor=name)
    await house.until_quiet()
    ref = (await house.conversations.load(conversation)).threads[0].ref
    assert ref is not None
    return ref


async def test_a_thread_is_open_to_its_agent_alone(house: House) -> None:
    await house.agent()
    ref = await thread(house)
    assert await house.relay.whose.talk(ref, ADA) == Talk(ref, "c1", is_open=True)
    assert await house.relay.whose.talk(ref, STRANGER) == Talk(ref, "c1", is_open=False)


async def test_a_thread_is_found_by_its_number_too(house: House) -> None:
    await house.agent()
    ref = await thread(house)
    c1 = ConversationId("c1")
    assert await house.relay.whose.talk_in(c1, ThreadNumber(1), ADA) == Talk(ref, "c1", is_open=True)
    assert await house.relay.whose.talk_in(c1, ThreadNumber(2), ADA) is None
    assert await house.relay.whose.talk_in(c1, ThreadNumber(0), ADA) is None
    assert await house.relay.whose.talk_in(ConversationId("c9"), ThreadNumber(1), ADA) is None


async def test_what_is_not_ours_is_nobodys(house: House) -> None:
    assert await house.relay.whose.talk(ThreadRef("desk:local:ada/nowhere"), ADA) is None
    assert await house.relay.whose.talks(ADA) == ()


async def test_an_end_is_seen_at_once_also_by_another_process(house: House) -> None:
    await house.agent()
    ref, other = await thread(house), house.relay_anew()
    assert await other.whose.talk(ref, ADA) == Talk(ref, "c1", is_open=True)
    found = await house.conversations.find(ref)
    assert found is not None
    await house.relay.offers.blocked(found.conversation)
    assert await other.whose.talk(ref, ADA) == Talk(ref, "c1", is_open=False)
    assert await other.whose.talks(ADA) == []


async def test_the_talks_of_somebody_are_those_that_are_open_the_newest_last(house: House) -> None:
    await house.agent()
    first = await thread(house, "Ben")
    house.later(5)
    second = await thread(house, "Cleo")
    assert await house.relay.whose.talks(ADA) == [
        Talk(first, "Ben", is_open=True),
        Talk(second, "Cleo", is_open=True),
    ]
    assert await house.relay.whose.talks(Person("desk:local:nobody")) == ()


async def test_inboxes_of_agents_are_known_and_new_ones_soon(house: House) -> None:
    inbox = agent_card().inbox
    assert not await house.relay.whose.is_inbox(inbox)
    await house.agent()
    house.later(31)
    assert await house.relay.whose.is_inbox(inbox)
    assert not await house.relay.whose.is_inbox(Channel("desk:local:somewhere"))
