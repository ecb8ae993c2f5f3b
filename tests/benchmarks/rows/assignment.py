"""The server's time for the commit that assigns an agent, with few agents and with many."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from bot.adapters.store.arranging import Plan, written
from bot.adapters.store.connection import Client, connect
from bot.adapters.store.conversations import RedisConversations
from bot.adapters.store.directory import RedisDirectory
from bot.adapters.store.keys import Keys
from bot.adapters.store.structure import Structure, place
from bot.ids import ConversationId, SiteId
from tests.benchmarks.bench import Bench, Load
from tests.benchmarks.house import agent
from tests.benchmarks.row import Line, Values
from tests.conversation.commits import BY, Carried
from tests.conversation.scenes import NOW
from tests.private_server import PrivateServer


FEW, SOME = 10, 1000
COMMITS = 1000
AT_ONCE = 500


def measure(agents: int) -> float:
    """Microseconds of a commit that asks for anybody."""
    with tempfile.TemporaryDirectory() as folder, PrivateServer(Path(folder)) as server:
        return asyncio.run(_measured(server.url, agents))


async def _measured(url: str, agents: int) -> float:
    redis, keys = connect(url), Keys(SiteId("main"))
    directory, conversations = RedisDirectory(redis, keys), RedisConversations(redis, keys)
    for first in range(0, agents, AT_ONCE):
        await hire_at_once(directory, range(first, min(agents, first + AT_ONCE)))
    asking = [Carried(conversations, ConversationId(f"c{number}")) for number in range(COMMITS)]
    await asking.pop().begins("everybody")  # the script is loaded, and whatever is made once
    await redis.config_resetstat()
    for conversation in asking:
        await conversation.begins("everybody")
    took = await _script_time(redis)
    await redis.aclose()
    return took


async def hire_at_once(directory: RedisDirectory, numbers: range) -> None:
    """Make many agents in one step: one by one takes a minute for a hundred thousand."""
    some = [agent(number) for number in numbers]

    async def decide(structure: Structure) -> Plan:
        return Plan(
            put={
                "agents": {one.id: written(one) for one in some},
                "people": {one.person: one.id for one in some},
            },
            places=[place(one, None, structure, NOW) for one in some],
        )

    await directory.arranger.arrange(BY, decide)


async def _script_time(redis: Client) -> float:
    """Microseconds of a script that the server was asked for. It counts the commands within under their own names."""
    stats = (await redis.info("commandstats"))["cmdstat_evalsha"]
    return float(stats["usec_per_call"])


def ours(load: Load) -> Values:
    """Many agents, and some."""
    return {"many": measure(load.agents), "some": measure(min(SOME, load.agents))}


def floor(load: Load) -> Values:
    """Few agents."""
    few = measure(min(FEW, load.agents))
    return {"many": few, "some": few}


BENCH = Bench(
    name="assignment",
    lines=(
        Line(
            key="many",
            what="one assignment, server time, many agents",
            unit="µs",
            reach=2.0,
            better="less",
            beside=f"{FEW} agents",
        ),
        Line(
            key="some",
            what=f"one assignment, server time, {SOME:,} agents",
            unit="µs",
            reach=2.0,
            better="less",
            beside=f"{FEW} agents",
        ),
    ),
    ours=ours,
    floor=floor,
)
