"""What the class of an error decides: how long who rests, and who is told."""

from __future__ import annotations

import itertools

import pytest

from bot.conversation import State, ThreadStatus
from bot.delivery.worker import LONGEST_BACKOFF
from bot.errors import Refused, Throttled, Unreachable
from bot.ids import ConversationId
from tests.delivery.house import House, Worker
from tests.delivery.world import Fault


GONE = Fault(Refused("channel_not_found", gone=True))


@pytest.fixture
async def two(house: House) -> tuple[ConversationId, ConversationId, ConversationId]:
    """Two conversations in one channel, and one in another."""
    for name in ("ada", "bob"):
        await house.agent(name)
    a, b, c = [await house.talks(f"c{n}", f"agent:{name}") for n, name in enumerate(("ada", "ada", "bob"))]
    house.later(5)
    return a, b, c


Three = tuple[ConversationId, ConversationId, ConversationId]


async def after(house: House, seconds: float) -> list[str]:
    """What has been said so much later."""
    house.later(seconds)
    await house.worker.works()
    return sorted(house.world.said())


async def test_a_throttled_channel_rests_as_long_as_it_was_told_and_others_go_on(
    house: House, two: Three
) -> None:
    house.world.faults["post"].append(Fault(Throttled(7)))
    for name in two:
        await house.writes(name, f"from {name}")
        await house.worker.works()
    assert house.world.said() == ["from c2"]
    assert await after(house, 6.999) == ["from c2"]
    assert len(await after(house, 0.001)) == 2
    assert await after(house, 1) == ["from c0", "from c1", "from c2"]


async def test_a_throttled_workspace_rests_altogether(house: House, two: Three) -> None:
    house.world.faults["post"].append(Fault(Throttled(7, scope="workspace")))
    await house.writes(two[0], "from c0")
    await house.worker.works()
    await house.writes(two[2], "from c2")
    assert await after(house, 6.999) == []
    assert await after(house, 0.001) == ["from c0", "from c2"]
    assert house.world.calls["look_up"] == 0


async def test_a_throttled_card_lets_messages_go_on(house: House, two: Three) -> None:
    house.world.faults["refresh"].append(Fault(Throttled(7, scope="workspace")))
    await house.replies(two[0], "!end")
    await house.worker.works()
    await house.writes(two[1], "from c1")
    await house.writes(two[2], "from c2")
    await house.worker.works()
    assert sorted(house.world.said()) == ["from c1", "from c2"]
    assert house.world.cards == []
    await after(house, 7)
    assert [card.status for card in house.world.cards] == ["closed"]


async def test_a_platform_that_cannot_be_reached_is_asked_ever_less_often(house: House, two: Three) -> None:
    house.world.chance = lambda _: Fault(Unreachable("connection refused"))
    await house.writes(two[0], "one")
    tried = []
    while house.at < 1_800_000_000_000 + 120_000:
        before = house.world.calls["post"]
        await house.worker.works()
        if house.world.calls["post"] > before:
            tried.append(house.at)
        house.later(0.25)
    gaps = [(b - a) / 1000 for a, b in itertools.pairwise(tried)]
    assert gaps[:6] == [0.5, 1, 2, 4, 8, 15]
    assert set(gaps[6:]) == {LONGEST_BACKOFF}
    house.world.chance = lambda _: None
    await house.until_quiet()
    assert house.world.said() == ["one"]
    assert house.world.calls["look_up"] == 0


async def test_an_outage_of_an_hour_only_delays(house: House, two: Three) -> None:
    house.world.chance = lambda _: Fault(Unreachable("connection refused"))
    said = []
    for n in range(60):
        await house.writes(two[0], f"{n:02}")
        said.append(f"{n:02}")
        house.later(60)
        await house.worker.works()
    house.world.chance = lambda _: None
    await house.until_quiet()
    assert "\n".join(house.world.said()).split("\n") == said


async def test_words_that_are_refused_are_told_of_and_the_next_ones_go_on(house: House, two: Three) -> None:
    house.world.faults["post"].append(Fault(Refused("msg_too_long")))
    await house.writes(two[0], "x" * 25)
    await house.worker.works()
    await house.writes(two[0], "after")
    await house.until_quiet()
    text = "".join(house.world.said())
    assert "could not be shown here (msg_too_long)" in text
    assert house.world.said()[-1] == "after"
    assert (await house.load(two[0])).state is State.LIVE


async def test_a_refusal_that_cannot_be_told_is_let_go(house: House, two: Three) -> None:
    house.world.faults["post"].extend([Fault(Refused("x")), Fault(Unreachable("no"))])
    await house.writes(two[0], "one")
    await house.worker.works()
    await house.writes(two[0], "after")
    await house.until_quiet()
    assert house.world.said()[-1] == "after"


async def test_a_place_that_is_gone_gives_the_conversation_to_somebody_else(house: House) -> None:
    await house.agent("ada")
    c = await house.talks()
    await house.agent("bob")
    house.world.gone.add(house.inbox("ada"))
    await house.writes(c, "x" * 25, "y" * 25)
    await house.until_quiet()
    now = await house.load(c)
    failed = ThreadStatus.FAILED  # once more in the same inbox, as if only the thread were gone
    assert [thread.status for thread in now.threads] == [failed, failed, ThreadStatus.OFFERED]
    read = "".join(house.world.said(house.inbox("bob"))).replace("\n", "")
    assert read == f"Grace (visitor): {'x' * 25}Grace (visitor): {'y' * 25}"


async def test_an_inbox_that_is_gone_before_the_thread_gives_it_to_somebody_else(house: House) -> None:
    await house.agent("ada")
    house.world.faults["open"].append(GONE)
    c = await house.asks()
    await house.agent("bob")
    await house.writes(c, "one")
    await house.until_quiet()
    now = await house.load(c)
    assert [thread.status for thread in now.threads] == [ThreadStatus.FAILED, ThreadStatus.OFFERED]
    assert house.world.openings() == 1
    assert house.world.said() == ["Grace (visitor): one"]


async def test_a_refused_card_or_whisper_is_let_go(house: House, two: Three) -> None:
    house.world.faults["refresh"].append(Fault(Refused("message_not_found")))
    house.world.faults["whisper"].append(Fault(Refused("user_not_in_channel")))
    await house.replies(two[0], "!help")
    await house.replies(two[0], "!end")
    await house.until_quiet()
    assert (house.world.whispers, house.world.cards) == ([], [])


async def test_a_throttled_whisper_comes_later(house: House, two: Three) -> None:
    house.world.faults["whisper"].append(Fault(Throttled(3)))
    await house.replies(two[0], "!help")
    await house.worker.works()
    assert house.world.whispers == []
    await after(house, 3)
    assert len(house.world.whispers) == 1


async def test_a_throttled_whisper_lets_messages_of_others_go_on(house: House, two: Three) -> None:
    house.world.faults["whisper"].append(Fault(Throttled(7)))
    await house.replies(two[0], "!help")
    await house.worker.works()
    await house.writes(two[1], "from c1")
    await house.worker.works()
    assert house.world.said() == ["from c1"]
    await after(house, 7)
    assert len(house.world.whispers) == 1


async def test_a_lane_without_an_adapter_waits_until_there_is_one(house: House, two: Three) -> None:
    bare = Worker(house)
    bare.delivery = type(bare.delivery)(bare.parts, {})
    await house.writes(two[0], "one")
    await bare.works()
    assert house.world.said() == []
    await house.until_quiet()
    assert house.world.said() == ["one"]
