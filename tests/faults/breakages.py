"""The table of faults. Each begins, lasts a moment and heals itself; a seed makes a schedule of them."""

from __future__ import annotations

import asyncio
import random
import signal
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable

from redis.asyncio import Redis
from redis.exceptions import RedisError

from tests.faults.proxy import Proxy
from tests.faults.town import Process, Town


Breakage = Callable[[Town, random.Random], Awaitable[None]]

POST = "chat.postMessage"


def _one(town: Town, dice: random.Random, part: str) -> Process:
    return dice.choice([process for name, process in town.processes.items() if name.startswith(part)])


def _lines(town: Town, end: str) -> list[Proxy]:
    return [proxy for name, proxy in town.proxies.items() if name.endswith(end)]


# --- processes


def killed(part: str, number: signal.Signals) -> Breakage:
    """End one of the processes and start it again."""

    async def happen(town: Town, dice: random.Random) -> None:
        process = _one(town, dice, part)
        async with process.in_hand:
            process.send(number)
            status = await process.ended()
            await asyncio.sleep(dice.random())
            await process.start()
            if number is signal.SIGTERM and status != 0:
                raise AssertionError(
                    f"{process.name} ended with {status} after SIGTERM:\n{process.log[-2000:]}"
                )
            await process.ready("/healthz")

    return happen


def paused(part: str, longest: float) -> Breakage:
    """Freeze one of the processes for a while, longer than leases last."""

    async def happen(town: Town, dice: random.Random) -> None:
        process = town.store if part == "store" else _one(town, dice, part)
        async with process.in_hand:
            process.send(signal.SIGSTOP)
            await asyncio.sleep(0.5 + dice.random() * longest)
            process.send(signal.SIGCONT)

    return happen


async def store_killed(town: Town, dice: random.Random) -> None:
    """``kill -9`` of the store."""
    async with town.store.in_hand:
        town.store.send(signal.SIGKILL)
        await town.store.ended()
        await asyncio.sleep(dice.random() * 0.5)
        await town.store.start()


def told_to_store(*commands: tuple[str, ...], then: tuple[str, ...] | None = None) -> Breakage:
    """Say something to the store, and take it back after a while."""

    async def happen(town: Town, dice: random.Random) -> None:
        async with Redis(port=town.store_port) as redis:
            try:
                for command in commands:
                    await redis.execute_command(*command)  # type: ignore[no-untyped-call]  # redis-py has none
                await asyncio.sleep(0.3 + dice.random() * 1.2)
            finally:
                if then:
                    await _insist(redis, then)

    return happen


async def _insist(redis: Redis, command: tuple[str, ...]) -> None:
    while True:
        try:
            await redis.execute_command(*command)  # type: ignore[no-untyped-call]  # redis-py has none
        except RedisError:  # it was killed meanwhile, and comes back without what was said to it
            await asyncio.sleep(0.1)
        else:
            return


# --- connections


def lines_of(end: str, fault: Callable[[Proxy], None], *, longest: float = 0.0, one: bool = True) -> Breakage:
    """Do something to a line, or to all that end alike, and heal it after a while."""

    async def happen(town: Town, dice: random.Random) -> None:
        proxies = _lines(town, end)
        chosen = [dice.choice(proxies)] if one else proxies
        for proxy in chosen:
            fault(proxy)
        await asyncio.sleep(dice.random() * longest)
        for proxy in chosen:
            proxy.heal()
            proxy.cut()  # what was half-open is found out to be dead

    return happen


def slowly(proxy: Proxy) -> None:
    """A fifth of a second for each block."""
    proxy.delay(0.2)


# --- Slack


def slack_fails(fault: str, *, times: int = 3, delay: float = 1.0, retry_after: int | None = 1) -> Breakage:
    """Slack does something else with the next posts."""

    async def happen(town: Town, dice: random.Random) -> None:
        town.slack.fail(POST, fault, times=dice.randint(1, times), delay=delay, retry_after=retry_after)

    return happen


async def slack_dark(town: Town, dice: random.Random) -> None:
    """Slack cannot be reached, and forgets nothing."""
    proxy = town.proxies["slack"]
    proxy.refuse()
    await asyncio.sleep(2 + dice.random() * 4)
    proxy.heal()


async def events_thrice(town: Town, dice: random.Random) -> None:
    """Each event comes three times, also after a 200."""
    town.slack.settings.copies = 3
    await asyncio.sleep(1 + dice.random() * 2)
    town.slack.settings.copies = 1


async def events_late(town: Town, dice: random.Random) -> None:
    """Events come late."""
    town.slack.settings.event_delay = 0.5 + dice.random()
    await asyncio.sleep(1 + dice.random() * 2)
    town.slack.settings.event_delay = 0.0


async def events_reversed(town: Town, dice: random.Random) -> None:
    """Events come in the wrong order, all at once."""
    town.slack.events.hold()
    await asyncio.sleep(0.5 + dice.random())
    town.slack.events.release("reversed", waiting=False)


async def events_first(town: Town, dice: random.Random) -> None:
    """The event of a post comes before the answer to the post."""
    town.slack.settings.answer_after_event = True
    await asyncio.sleep(1 + dice.random() * 2)
    town.slack.settings.answer_after_event = False


TABLE: dict[str, tuple[int, Breakage]] = {
    "kill -9 of a gateway": (3, killed("gateway", signal.SIGKILL)),
    "kill -9 of a bot": (4, killed("bot", signal.SIGKILL)),
    "SIGTERM to a gateway": (2, killed("gateway", signal.SIGTERM)),
    "SIGTERM to a bot": (2, killed("bot", signal.SIGTERM)),
    "a gateway paused": (1, paused("gateway", 3)),
    "a bot paused": (3, paused("bot", 4)),
    "kill -9 of the store": (3, store_killed),
    "the store paused": (1, paused("store", 1.5)),
    "the store forgets its scripts": (2, told_to_store(("SCRIPT", "FLUSH"))),
    "the store refuses writes": (
        2,
        told_to_store(
            ("CONFIG", "SET", "min-replicas-to-write", "1"),
            then=("CONFIG", "SET", "min-replicas-to-write", "0"),
        ),
    ),
    "the store is full": (
        2,
        told_to_store(("CONFIG", "SET", "maxmemory", "1"), then=("CONFIG", "SET", "maxmemory", "0")),
    ),
    "a line to the store cut": (3, lines_of("-store", Proxy.cut)),
    "a line to the store half-open": (1, lines_of("-store", Proxy.freeze, longest=7)),
    "the store slow": (1, lines_of("-store", slowly, longest=1.5, one=False)),
    "visitors cut off": (3, lines_of("visitors", Proxy.cut)),
    "visitors half-open": (1, lines_of("visitors", Proxy.freeze, longest=3)),
    "visitors slow": (1, lines_of("visitors", slowly, longest=2)),
    "lines to Slack cut": (3, lines_of("slack", Proxy.cut)),
    "lines to Slack half-open": (1, lines_of("slack", Proxy.freeze, longest=4)),
    "Slack dark": (1, slack_dark),
    "lines from Slack cut": (2, lines_of("events", Proxy.cut)),
    "lines from Slack half-open": (1, lines_of("events", Proxy.freeze, longest=4)),
    "Slack: 429": (3, slack_fails("ratelimited")),
    "Slack: 429 without Retry-After": (1, slack_fails("ratelimited", times=1, retry_after=None)),
    "Slack: 503": (2, slack_fails("unavailable")),
    "Slack: 502 as HTML": (2, slack_fails("bad_gateway")),
    "Slack: 200 as HTML": (2, slack_fails("html")),
    "Slack: reset before storing": (2, slack_fails("reset_before")),
    "Slack: reset after storing": (3, slack_fails("reset_after_storing")),
    "Slack: internal_error after storing": (2, slack_fails("internal_error_after_storing")),
    "Slack: hangs before storing": (1, slack_fails("hang_before", times=1)),
    "Slack: hangs after storing": (1, slack_fails("hang_after_storing", times=1)),
    "Slack: slow": (2, slack_fails("slow", delay=2.0)),
    "events three times": (2, events_thrice),
    "events late": (2, events_late),
    "events reversed": (2, events_reversed),
    "events before answers": (2, events_first),
}
"""What can happen: how often, relative to the others, and what it is."""


class Schedule:
    """Faults one after the other, and sometimes on top of each other, as the dice fall."""

    def __init__(self, town: Town, dice: random.Random, only: Iterable[str] = ()) -> None:
        self._town = town
        self._dice = dice
        self._names = [name for name in TABLE if not only or name in set(only)]
        self._weights = [TABLE[name][0] for name in self._names]
        self.injected: Counter[str] = Counter()

    async def run(self, seconds: float) -> None:
        """Break things for a while; returns when everything is healed again."""
        loop = asyncio.get_running_loop()
        end, under_way = loop.time() + seconds, set[asyncio.Task[None]]()
        while loop.time() < end:
            name = self._dice.choices(self._names, self._weights)[0]
            if name not in {task.get_name() for task in under_way}:
                self.injected[name] += 1
                own = random.Random(self._dice.random())  # noqa: S311  a schedule, no secret
                task = asyncio.create_task(self._happen(name, own), name=name)
                under_way.add(task)
            await asyncio.sleep(0.2 + self._dice.random() * 1.3)
            await self._look(under_way)
        await asyncio.gather(*under_way)
        for proxy in self._town.proxies.values():
            proxy.heal()

    async def _happen(self, name: str, dice: random.Random) -> None:
        await TABLE[name][1](self._town, dice)

    @staticmethod
    async def _look(under_way: set[asyncio.Task[None]]) -> None:
        for task in tuple(under_way):
            if task.done():
                under_way.discard(task)
                await task
