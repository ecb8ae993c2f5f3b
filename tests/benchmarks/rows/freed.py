"""From a freed place to the next visitor's offer: how long whoever is first in line still waits, beside one commit."""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path
from statistics import median

import structlog.testing

from bot.adapters.store.connection import connect
from bot.adapters.store.conversations import RedisConversations
from bot.adapters.store.directory import RedisDirectory
from bot.adapters.store.keys import Keys
from bot.clocks import WallClock
from bot.events import Line as WaitingLine
from bot.ids import ConversationId, MessageId, SiteId
from bot.ports import Commit, Committed
from bot.relay import Relay
from tests.benchmarks.bench import Bench, Load
from tests.benchmarks.row import Line, Values
from tests.conversation.commits import BY, agent
from tests.conversation.scenes import requested, started, terms
from tests.private_server import PrivateServer


WAITING = 300
"""Visitors in line at the beginning."""


class Timed(RedisConversations):
    """Notes when each commit began and was answered, in milliseconds."""

    def forget(self) -> None:
        """Begin a new note."""
        self.noted: list[tuple[float, float]] = []

    async def commit(self, change: Commit) -> Committed:
        """Store a change, and note it."""
        began = time.perf_counter()
        committed = await super().commit(change)
        self.noted.append((began * 1000, time.perf_counter() * 1000))
        return committed


async def _measured(url: str) -> tuple[float, float]:
    """Milliseconds from the answer that freed the place to that of the next offer, and those of the freeing commit."""
    redis, keys, clock = connect(url), Keys(SiteId("main")), WallClock()
    conversations, directory = Timed(redis, keys), RedisDirectory(redis, keys)
    relay = Relay(conversations, directory, clock)
    conversations.forget()
    await directory.agents.put(agent(capacity=1), None, BY)
    by = terms(line=WaitingLine(limit=WAITING))
    names = [ConversationId(f"c{number}") for number in range(WAITING)]
    for name in names:
        await relay.begin(name, [started(f"v-{name}"), requested(by, clock.now())])
    offers, commits = [], []
    for name in names[:-1]:
        conversations.forget()
        await relay.visitor_ended(name, MessageId("end"))
        (began, freed), (_, offered) = conversations.noted
        offers.append(offered - freed)
        commits.append(freed - began)
    await redis.aclose()
    return median(offers), median(commits)


def ours(_: Load) -> Values:
    """The median over the whole line, as a ratio: both are measured in the same breath."""
    with structlog.testing.capture_logs():
        return {"offer": _ratio()}


def _ratio() -> float:
    with tempfile.TemporaryDirectory() as folder, PrivateServer(Path(folder)) as server:
        offer, commit = asyncio.run(_measured(server.url))
    return offer / commit


BENCH = Bench(
    name="freed",
    lines=(
        Line(
            key="offer",
            what="a freed place -> the next visitor's offer committed",
            unit="commits",
            reach=3.0,
            better="less",
            bounds="ours",
        ),
    ),
    ours=ours,
)
