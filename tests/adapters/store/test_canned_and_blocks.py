"""Canned replies and blocks are kept: what follows a team, what is over, and who was first."""

from __future__ import annotations

import asyncio

import pytest

from bot.adapters.store.site_rules import StoredSiteRules
from bot.blocking import Block, blocking, email_who, visitor_who
from bot.canned import CannedReply
from bot.errors import UnknownKey
from bot.ids import TeamName, VisitorId
from bot.ports import By
from tests.conftest import Store
from tests.conversation.commits import BY
from tests.conversation.scenes import NOW
from tests.waiting import until


SALES = TeamName("Sales")
HELLO = CannedReply(name="hello", text="Hello")
PRICES = CannedReply(name="prices", text="See there", team=SALES)
ADA = email_who("ada@example.com")


async def audit(store: Store) -> list[str]:
    return [line.what for line in await store.directory.admins.audit(9)]


async def test_replies_are_listed_the_sites_first(store: Store) -> None:
    await store.directory.teams.create(SALES, BY)
    assert await store.directory.canned.put(PRICES, BY) is None
    assert await store.directory.canned.put(HELLO, BY) is None
    assert await store.directory.canned.replies() == [HELLO, PRICES]
    assert (await audit(store))[:2] == ["added canned reply hello", "added canned reply prices of team Sales"]


async def test_what_was_replaced_is_answered_and_the_same_again_changes_nothing(store: Store) -> None:
    other = CannedReply(name="hello", text="Good day")
    await store.directory.canned.put(HELLO, BY)
    assert await store.directory.canned.put(other, BY) == HELLO
    assert await store.directory.canned.put(other, BY) == other
    assert await audit(store) == ["changed canned reply hello", "added canned reply hello"]


async def test_a_teams_replies_follow_its_new_name_and_go_with_it(store: Store) -> None:
    await store.directory.teams.create(SALES, BY)
    await store.directory.canned.put(HELLO, BY)
    await store.directory.canned.put(PRICES, BY)
    await store.directory.teams.rename(SALES, TeamName("SALES"), BY)
    await store.directory.teams.rename(SALES, TeamName("Deals"), BY)
    [_, prices] = await store.directory.canned.replies()
    assert prices == CannedReply(name="prices", text="See there", team=TeamName("Deals"))
    await store.directory.teams.delete(TeamName("deals"), BY)
    assert await store.directory.canned.replies() == [HELLO]


async def test_a_reply_is_not_added_for_a_team_that_is_not_there(store: Store) -> None:
    with pytest.raises(UnknownKey):
        await store.directory.canned.put(PRICES, BY)


async def test_of_ten_who_remove_a_reply_one_has_done_it(store: Store) -> None:
    await store.directory.canned.put(HELLO, BY)
    removals = (store.directory.canned.remove("hello", TeamName(""), BY) for _ in range(10))
    assert sum(await asyncio.gather(*removals)) == 1


def block(until: int = 0, reason: str = "") -> Block:
    return Block(who=ADA, name="ada@example.com", reason=reason, by=BY.person, since=NOW, until=until)


async def test_a_block_holds_until_it_is_over_or_lifted(store: Store) -> None:
    blocks = store.directory.blocks
    assert await blocks.put(block(until=NOW + 10, reason="spam"), BY) is None
    assert await blocks.blocks(NOW + 9) == [block(until=NOW + 10, reason="spam")]
    assert await blocks.blocks(NOW + 10) == []
    assert await blocks.lift(ADA, By(BY.person, NOW + 10)) is None
    assert await blocks.lift(ADA, BY) == block(until=NOW + 10, reason="spam")
    assert await blocks.lift(ADA, BY) is None
    told = [
        "unblocked ada@example.com",
        "blocked ada@example.com: spam",
    ]
    assert await audit(store) == told


async def test_blocks_that_are_over_are_forgotten_with_the_next_change(store: Store) -> None:
    await store.directory.blocks.put(block(until=NOW + 10), BY)
    other = Block(who=visitor_who(VisitorId("v1")), by=BY.person, since=NOW + 20)
    await store.directory.blocks.put(other, By(BY.person, NOW + 20))
    assert await store.redis.hkeys(store.keys.plain("blocks")) == [b"visitor:v1"]


async def test_every_process_hears_of_a_block_at_once(store: Store) -> None:
    rules = StoredSiteRules(store.directory.arranger, store.bus)
    await rules.start()
    await store.directory.blocks.put(block(), BY)

    async def is_out() -> bool:
        found = blocking(rules.current().blocks, VisitorId("v1"), {"email": "ADA@example.com"}, NOW)
        return found is not None

    await until(is_out)
    await rules.close()
