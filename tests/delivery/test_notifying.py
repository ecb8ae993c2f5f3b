"""What only serves to notify an agent: once, not in vain, and nothing else is lost by it."""

from __future__ import annotations

import pytest

from bot.adapters.store.asks import RedisAsks
from bot.adapters.store.returns import RedisReturns
from bot.effects import Ask, Pressable, Tell
from bot.errors import InDoubt, Refused, Throttled, Unreachable
from bot.ids import (
    AgentId,
    ConversationId,
    Identity,
    Person,
    TeamName,
    ThreadNumber,
    channel,
    person,
)
from bot.ports import Returned
from bot.routing.notify import NotifyOptions
from tests.conversation.commits import BY
from tests.conversation.scenes import agent_card
from tests.delivery.house import House, Worker
from tests.delivery.world import Fault


ADA = agent_card()
ELSEWHERE = Identity(person("desk", "annex", "ada"), channel("desk", "annex", "ada"))
SALES = TeamName("Sales")
WAITS = 121.0
"""Seconds: longer than a visitor waits for a reply before the agent is reminded."""


@pytest.fixture
async def c(house: House) -> ConversationId:
    """A visitor who waits for a reply."""
    await house.agent()
    talking = await house.talks()
    await house.replies(talking, "Hello!")
    await house.writes(talking, "Are you there?")
    await house.until_quiet()
    house.world.posts.clear()
    return talking


async def reminded(house: House) -> list[str]:
    """Time passes, timers ring, workers work: who was notified, and of what."""
    house.later(WAITS)
    await house.relay.timers()
    await house.until_quiet()
    return [f"{post.author} {post.text}" for post in house.world.posts if post.author.startswith("@")]


async def test_an_agent_is_reminded_in_the_thread_of_a_visitor_who_waits(
    house: House, c: ConversationId
) -> None:
    assert await reminded(house) == [f"@{ADA.person} Grace is waiting for your reply."]
    thread = (await house.load(c)).threads[0]
    assert house.world.posts[0].thread == thread.ref
    assert len(await reminded(house)) == 1, "once"


@pytest.mark.usefixtures("c")
@pytest.mark.parametrize("arrived", [True, False])
async def test_a_reminder_whose_answer_was_lost_is_there_once(house: House, *, arrived: bool) -> None:
    house.world.faults["notify"].append(Fault(InDoubt("cut"), done=arrived))
    assert len(await reminded(house)) == 1


async def test_an_agent_who_was_faster_than_the_reminder_gets_none(house: House, c: ConversationId) -> None:
    house.later(WAITS)
    await house.relay.timers()
    await house.replies(c, "Here I am")
    assert await reminded(house) == []


async def test_a_reminder_that_is_refused_holds_up_no_words(house: House, c: ConversationId) -> None:
    house.world.faults["notify"].append(Fault(Refused("restricted_action")))
    assert await reminded(house) == []
    await house.writes(c, "Please?")
    await house.until_quiet()
    assert house.world.said()[-1] == "Please?"


async def test_a_summary_goes_to_the_inbox_once_whatever_is_lost(house: House) -> None:
    await house.agent()
    returns = RedisReturns(house.store.redis, house.store.keys, now=str(house.at))
    back = Returned(AgentId("ada"), 1, 2)
    await house.store.redis.rpush(house.store.keys.plain("returns"), "ada\n1\n2")
    tell = Tell(channel=ADA.inbox, thread=ThreadNumber(0), to=ADA.person, text="Welcome back.")
    house.world.faults["notify"].append(Fault(InDoubt("cut"), done=True))
    for _ in range(2):
        await returns.say(back, tell)
        await house.until_quiet()
    assert [(post.author, post.text) for post in house.world.posts] == [(f"@{ADA.person}", "Welcome back.")]


UNSENT = Ask(
    channel=ADA.inbox,
    thread=ThreadNumber(0),
    to=ADA.person,
    text="Nobody was sent this.",
    choices=(Pressable("Write to Vera here", "{}"),),
)


def asked(house: House) -> list[str]:
    return [post.text for post in house.world.posts if post.author == "@?"]


async def test_what_is_asked_is_asked_once_for_each_cause_whatever_is_lost(house: House) -> None:
    asks = RedisAsks(house.store.redis, house.store.keys, now=str(house.at))
    house.world.faults["notify"].append(Fault(InDoubt("cut"), done=True))
    for cause in ("m1", "m1", "m2", "m1"):
        asks.now = str(house.at)
        await asks.ask(UNSENT, cause)
        await house.until_quiet()
    assert asked(house) == ["Nobody was sent this. [Write to Vera here]"] * 2


@pytest.mark.parametrize(
    "faults",
    [
        [Fault(Unreachable("dark"))] * 3,
        [Fault(Throttled(3.0)), Fault(Unreachable("dark"))],
        [Fault(InDoubt("cut"))],
    ],
)
async def test_what_is_asked_outlives_an_outage_and_the_process(house: House, faults: list[Fault]) -> None:
    asks = RedisAsks(house.store.redis, house.store.keys, now=str(house.at))
    await asks.ask(UNSENT, "m1")
    house.world.faults["notify"].extend(faults)
    await house.until_quiet(Worker(house), step=3.0)
    assert asked(house) == ["Nobody was sent this. [Write to Vera here]"]


async def test_where_nobody_can_look_what_is_asked_is_asked_once_more_and_marked(house: House) -> None:
    asks = RedisAsks(house.store.redis, house.store.keys, now=str(house.at))
    house.world.sees = False
    house.world.faults["notify"].append(Fault(InDoubt("cut")))
    await asks.ask(UNSENT, "m1")
    await house.until_quiet(step=3.0)
    assert [post.again for post in house.world.posts] == [True]


async def test_what_nobody_can_be_asked_holds_up_nothing(house: House, c: ConversationId) -> None:
    asks = RedisAsks(house.store.redis, house.store.keys, now=str(house.at))
    house.world.faults["notify"].append(Fault(Refused("gone", gone=True)))
    await asks.ask(UNSENT, "m1")
    await house.writes(c, "Please?")
    await house.until_quiet()
    assert asked(house) == []
    assert house.world.said()[-1] == "Please?"


@pytest.mark.parametrize(("chosen", "linked"), [(ADA.person, True), (ELSEWHERE.person, False)])
async def test_a_pointer_links_to_the_thread_where_the_platform_can(
    house: House, chosen: Person, *, linked: bool
) -> None:
    await house.agent()
    agents, teams = house.store.directory.agents, house.store.directory.teams
    await agents.link(ADA.id, ELSEWHERE, BY)
    await teams.create(SALES, BY)
    await teams.add(SALES, ADA.id, BY)
    await teams.set_channel(SALES, channel("desk", "local", "#sales"), BY)
    await agents.set_notify(ADA.id, NotifyOptions(where="both", identity=chosen), BY)
    await house.asks()
    await house.until_quiet()
    (pointer,) = [post for post in house.world.posts if post.author.startswith("@")]
    assert pointer.author == f"@{chosen}"
    assert pointer.thread.startswith("desk:local:#sales/") is linked
