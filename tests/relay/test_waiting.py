"""Queueing, missing and following up, through the relay: what is told to whom, and what no process has to be alive for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from bot.conversation import Conversation, State, ThreadStatus, decisions
from bot.conversation.state import WhyWithdrawn
from bot.events import (
    AgentRemoved,
    AgentSentAway,
    AnyEvent,
    FallbackShown,
    FollowUpLeft,
    FollowUpOpened,
    Line,
    NotRelayed,
    OfferMade,
    VisitorQueued,
)
from bot.ids import AgentId, ConversationId, MessageId, ThreadNumber, channel
from tests.conversation.commits import BY, change
from tests.conversation.scenes import requested, started, terms
from tests.delivery.house import House


Kind = TypeVar("Kind", bound=AnyEvent)
ADA = AgentId("ada")
TEAM = channel("desk", "local", "sales")


async def asks(house: House, name: str, pool: str = "everybody", **how: object) -> ConversationId:
    """A visitor asks, on terms of the test's own."""
    by = terms(pool, accept_window=100_000, **how)  # type: ignore[arg-type]  # what terms takes
    events = (started(f"v-{name}", first_name="Grace"), requested(by, house.at))
    await house.relay.begin(ConversationId(name), events)
    return ConversationId(name)


async def log(house: House, name: ConversationId, kind: type[Kind]) -> list[Kind]:
    """What happened of this kind."""
    return [e.event for e in await house.conversations.entries(name) if isinstance(e.event, kind)]


async def test_a_visitor_in_line_is_told_the_place_and_offered_to_whoever_is_free_next(house: House) -> None:
    await house.agent(capacity=1)
    first = await asks(house, "c1")
    second, third = [await asks(house, name, line=Line(limit=9)) for name in ("c2", "c3")]
    assert [event.position for event in await log(house, third, VisitorQueued)] == [2]
    await house.ends(first)
    assert (await house.load(second)).state is State.OFFERED
    assert (await house.load(third)).state is State.QUEUED


async def test_a_pick_out_of_the_line_is_offered_by_another_process_when_ours_dies(house: House) -> None:
    await house.agent(capacity=1)
    first, second = await asks(house, "c1"), await asks(house, "c2", line=Line(limit=9))
    before = await house.load(first)
    freed = await house.conversations.commit(change(before, *decisions.visitor_ended(before, house.at)))
    assert freed.picks == (second,)  # and the process is gone right after it
    assert (await house.load(second)).state is State.QUEUED
    await house.relay_anew().timers()
    assert (await house.load(second)).state is State.OFFERED


async def test_two_offers_missed_in_a_row_set_an_agent_away_and_tell_them_in_the_thread(house: House) -> None:
    await house.agent()
    names = [await asks(house, f"c{n}", away_after_missed=2, max_offers=1) for n in range(2)]
    house.later(101)
    await house.relay.timers()
    (status,) = await house.store.directory.agents.statuses(house.at)
    assert (status.available, status.stand.why) == (False, "missed")
    told = [event for name in names for event in await log(house, name, AgentSentAway)]
    assert [event.missed for event in told] == [2]
    await house.relay.timers()
    assert len([e for name in names for e in await log(house, name, AgentSentAway)]) == 1
    await asks(house, "c9")
    assert await log(house, ConversationId("c9"), OfferMade) == []


async def test_an_answer_between_two_missed_offers_counts_them_anew(house: House) -> None:
    await house.agent()
    for name in ("c1", "c2"):
        await asks(house, name, away_after_missed=2, max_offers=1)
        house.later(101)
        await house.relay.timers()
        accepted = await asks(house, f"{name}-accepted")
        await house.until_quiet()
        await house.replies(accepted, "Hello!")
        await house.ends(accepted)
    (status,) = await house.store.directory.agents.statuses(house.at)
    assert status.available


async def test_an_offer_that_the_visitors_wait_cut_short_is_no_missed_one(house: House) -> None:
    await house.agent()
    await asks(house, "c1", away_after_missed=1, wait_limit=50_000)
    house.later(51)
    await house.relay.timers()
    (status,) = await house.store.directory.agents.statuses(house.at)
    assert status.available
    now = await house.load(ConversationId("c1"))
    assert [(t.status, t.why) for t in now.threads] == [(ThreadStatus.WITHDRAWN, WhyWithdrawn.WAIT_LIMIT)]


async def test_an_agent_whose_inbox_is_refused_is_away_and_the_next_is_asked(house: House) -> None:
    for name in ("ada", "bob"):
        await house.agent(name)
    c = await asks(house, "c1")
    await house.relay.thread_failed(c, ThreadNumber(1), "channel_not_found")
    ada, bob = await house.store.directory.agents.statuses(house.at)
    assert (ada.available, ada.stand.why, bob.available) == (False, "unreachable", True)
    assert (await house.load(c)).asked == ("ada", "bob")
    lines = await house.store.directory.admins.audit(9, of="unreachable")
    assert [line.what for line in lines] == ["set agent ada away: unreachable"]


async def test_a_removed_agents_chat_is_handed_over_with_its_whole_transcript(house: House) -> None:
    await house.agent("ada")
    c = await house.talks()
    await house.agent("bob")
    holding = await house.store.directory.agents.remove(ADA, BY)
    assert await house.relay.offers.agent_removed(ADA, holding, keep=False) == 1
    now = await house.load(c)
    assert [(t.agent.id, t.status, t.why) for t in now.threads] == [
        ("ada", ThreadStatus.CLOSED, WhyWithdrawn.HANDED_OVER),
        ("bob", ThreadStatus.OFFERED, None),
    ]
    assert [e.handed_over for e in await log(house, c, AgentRemoved)] == [True]
    assert await house.store.redis.hlen(house.store.keys.plain("held")) == 1


async def test_the_wait_limit_cuts_across_the_line_and_the_team_is_told(house: House) -> None:
    await house.agent(capacity=1)
    await asks(house, "c1", wait_limit=500_000)
    c = await asks(house, "c2", line=Line(limit=9), wait_limit=60_000, channel=TEAM)
    house.later(61)
    await house.relay.timers()
    now = await house.load(c)
    assert (now.state, now.missed_because) == (State.ENDED, "wait_limit")
    assert [t.status for t in now.threads] == [ThreadStatus.FOLLOW_UP]
    assert await house.store.redis.hlen(house.store.keys.plain("tickets")) == 0
    await house.until_quiet()
    assert TEAM in {post.channel for post in house.world.posts}


async def test_a_message_for_later_opens_a_thread_in_the_teams_channel_once(house: House) -> None:
    c = await asks(house, "c1", asks=True, channel=TEAM)
    (shown,) = await log(house, c, FallbackShown)
    assert (shown.reason, bool(shown.fields)) == ("nobody_on_duty", True)
    assert (await house.load(c)).state is State.FOLLOW_UP
    email = "grace@example.com"

    def leaves(now: Conversation) -> Sequence[AnyEvent]:
        return decisions.follow_up_left(now, MessageId("f1"), email, "Call me.", house.at)

    for _ in range(3):
        await house.relay.from_visitor(c, leaves, MessageId("f1"))
    now = await house.load(c)
    assert (now.state, now.attributes["email"]) == (State.ENDED, "grace@example.com")
    assert len(await log(house, c, FollowUpLeft)) == len(await log(house, c, FollowUpOpened)) == 1
    await house.until_quiet()
    (thread,) = (await house.load(c)).threads
    assert thread.ref
    await house.replies(c, "Hello Grace")
    (told,) = await log(house, c, NotRelayed)
    assert told.why == "follow_up"


async def test_whoever_leaves_no_message_is_let_go_after_ten_minutes(house: House) -> None:
    c = await asks(house, "c1", asks=True, channel=TEAM)
    house.later(599)
    await house.relay.timers()
    assert (await house.load(c)).state is State.FOLLOW_UP
    house.later(2)
    await house.relay.timers()
    now = await house.load(c)
    assert (now.state, now.ended_reason, now.threads) == (State.ENDED, "missed", ())
