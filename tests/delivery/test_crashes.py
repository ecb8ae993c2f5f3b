"""A worker dies between any two things that it does: its successor finishes, and nothing is lost or doubled."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import time
from collections.abc import Callable
from typing import Any, TypeVar, cast

import pytest

from bot.delivery.held import Held
from bot.delivery.step import step
from bot.errors import CannotTell, InDoubt, Throttled, Unreachable
from bot.ids import ConversationId
from bot.relay import Relay
from tests.delivery.house import House, Worker
from tests.delivery.world import PIECE, Fault
from tests.waiting import until


T = TypeVar("T")

LONG = "".join(f"{n:03}" for n in range(20))
assert len(LONG) == 2 * PIECE


class Fuse:
    """Burns at each thing that a process does to the world outside, before and after; then the process is dead."""

    def __init__(self, length: int) -> None:
        self.left = length

    def burn(self) -> None:
        """Die here, or come one step nearer to it. The dead stay dead."""
        self.left -= 1
        if self.left < 0:
            raise asyncio.CancelledError

    @property
    def burnt(self) -> bool:
        """The process did not come to its end."""
        return self.left < 0


class Mortal:
    """Some part, as a process that will die uses it."""

    def __init__(self, part: object, fuse: Fuse) -> None:
        self._part = part
        self._fuse = fuse

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._part, name)
        if not inspect.iscoroutinefunction(method):
            return method

        async def called(*args: Any, **kwargs: Any) -> Any:
            self._fuse.burn()
            answer = await method(*args, **kwargs)
            self._fuse.burn()
            return answer

        return called


def mortal(part: T, fuse: Fuse) -> T:
    """The same part, in the hands of a process that will die."""
    return cast(T, Mortal(part, fuse))


def doomed(house: House, fuse: Fuse) -> Worker:
    """A worker that dies when the fuse has burnt."""
    conversations = mortal(house.conversations, fuse)
    worker = Worker(house, conversations=conversations, world=mortal(house.world, fuse))
    relay = Relay(conversations, mortal(house.store.directory, fuse), house)
    eager = worker.eager
    parts = worker.parts._replace(outbox=mortal(eager, fuse), threads=relay)
    worker.delivery = type(worker.delivery)(parts, {"desk": mortal(house.world, fuse)})
    return worker


def seen(house: House) -> str:
    """All words in their order, without the line ends that merging makes."""
    return "".join(house.world.said()).replace("\n", "")


async def live_through(house: House, worker: Worker, steps: int = 25) -> None:
    """Work as long as life goes on."""
    with contextlib.suppress(asyncio.CancelledError):
        for _ in range(steps):
            await worker.works()
            house.later(1.1)


async def the_whole_life(house: House, n: int) -> tuple[ConversationId, Fuse]:
    """A conversation from its offer to its end, delivered by a worker that dies after `n` things."""
    fuse = Fuse(n)
    worker = doomed(house, fuse)
    await house.agent()
    c = await house.asks()
    await house.writes(c, "one", "two", LONG, "three")
    await live_through(house, worker)
    await house.ends(c)
    await live_through(house, worker)
    house.later(3)
    await house.until_quiet()
    return c, fuse


BATCHES = 8


@pytest.mark.parametrize("batch", range(BATCHES))
async def test_a_worker_may_die_anywhere_in_the_life_of_a_conversation(
    make_house: Callable[[], House], batch: int
) -> None:
    for n in range(batch, 1_000, BATCHES):
        scene = make_house()
        c, fuse = await the_whole_life(scene, n)
        state = await scene.load(c)
        if n > 2 or scene.world.posts:
            assert scene.world.openings() <= 1, n
        if scene.world.openings():
            assert seen(scene) == f"onetwo{LONG}three", n
            assert state.threads[0].ref == scene.world.posts[0].thread, n
            assert [card.status for card in scene.world.cards][-1:] == ["withdrawn"], n
        if not fuse.burnt:
            assert n > 60
            return
    raise AssertionError("the worker always died")


@pytest.mark.parametrize(
    "fault",
    [
        Fault(InDoubt("x")),
        Fault(InDoubt("x"), done=True),
        Fault(Throttled(2)),
        Fault(Unreachable("x")),
    ],
    ids=["lost", "arrived", "throttled", "unreachable"],
)
async def test_a_worker_may_die_anywhere_around_a_fault_and_the_next_one_too(
    make_house: Callable[[], House], fault: Fault
) -> None:
    for n in range(0, 40, 3):
        house = make_house()
        await house.agent()
        c = await house.talks()
        house.world.faults["post"].extend([Fault(), fault])
        house.world.faults["look_up"].append(Fault(CannotTell("x", after=0.5)))
        await house.writes(c, "one", LONG, "two", "three")
        for fuse in (n, n + 1, n // 2):
            await live_through(house, doomed(house, Fuse(fuse)), steps=8)
            house.later(1.1)
        house.later(3)
        await house.until_quiet()
        assert seen(house) == f"one{LONG}twothree", n


async def test_a_step_may_be_cancelled_at_any_moment(make_house: Callable[[], House]) -> None:
    for ticks in range(40):
        house = make_house()
        await house.agent()
        c = await house.talks()
        await house.writes(c, "one", LONG)
        (lease,), _ = await house.worker.eager.take(9)
        task = asyncio.create_task(step(Held(house.worker.parts, house.world, lease, time.monotonic())))
        for _ in range(ticks):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait({task})
        house.later(3)
        await house.until_quiet()
        assert seen(house) == f"one{LONG}", ticks


async def test_who_lost_the_lease_does_nothing_any_more(house: House) -> None:
    await house.agent()
    c = await house.talks()
    await house.writes(c, "one", "two")
    (old,), _ = await house.worker.eager.take(9)
    house.later(1)
    successor = Worker(house)
    (new,), _ = await successor.eager.take(9)
    assert new.epoch == old.epoch + 1
    outbox = house.worker.eager
    assert not await outbox.begin(old, covers=1, part=0, began=house.at)
    assert not await outbox.keep(old)
    assert not await outbox.settle(old, covers=1, part=0, pause=0)
    assert not await outbox.settle_card(old, pause=0)
    assert not await outbox.retry(old, after=1, in_doubt=False, scope="channel")
    with contextlib.suppress(Exception):
        await step(Held(house.worker.parts, house.world, old, time.monotonic()))
    assert house.world.said() == []
    assert await successor.eager.keep(new)


async def test_an_outcome_that_is_noted_twice_is_noted_once(house: House) -> None:
    await house.agent()
    c = await house.talks()
    await house.writes(c, "one", "two")
    (lease,), _ = await house.worker.eager.take(9)
    await house.worker.eager.begin(lease, covers=1, part=0, began=house.at)
    for _ in range(2):  # as when the answer was lost with the connection
        assert await house.worker.eager.settle(lease, covers=1, part=0, pause=0)
    (rest,), _ = await house.worker.eager.take(9)
    assert [d.text for _, d in rest.deliveries if hasattr(d, "text")] == ["two"]


async def test_a_hanging_post_keeps_its_lane_and_no_other(house: House) -> None:
    for name in ("ada", "bob"):
        await house.agent(name)
    first, other = await house.talks("c1", "agent:ada"), await house.talks("c2", "agent:bob")
    gate = asyncio.Event()
    house.world.faults["post"].append(Fault(gate=gate))
    await house.writes(first, "slow")
    hung = Worker(house, lease=0.06)  # short, so that it is prolonged while the post hangs
    working = asyncio.create_task(hung.works())
    await until(house.world.is_asked_to_post)
    await house.writes(other, "quick")
    await Worker(house).works()
    assert house.world.said() == ["quick"]
    gate.set()
    await working
    assert house.world.said() == ["quick", "slow"]


async def test_a_hanging_post_whose_lease_is_lost_is_given_up(house: House) -> None:
    await house.agent()
    c = await house.talks()
    gate = asyncio.Event()
    house.world.faults["post"].append(Fault(gate=gate))
    await house.writes(c, "one")
    hung = Worker(house, lease=0.06)
    working = asyncio.create_task(hung.works())
    await until(house.world.is_asked_to_post)
    house.later(5)
    (lease,), _ = await house.worker.eager.take(9)
    assert lease.doubt is not None
    await working  # prolonging fails, and the call is cancelled
    assert house.world.said() == []
    house.later(5)
    await house.until_quiet()
    assert house.world.said() == ["one"]
