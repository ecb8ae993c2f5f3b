"""A post in doubt where nobody can look for it: it is sent once more, marked, and then given up, which is said."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType

import pytest

from bot.delivery.doubt import ARRIVAL_TIME, UNSEEN_TIME
from bot.delivery.threads import UNSURE
from bot.errors import InDoubt, PlatformError, Refused, Throttled, Unreachable
from bot.ids import ConversationId
from bot.ports import RateLimit
from tests.delivery.house import House, Worker
from tests.delivery.test_crashes import LONG, Fuse, doomed, live_through
from tests.delivery.test_files import SHOWN, sends
from tests.delivery.world import Fault


LOST = Fault(InDoubt("no answer"))
ARRIVED = Fault(InDoubt("no answer"), done=True)
BOTH = pytest.mark.parametrize("fault", [ARRIVED, LOST], ids=["arrived", "lost"])
TOLD = "A message of the visitor may not have arrived here, or may stand here twice: "


@pytest.fixture
async def c(house: House) -> ConversationId:
    """A visitor who talks to an agent on a platform where nobody can look."""
    await house.agent()
    name = await house.talks()
    house.world.sees = False
    return name


def copies(house: House) -> list[tuple[str, bool]]:
    """What was said, and whether it was marked as what may stand there already."""
    return [(post.text, post.again) for post in house.world.posts if not post.opening]


def told(house: House) -> str:
    """What is said in our own name, in one."""
    return "".join(post.text for post in house.world.posts if not post.author and not post.opening)


@BOTH
async def test_it_is_sent_once_more_and_marked_when_the_first_has_come_or_never_will(
    house: House, c: ConversationId, fault: Fault
) -> None:
    house.world.faults["post"].append(fault)
    await house.writes(c, "one")
    await house.worker.works()
    for _ in range(4):
        house.later((UNSEEN_TIME - 0.001) / 4)
        await house.worker.works()
    assert house.world.calls["post"] == 1
    house.later(0.01)
    await house.worker.works()
    first = [("one", False)] if fault.done else []
    assert copies(house) == [*first, ("one", True)]
    await house.writes(c, "two")
    await house.until_quiet()
    assert copies(house) == [*first, ("one", True), ("two", False)]


async def test_what_is_in_doubt_twice_is_given_up_and_the_thread_is_told(
    house: House, c: ConversationId
) -> None:
    house.world.faults["post"].extend([LOST, LOST])
    await house.writes(c, "one")
    await house.worker.works()
    await house.writes(c, "two")
    await house.until_quiet()
    assert told(house) == f"{TOLD}“one”"
    assert copies(house)[-1] == ("two", False)
    assert house.world.calls["post"] == 2 + len(house.world.said())


@pytest.mark.parametrize("error", [Throttled(3), Unreachable("down")], ids=lambda error: type(error).__name__)
async def test_a_second_copy_that_certainly_was_not_posted_is_sent_later_as_one(
    house: House, c: ConversationId, error: PlatformError
) -> None:
    house.world.faults["post"].extend([ARRIVED, *[Fault(error)] * 4])
    await house.writes(c, "one")
    await house.until_quiet()
    assert copies(house) == [("one", False), ("one", True)]
    assert house.world.calls["post"] == 6


async def test_a_second_copy_in_doubt_after_it_was_put_off_is_given_up(
    house: House, c: ConversationId
) -> None:
    house.world.faults["post"].extend([LOST, Fault(Throttled(3)), LOST])
    await house.writes(c, "one")
    await house.until_quiet()
    assert told(house) == f"{TOLD}“one”"


async def test_a_refused_second_copy_is_told_as_any(house: House, c: ConversationId) -> None:
    house.world.faults["post"].extend([ARRIVED, Fault(Refused("msg_too_long"))])
    await house.writes(c, "one")
    await house.until_quiet()
    assert "could not be shown here (msg_too_long)" in told(house)


async def test_who_dies_with_a_second_copy_under_way_leaves_it_in_doubt(
    house: House, c: ConversationId
) -> None:
    house.world.faults["post"].append(LOST)
    await house.writes(c, "one")
    await house.worker.works()
    house.later(UNSEEN_TIME)
    (lease,), _ = await house.worker.eager.take(9)
    assert await house.worker.eager.begin(lease, covers=1, part=0, began=house.at, again=True)  # and dies
    house.later(1.0)
    await Worker(house).works()
    assert told(house) == f"{TOLD}“one”"
    assert await house.quiet()


@pytest.mark.parametrize("error", [Throttled(3), Unreachable("down")], ids=lambda error: type(error).__name__)
async def test_that_something_may_be_missing_is_said_when_it_can_be(
    house: House, c: ConversationId, error: PlatformError
) -> None:
    house.world.faults["post"].extend([LOST, LOST, *[Fault(error)] * 3])
    await house.writes(c, "one")
    await house.until_quiet()
    assert told(house) == f"{TOLD}“one”"
    assert house.world.said() == [told(house)[:30], *house.world.said()[1:]]


@BOTH
async def test_that_something_may_be_missing_is_said_rather_twice_than_never(
    house: House, c: ConversationId, fault: Fault
) -> None:
    house.world.faults["post"].extend([LOST, LOST, fault, LOST])
    await house.writes(c, "one")
    await house.until_quiet()
    assert told(house).endswith(f"{TOLD}“one”")


async def test_each_message_of_a_post_that_was_given_up_is_named(house: House, c: ConversationId) -> None:
    house.world.faults["post"].extend([LOST, LOST])
    await house.writes(c, "one", "two", "three")
    await house.until_quiet()
    assert told(house) == (
        "3 messages of the visitor may not have arrived here, or may stand here twice: “one”, “two”, “three”"
    )


async def test_that_something_may_be_missing_is_let_go_where_it_cannot_be_said(
    house: House, c: ConversationId
) -> None:
    house.world.faults["post"].extend([LOST, LOST, Fault(Refused("no"))])
    await house.writes(c, "one")
    await house.worker.works()
    await house.writes(c, "after")
    await house.until_quiet()
    assert house.world.said() == ["after"]


@BOTH
@pytest.mark.parametrize("piece", [0, 1, 2])
async def test_only_the_piece_in_doubt_is_sent_once_more(
    house: House, c: ConversationId, piece: int, fault: Fault
) -> None:
    house.world.faults["post"].extend([*[Fault()] * piece, fault])
    text = "".join(f"{n:03}" for n in range(25))
    await house.writes(c, text)
    await house.until_quiet()
    said = copies(house)
    assert [n for n, (_, again) in enumerate(said) if again] == [piece + fault.done]
    assert "".join(words for n, (words, _) in enumerate(said) if not (fault.done and n == piece)) == text


async def test_each_piece_in_doubt_is_sent_once_more(house: House, c: ConversationId) -> None:
    house.world.faults["post"].extend([LOST, Fault(), ARRIVED, Fault()])
    text = "".join(f"{n:03}" for n in range(20))
    await house.writes(c, text)
    await house.until_quiet()
    assert copies(house) == [(text[:30], True), (text[30:], False), (text[30:], True)]


async def test_the_pieces_behind_one_that_was_given_up_follow(house: House, c: ConversationId) -> None:
    house.world.faults["post"].extend([Fault(), LOST, LOST])
    text = "".join(f"{n:03}" for n in range(25))
    await house.writes(c, text)
    await house.until_quiet()
    words = [post.text for post in house.world.posts if post.author]
    assert words == [text[:30], text[60:]]
    assert told(house).replace("…", "").startswith(f"{TOLD}“{text[:30]}")


async def test_a_second_copy_stands_for_the_same_messages(house: House, c: ConversationId) -> None:
    await house.writes(c, "one", "two")
    house.world.faults["post"].append(ARRIVED)
    await house.worker.works()
    await house.writes(c, "three")
    await house.until_quiet()
    assert copies(house) == [("one\ntwo", False), ("one\ntwo", True), ("three", False)]


async def test_others_in_the_channel_go_on_meanwhile(house: House, c: ConversationId) -> None:
    house.world.sees = True
    other = await house.talks("c2", "agent:ada")
    house.world.sees = False
    house.world.faults["post"].append(LOST)
    await house.writes(c, "in doubt")
    await house.worker.works()
    await house.writes(other, "goes on")
    house.later(ARRIVAL_TIME)
    await house.worker.works()
    assert house.world.said() == ["goes on"]
    await house.until_quiet()
    assert copies(house) == [("goes on", False), ("in doubt", True)]


async def test_waiting_for_a_limit_does_not_make_a_second_copy_a_first_one(
    house: House, c: ConversationId
) -> None:
    house.world.channel_limits = MappingProxyType({"post": RateLimit(30.0, 0)})
    house.world.faults["post"].append(ARRIVED)
    await house.writes(c, "one")
    await house.until_quiet()
    assert copies(house) == [("one", False), ("one", True)]


@BOTH
async def test_a_thread_in_doubt_is_opened_once_more_and_the_second_is_used(
    house: House, fault: Fault
) -> None:
    house.world.sees = False
    await house.agent()
    house.world.faults["open"].append(fault)
    conversation = await house.asks()
    await house.writes(conversation, "one")
    await house.until_quiet()
    openings = [post for post in house.world.posts if post.opening]
    assert [post.again for post in openings] == [False, True][-len(openings) :]
    assert len(openings) == 1 + fault.done
    assert (await house.load(conversation)).threads[0].ref == openings[-1].thread
    assert {post.thread for post in house.world.posts if not post.opening} == {openings[-1].thread}


async def test_a_thread_that_is_in_doubt_twice_goes_to_somebody_else(house: House) -> None:
    house.world.sees = False
    await house.agent("ada")
    house.world.faults["open"].extend([LOST, LOST])
    conversation = await house.asks()
    await house.agent("bob")
    await house.until_quiet()
    now = await house.load(conversation)
    assert [thread.ref is None for thread in now.threads] == [True, False]
    assert now.threads[-1].agent.name != now.threads[0].agent.name
    log = await house.conversations.entries(conversation)
    assert UNSURE in [getattr(entry.event, "reason", "") for entry in log]


async def test_a_notification_that_is_in_doubt_twice_is_let_go(house: House, c: ConversationId) -> None:
    house.world.faults["notify"].extend([LOST, LOST])
    await house.writes(c, "one")
    house.later(130)
    await house.relay.timers()
    await house.until_quiet(step=5)
    assert house.world.calls["notify"] == 2
    assert house.world.said() == ["one"]


@BOTH
async def test_a_file_in_doubt_is_sent_once_more_and_marked(house: House, fault: Fault) -> None:
    await house.agent()
    await house.talks()
    house.world.sees = False
    house.world.faults["post_file"].append(fault)
    await sends(house)
    await house.until_quiet()
    shown = [(post.text, post.again) for post in house.world.posts if post.text == SHOWN[1]]
    assert shown == [(SHOWN[1], again) for again in (False, True)][-len(shown) :]
    assert len(shown) == 1 + fault.done


async def test_a_file_that_is_in_doubt_twice_is_told_with_its_address(house: House) -> None:
    await house.agent()
    await house.talks()
    house.world.sees = False
    house.world.faults["post_file"].extend([LOST, LOST])
    kept = await sends(house)
    await house.until_quiet()
    assert told(house) == (
        f"The file cat.txt may not have arrived here, or may stand here twice. It is at {kept.path}"
    )


BATCHES = 8


@pytest.mark.parametrize("batch", range(BATCHES))
async def test_a_worker_may_die_anywhere_and_nothing_is_lost_and_each_copy_marked(
    make_house: Callable[[], House], batch: int
) -> None:
    for n in range(batch, 1_000, BATCHES):
        house, fuse = make_house(), Fuse(n)
        await house.agent()
        name = await house.talks()
        house.world.sees = False
        await house.writes(name, "one", LONG, "two")
        await live_through(house, doomed(house, fuse))
        house.later(UNSEEN_TIME)
        await house.until_quiet()
        said = copies(house)
        firsts = [text for text, again in said if not again]
        assert len(set(firsts)) == len(firsts), n
        assert len([text for text, again in said if again]) <= 1, n
        words = "".join(dict.fromkeys(text for text, _ in said)).replace("\n", "")
        assert words == f"one{LONG}two", n
        if not fuse.burnt:
            assert n > 20
            return
    raise AssertionError("the worker always died")
