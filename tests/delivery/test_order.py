"""Order, pace and merging: what goes out when everything goes well."""

from __future__ import annotations

import asyncio

from bot.delivery.threads import CARD_PACE
from bot.ids import ConversationId
from tests.delivery.house import House, Worker
from tests.delivery.world import PIECE


async def test_a_thread_begins_with_the_card_then_the_transcript_then_the_words(house: House) -> None:
    await house.agent()
    c = await house.asks()
    await house.writes(c, "one", "two")
    await house.until_quiet()
    assert house.world.openings() == 1
    assert house.world.posts[0].opening
    assert house.world.said() == ["one\ntwo"]
    assert (await house.load(c)).threads[0].ref == house.world.posts[0].thread


async def test_words_before_the_offer_come_with_the_transcript(house: House) -> None:
    c = await house.asks()
    assert (await house.load(c)).ended_reason == "missed"
    await house.agent("ada")
    ada = await house.asks("c2")
    await house.writes(ada, "one")
    await house.agent("bob")
    await house.until_quiet()
    await house.replies(ada, "!end")  # declines: bob is asked, and reads what was said
    await house.writes(ada, "two")
    await house.until_quiet()
    assert house.world.said(house.inbox("bob")) == ["Grace (visitor): one", "two"]


async def test_each_conversation_keeps_its_order(house: House) -> None:
    await house.agent()
    names = [await house.talks(f"c{n}") for n in range(3)]
    for n in range(12):
        await house.writes(names[n % 3], f"{n % 3}.{n // 3}")
        if n % 4 == 0:
            await house.worker.works()
    await house.until_quiet()
    lines = "\n".join(house.world.said()).split("\n")
    for n in range(3):
        assert [line for line in lines if line.startswith(f"{n}.")] == [f"{n}.{k}" for k in range(4)]


async def test_one_channel_is_paced_and_another_does_not_wait_for_it(house: House) -> None:
    for name in ("ada", "bob"):
        await house.agent(name)
    first, second = await house.talks("c1", "agent:ada"), await house.talks("c2", "agent:ada")
    third = await house.talks("c3", "agent:bob")
    for c in (first, second, third):
        await house.writes(c, f"from {c}")
    await house.worker.works()
    assert len(house.world.said(house.inbox("ada"))) == 1
    assert house.world.said(house.inbox("bob")) == ["from c3"]
    house.later(0.999)
    await house.worker.works()
    assert len(house.world.said(house.inbox("ada"))) == 1
    house.later(0.001)
    await house.worker.works()
    assert house.world.said(house.inbox("ada")) == ["from c1", "from c2"]


async def test_nothing_is_merged_without_a_backlog(house: House) -> None:
    await house.agent()
    c = await house.talks()
    for n in range(3):
        await house.writes(c, f"{n}")
        await house.worker.works()
        house.later(1)
    assert house.world.said() == ["0", "1", "2"]


async def test_a_backlog_goes_out_as_one_post_as_far_as_it_fits(house: House) -> None:
    await house.agent()
    c = await house.talks()
    await house.writes(c, "a" * 10, "b" * 10, "c" * 10, "d")
    await house.until_quiet()
    assert house.world.said() == ["a" * 10 + "\n" + "b" * 10, "c" * 10 + "\nd"]


async def test_two_conversations_are_never_merged(house: House) -> None:
    await house.agent()
    first, second = await house.talks("c1"), await house.talks("c2")
    await house.writes(first, "one", "two")
    await house.writes(second, "three")
    await house.until_quiet()
    assert house.world.said() == ["one\ntwo", "three"]
    assert len({post.thread for post in house.world.posts}) == 2


async def test_the_visitors_words_and_ours_are_never_merged(house: House) -> None:
    await house.agent()
    c = await house.talks()
    await house.writes(c, "one", "two")
    await house.ends(c)
    await house.until_quiet()
    assert [(post.author, post.text) for post in house.world.posts] == [
        ("Grace", "one\ntwo"),
        ("", "Grace ended the conversation."),
    ]


async def test_a_long_message_goes_out_in_pieces_at_the_platforms_pace(house: House) -> None:
    await house.agent()
    c = await house.talks()
    text = "".join(chr(97 + n % 26) for n in range(3 * PIECE - 5))
    await house.writes(c, text, "after")
    for n in range(1, 4):
        await house.worker.works()
        assert len(house.world.posts) == n
        house.later(1)
    await house.until_quiet()
    assert "".join(house.world.said()) == text + "after"
    assert len({post.delivery for post in house.world.posts}) == 4


async def test_an_empty_message_is_answered_for_without_a_post(house: House) -> None:
    await house.agent()
    c = await house.talks()
    await house.writes(c, "", "after")
    await house.until_quiet()
    assert house.world.said()[-1].strip() == "after"


async def test_messages_go_before_cards_and_many_refreshes_become_one(house: House) -> None:
    await house.agent()
    names = [await house.talks(f"c{n}") for n in range(2)]
    await house.writes(names[0], "last words")
    await house.ends(names[0])
    await house.ends(names[1])
    done = 0
    while not await house.quiet():
        await house.worker.works()
        done += 1
        if len(house.world.said()) < 2:
            assert done < 9
        house.later(0.5)
    cards = [(card.conversation, card.status) for card in house.world.cards]
    assert sorted(cards) == [("c0", "closed"), ("c1", "closed")]


async def test_cards_have_a_pace_of_their_own(house: House) -> None:
    await house.agent()
    names = [await house.talks(f"c{n}") for n in range(3)]
    for name in names:
        await house.replies(name, "!end")
    house.later(CARD_PACE)
    for n in range(3):
        await house.worker.works()
        assert len(house.world.cards) == n + 1
        house.later(CARD_PACE - 0.01)
        await house.worker.works()
        assert len(house.world.cards) == n + 1
        house.later(0.01)


async def test_a_refresh_asked_for_during_a_refresh_is_done_too(house: House) -> None:
    await house.agent()
    c = await house.asks()
    await house.until_quiet()
    await house.replies(c, "Hi!")
    (lease,), _ = await house.worker.eager.take(9)
    assert lease.card == 1
    await house.replies(c, "!end")
    assert await house.worker.eager.settle_card(lease, pause=0)
    await house.until_quiet()
    assert [card.status for card in house.world.cards] == ["closed"]


async def test_a_whisper_is_heard_by_one_person_only(house: House) -> None:
    await house.agent()
    bob = await house.agent("bob")
    c = await house.talks(pool="agent:ada")
    await house.replies(c, "may I?", bob)
    await house.until_quiet()
    ((person, text),) = house.world.whispers
    assert person == bob.person
    assert "not on this conversation" in text
    assert house.world.said() == []


async def test_two_workers_on_one_outbox_post_everything_once(house: House) -> None:
    for name in ("ada", "bob"):
        await house.agent(name)
    names = [await house.talks(f"c{n}", f"agent:{'ada' if n % 2 else 'bob'}") for n in range(6)]
    workers = [Worker(house) for _ in range(3)]
    for n in range(5):
        await asyncio.gather(*(house.writes(name, f"{name} {n}") for name in names))
        await asyncio.gather(*(worker.works() for worker in workers))
        house.later(0.7)
    await house.until_quiet(*workers)
    lines = "\n".join(house.world.said()).split("\n")
    assert sorted(lines) == sorted(f"c{c} {n}" for c in range(6) for n in range(5))
    for c in range(6):
        mine = [line for line in lines if line.startswith(f"c{c} ")]
        assert mine == sorted(mine)


async def test_words_for_a_thread_that_was_never_opened_are_let_go(house: House) -> None:
    await house.agent()
    c = await house.asks()
    await house.writes(c, "one")
    await house.ends(ConversationId(c))
    await house.until_quiet()
    assert house.world.posts == []
