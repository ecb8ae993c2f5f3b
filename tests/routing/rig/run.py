"""One run of the assignment rig, and its verdict."""

from __future__ import annotations

import asyncio
import contextlib
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median
from typing import NamedTuple

from bot.adapters.store.connection import Client, connect, together
from bot.adapters.store.conversations import RedisConversations
from bot.adapters.store.directory import RedisDirectory
from bot.adapters.store.keys import Keys
from bot.adapters.store.repairs import Repairs
from bot.events import OfferMade
from bot.ids import AgentId, ConversationId, TeamName
from bot.ports import SYSTEM, By
from bot.routing.pools import EVERYBODY, team_pool
from tests.conversation.commits import agent
from tests.conversation.scenes import terms
from tests.private_server import PrivateServer
from tests.routing.rig.people import Crowd, RigVisitor
from tests.routing.rig.worker import READY, SITE, Wish
from tests.waiting import until


TEAMS = [TeamName(f"team{number}") for number in range(8)]
WORKERS = 3


class Outcome(NamedTuple):
    """What a run found. It is clean when nothing is wrong."""

    wrong: list[str]
    killed: int
    conversations: int
    outcomes: dict[str, int]
    median_wait: float
    longest_wait: float

    def __str__(self) -> str:
        found = "\n".join(self.wrong) or "clean"
        return (
            f"{found}\n{self.conversations} conversations, {self.killed} processes killed, waits "
            f"{self.median_wait:.2f} s in the median and {self.longest_wait:.2f} s at most; {self.outcomes}"
        )


class Rig:
    """A store that goes on, processes that die, and what must be so all the time."""

    def __init__(self, url: str, seed: int, agents: int) -> None:
        self.url = url
        self.dice = random.Random(seed)  # noqa: S311  the same people each time
        self.redis: Client = connect(url)
        self.keys = Keys(SITE)
        self.conversations = RedisConversations(self.redis, self.keys)
        self.directory = RedisDirectory(self.redis, self.keys)
        self.agents = [AgentId(f"a{number}") for number in range(agents)]
        self.processes: list[asyncio.subprocess.Process] = []
        self.wrong: list[str] = []
        self.killed = 0

    def by(self) -> By:
        """Whoever changes something, now."""
        return By(SYSTEM, int(time.time() * 1000))

    async def begins(self, capacity: int) -> None:
        """Everybody comes in, each in one or two teams."""
        for name in self.agents:
            await self.directory.agents.put(agent(name, capacity), None, self.by())
        for team in TEAMS:
            await self.directory.teams.create(team, self.by())
        for number, name in enumerate(self.agents):
            for team in {TEAMS[number % 8], self.dice.choice(TEAMS)}:
                await self.directory.teams.add(team, name, self.by())

    async def start(self) -> asyncio.subprocess.Process:
        """One more process."""
        command = (sys.executable, "-m", "tests.routing.rig.worker", self.url)
        return await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.DEVNULL)

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        """The processes run."""
        self.processes = [await self.start() for _ in range(WORKERS)]
        try:
            yield
        finally:
            for process in self.processes:
                with contextlib.suppress(ProcessLookupError):
                    process.kill()
                await process.wait()
            await self.redis.aclose()

    # --- what happens

    async def kills(self) -> None:
        """Again and again a process dies at any moment, and another one comes; the others are at work meanwhile."""
        while True:
            await asyncio.gather(*(self._is_ready(process) for process in self.processes))
            await asyncio.sleep(self.dice.uniform(0.3, 1.5))
            victim = self.dice.randrange(WORKERS)
            self.processes[victim].send_signal(signal.SIGKILL)
            await self.processes[victim].wait()
            self.killed += 1
            self.processes[victim] = await self.start()

    async def _is_ready(self, process: asyncio.subprocess.Process) -> None:
        async def said_so() -> bool:
            return bool(await self.redis.sismember(READY, str(process.pid)))

        await until(said_so, seconds=60)

    async def comings_and_goings(self) -> None:
        """Agents go away and come back, get more capacity, and change teams."""
        while True:
            await asyncio.sleep(0.1)
            name, team = self.dice.choice(self.agents), self.dice.choice(TEAMS)
            match self.dice.randrange(6):
                case 0:
                    capacity = 3 + self.dice.randrange(3)
                    await self.directory.agents.set_capacity(name, capacity, self.by())
                case 1:
                    await self.directory.teams.add(team, name, self.by())
                case 2:
                    await self.directory.teams.remove(team, name, self.by())
                case chance:
                    available = chance != 3
                    await self.directory.attendance.switch(name, self.by(), available=available)

    async def watches(self) -> None:
        """Look, at single moments, that no agent has more than they may, and that places and conversations agree."""
        seen: dict[bytes, int] = {}
        while True:
            held, loads, capacities = await together(
                self.redis, *(("HGETALL", self.keys.plain(name)) for name in ("held", "loads", "capacities"))
            )
            now = {name: int(load) for name, load in loads.items()}
            places = Counter(agent for whose in held.values() for agent in whose.split(b"\n"))
            if Counter(now) != places:
                self.wrong.append(f"places {dict(places)} beside loads {now}")
            for name, load in now.items():
                if load > max(
                    int(capacities[name]), seen.get(name, 0)
                ):  # one that was lowered takes nothing away
                    self.wrong.append(f"{name.decode()} has {load} chats of {int(capacities[name])}")
            seen = now
            await asyncio.sleep(0.2)

    # --- the two acts

    async def first_act(self, visitors: int, crowd: Crowd) -> None:
        """All are eligible all the time: whatever dies, the offers are spread evenly."""
        names = [ConversationId(f"even{number}") for number in range(visitors)]
        by = terms(EVERYBODY, accept_window=600_000, wait_limit=600_000)
        await asyncio.gather(*(crowd.wish(Wish(f"{n}-asks", "asks", n, terms=by)) for n in names))
        offers = Counter([agent for name in names for agent in await self._offered(name)])
        counts = [offers[name] for name in self.agents]
        if max(counts) - min(counts) > 1 or sum(counts) != visitors:
            self.wrong.append(f"{visitors} offers are spread as {sorted(counts)}")
        await asyncio.gather(*(crowd.wish(Wish(f"{name}-ends", "ends", name)) for name in names))

    async def _offered(self, name: ConversationId) -> list[AgentId]:
        async def made() -> bool:
            return any(isinstance(e.event, OfferMade) for e in await self.conversations.entries(name))

        await until(made, seconds=20)
        log = await self.conversations.entries(name)
        return [entry.event.agent.id for entry in log if isinstance(entry.event, OfferMade)]

    async def second_act(self, visitors: int, seconds: float, crowd: Crowd) -> None:
        """Everybody does everything."""
        guests = [RigVisitor(crowd, random.Random(self.dice.random())) for _ in range(visitors)]  # noqa: S311  no secret
        living = [asyncio.create_task(guest.live()) for guest in guests]
        coming = asyncio.create_task(self.comings_and_goings())
        await asyncio.sleep(seconds)
        for guest in guests:
            guest.stopping = True
        await asyncio.gather(*living)
        coming.cancel()

    async def in_the_end(self, crowd: Crowd) -> None:
        """Nothing is left, and nothing had to be mended."""
        self.wrong += [f"no answer in time: {one}" for one in crowd.late]
        for table in ("held", "loads", "queue", "tickets"):
            if left := await self.redis.hlen(self.keys.plain(table)):
                self.wrong.append(f"{left} left in {table}")
        if mended := await Repairs(self.directory.arranger).look(self.by().at):
            self.wrong.append(f"had to be mended: {dict(mended)}")


async def run(
    seed: int, seconds: float, folder: Path, *, agents: int = 50, visitors: int = 500, grace: float = 6.0
) -> Outcome:
    """Let everybody live for so long while processes die. The same seed makes the same people."""
    with PrivateServer(folder) as server:
        rig = Rig(server.url, seed, agents)
        crowd = Crowd(rig.redis, rig.conversations, [team_pool(team) for team in TEAMS], grace)
        await rig.begins(capacity=10)
        async with rig.at_work():
            others = [asyncio.create_task(one) for one in (rig.kills(), rig.watches())]
            await rig.first_act(min(visitors, agents * 10), crowd)
            for name in rig.agents:
                await rig.directory.agents.set_capacity(name, 3, rig.by())
            await rig.second_act(visitors, seconds, crowd)
            for one in others:
                one.cancel()
            await asyncio.gather(*others, return_exceptions=True)
            await rig.in_the_end(crowd)
    return Outcome(
        rig.wrong,
        rig.killed,
        next(crowd.names),
        crowd.outcomes,
        median(crowd.waits or [0]),
        max(crowd.waits, default=0),
    )
