"""A commit is one step: all of it, or nothing."""

from __future__ import annotations

import asyncio
from itertools import pairwise

import pytest

from bot.adapters.store.conversations import RedisConversations
from bot.adapters.store.keys import Keys
from bot.conversation import Conversation, State, replay
from bot.conversation.pick import Pick
from bot.effects import TimerName
from bot.errors import UnknownKey
from bot.events import (
    AgentAccepted,
    AnyEvent,
    AttributesSet,
    ConversationEnded,
    VisitorAnswered,
    VisitorWrote,
)
from bot.ids import AgentId, ConversationId, MessageId, SiteId, VisitorId
from bot.ports import Commit, Known
from bot.routing.pools import EVERYBODY
from tests.conftest import Store
from tests.conversation.commits import BY, Carried, agent, change
from tests.conversation.scenes import C1, EVERY, NOW, conversation, requested, started


async def everything(store: Store) -> dict[bytes, bytes | None]:
    """All that the site keeps."""
    pattern = f"{store.keys.family('bus').removesuffix('bus:')}*"
    return {key: await store.redis.dump(key) async for key in store.redis.scan_iter(pattern)}


def wrote(message: str) -> VisitorWrote:
    """The visitor writes."""
    return VisitorWrote(at=NOW, message=MessageId(message), text=message)


async def live(store: Store) -> Carried:
    """A conversation whose agent talks."""
    await store.directory.agents.put(agent(), None, BY)
    c = Carried(store.conversations)
    await c.begins(EVERYBODY)
    await c.offers()
    await c.goes_on(EVERY[AgentAccepted])
    return c


async def test_what_was_committed_is_what_is_read(store: Store) -> None:
    c = await live(store)
    assert await store.conversations.load(C1) == c.now
    entries = await store.conversations.entries(C1)
    assert [entry.n for entry in entries] == [1, 2, 3, 4]
    assert replay(C1, [entry.event for entry in entries]) == c.now


async def test_every_event_comes_back_from_the_log_as_it_was(store: Store) -> None:
    events = tuple(EVERY.values())
    plain = Conversation(id=C1)
    await store.conversations.commit(Commit(plain, conversation(State.LIVE), events, ()))
    assert tuple(entry.event for entry in await store.conversations.entries(C1)) == events


async def test_the_log_is_read_from_a_cursor_to_an_end(store: Store) -> None:
    await live(store)

    async def numbers(after: int, upto: int | None) -> list[int]:
        return [entry.n for entry in await store.conversations.entries(C1, after=after, upto=upto)]

    assert await numbers(2, None) == [3, 4]
    assert await numbers(0, 2) == [1, 2]
    assert await numbers(1, 3) == [2, 3]
    assert await numbers(4, None) == await numbers(3, 3) == await numbers(0, 0) == []
    assert await numbers(9, 12) == []


async def test_a_stale_commit_changes_nothing(store: Store) -> None:
    c = await live(store)
    old = c.now
    await c.goes_on(wrote("m1"))
    before = await everything(store)
    answer = await store.conversations.commit(change(old, EVERY[ConversationEnded], dedupe=("x",)))
    assert (answer.outcome, answer.number) == ("stale", 5)
    assert await everything(store) == before


async def test_a_cause_that_is_known_answers_what_it_answered_first_and_changes_nothing(store: Store) -> None:
    c = await live(store)
    first = await c.goes_on(wrote("m1"), wrote("m2"), dedupe=("cause", "other"))
    await c.goes_on(wrote("m3"))
    before = await everything(store)
    for causes in (("cause",), ("new", "other")):
        again = await c.goes_on(wrote("m1"), dedupe=causes)
        assert (again.outcome, again.number, again.due) == ("seen", first.number, ())
    assert await everything(store) == before
    assert await store.conversations.seen(C1, ["new", "cause"]) == first.number == 6
    assert await store.conversations.seen(C1, ["new"]) is None
    assert await store.conversations.seen(C1, []) is None


async def test_a_visitor_who_began_elsewhere_meanwhile_changes_nothing(store: Store) -> None:
    first = Carried(store.conversations, ConversationId("c1"))
    await first.goes_on(started("v"))
    before = await everything(store)
    second = Carried(store.conversations, ConversationId("c2"))
    assert (await second.goes_on(started("v"), requested())).outcome == "stale"
    assert await everything(store) == before
    assert (await second.goes_on(started("v", instead_of="c1"))).outcome == "stored"
    assert await store.conversations.of_visitor(VisitorId("v")) == Known(ConversationId("c2"), {})


async def test_of_many_beginnings_at_once_one_wins(store: Store) -> None:
    beginnings = [Carried(store.conversations, ConversationId(f"c{n}")) for n in range(20)]
    answers = await asyncio.gather(*(one.goes_on(started("v")) for one in beginnings))
    (winner,) = (n for n, answer in enumerate(answers) if answer.outcome == "stored")
    assert (await store.conversations.of_visitor(VisitorId("v")))[0] == f"c{winner}"


async def test_fifty_writers_at_once_number_the_log_without_gaps(store: Store) -> None:
    await live(store)

    async def write(n: int) -> int:
        while True:
            snapshot = await store.conversations.load(C1)
            answer = await store.conversations.commit(change(snapshot, wrote(f"m{n}"), wrote(f"n{n}")))
            if answer.outcome == "stored":
                return answer.number

    numbers = await asyncio.gather(*(write(n) for n in range(50)))
    assert sorted(numbers) == list(range(6, 105, 2))
    entries = await store.conversations.entries(C1)
    assert [entry.n for entry in entries] == list(range(1, 105))
    said = [entry.event.text for entry in entries if isinstance(entry.event, VisitorWrote)]
    assert all(b == a.replace("m", "n") for a, b in list(pairwise(said))[::2])
    assert await store.conversations.load(C1) == replay(C1, [entry.event for entry in entries])


async def test_attributes_are_kept_beyond_the_conversation(store: Store) -> None:
    c = Carried(store.conversations)
    await c.goes_on(started("v"))
    told: AnyEvent = VisitorAnswered(
        at=NOW, message=MessageId("a"), card="who", text="Grace", attributes={"first_name": "Grace", "x": ""}
    )
    await c.goes_on(told)
    assert await store.conversations.of_visitor(VisitorId("v")) == Known(
        ConversationId("c1"), {"first_name": "Grace", "x": ""}
    )
    assert await store.conversations.of_visitor(VisitorId("nobody")) == Known(None, {})


async def test_all_that_becomes_known_in_one_commit_is_kept_and_the_last_word_counts(store: Store) -> None:
    c = Carried(store.conversations)
    await c.goes_on(started("v"))
    told = VisitorAnswered(
        at=NOW,
        message=MessageId("a"),
        card="who",
        text="Grace",
        attributes={"first_name": "Grace", "plan": "x"},
    )
    await c.goes_on(told, AttributesSet(at=NOW, card="mark", attributes={"plan": "team", "interest": "y"}))
    known = (await store.conversations.of_visitor(VisitorId("v"))).attributes
    assert known == {"first_name": "Grace", "plan": "team", "interest": "y"}


async def test_a_conversation_that_is_not_there_is_an_unknown_key(store: Store) -> None:
    with pytest.raises(UnknownKey):
        await store.conversations.load(C1)
    assert await store.conversations.entries(C1) == []


async def test_a_commit_says_which_timers_it_made_due_at_once(store: Store) -> None:
    c = Carried(store.conversations)
    answer = await c.begins(EVERYBODY)
    assert answer.due == (TimerName.PICKED,)
    assert await store.conversations.picked(C1) == Pick("nobody", "nobody")


async def test_a_pick_is_told_until_it_is_offered(store: Store) -> None:
    await store.directory.agents.put(agent(), None, BY)
    c = Carried(store.conversations)
    await c.begins(EVERYBODY)
    assert await store.conversations.picked(C1) == Pick("agent", "ada\neverybody", AgentId("ada"), EVERYBODY)
    await c.offers()
    assert await store.conversations.picked(C1) is None
    assert c.now.state is State.OFFERED


async def test_the_end_gives_the_place_back(store: Store) -> None:
    c = await live(store)
    (busy,) = await store.directory.agents.statuses(NOW)
    await c.goes_on(EVERY[ConversationEnded])
    (free,) = await store.directory.agents.statuses(NOW)
    assert (busy.chats, free.chats) == (1, 0)


async def test_two_sites_on_one_server_see_nothing_of_each_other(store: Store) -> None:
    await live(store)
    other = RedisConversations(store.redis, Keys(SiteId("elsewhere")))
    with pytest.raises(UnknownKey):
        await other.load(C1)
    assert await other.entries(C1) == []
