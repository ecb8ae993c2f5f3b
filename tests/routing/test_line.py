"""The waiting line: who waits, in which order, and who gets the place that frees."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from bot.conversation import State
from bot.events import Line
from bot.ids import AgentId, ConversationId, TeamName
from bot.routing.conditions import All
from bot.routing.hours import Block, Schedule
from bot.routing.pools import EVERYBODY, team_pool
from bot.routing.rules import Rule
from tests.conftest import Store
from tests.conversation.commits import BY
from tests.conversation.scenes import NOW, STRANGER
from tests.routing.board import Table


ADA, BOB = AgentId("ada"), AgentId("bob")
SALES = TeamName("sales")
LINE = Line(limit=3)
NEVER = Schedule(time_zone="UTC", week=((),) * 7)
HOUR = 3_600_000


@pytest.fixture
async def table(store: Store) -> Table:
    """Ada, with one place, which somebody has."""
    table = Table(store)
    await table.agent("ada")
    await table.asks()
    return table


async def found(table: Table, name: ConversationId) -> str | None:
    """What the router says."""
    pick = await table.store.conversations.picked(name)
    return pick.word if pick else None


async def test_whoever_finds_everybody_busy_waits_in_line(table: Table) -> None:
    names = [await table.asks(line=LINE) for _ in range(3)]
    assert [await found(table, name) for name in names] == ["queued"] * 3
    assert [await table.waits(name) for name in names] == [1, 2, 3]
    await table.offer(names[0])
    assert table.conversations[names[0]].now.state is State.QUEUED


async def test_who_stands_in_several_lines_comes_behind_everybody_in_any_of_them(store: Store) -> None:
    table = Table(store)
    for member in "abc":
        await table.agent(member)
        await table.team(member, member)
        await table.asks(team_pool(TeamName(member)))
    wanted = ("a", "ab", "b", "bc", "a", "abc", "c", "ab")
    long = Line(limit=99)
    names = [await table.asks(*(team_pool(TeamName(one)) for one in pools), line=long) for pools in wanted]
    vip = await table.asks(
        team_pool(TeamName("b")), team_pool(TeamName("c")), line=Line(limit=99, priority=1)
    )
    places = await store.directory.line.positions([*names, vip])
    assert [places[name] for name in names] == [1, 3, 3, 4, 3, 7, 4, 8]
    assert places[vip] == 1


async def test_a_look_at_a_long_line_reads_it_once(store: Store) -> None:
    table = Table(store)
    await table.agent("ada", capacity=1)
    await table.team("sales", "ada")
    both = (EVERYBODY, team_pool(SALES))
    names = [await table.asks(*both, line=Line(limit=99)) for _ in range(20)]
    await store.redis.config_resetstat()
    assert list((await store.directory.line.positions(names[1:])).values()) == list(range(1, 20))
    reads = await store.redis.info("commandstats")
    assert reads["cmdstat_zrange"]["calls"] == len(both)


async def test_a_full_line_takes_nobody_more(table: Table) -> None:
    for _ in range(3):
        await table.asks(line=LINE)
    late = await table.asks(line=LINE)
    assert await found(table, late) == "full"
    await table.offer(late)
    assert table.conversations[late].now.missed_because == "queue_full"


async def test_nobody_waits_where_nobody_is_on_duty_or_the_line_is_off(table: Table) -> None:
    assert await found(table, await table.asks()) == "nobody"
    await table.directory.attendance.switch(ADA, BY, available=False)
    assert await found(table, await table.asks(line=LINE)) == "nobody"
    assert await found(table, await table.asks("team:nobody", line=LINE)) == "nobody"


async def test_whoever_was_asked_already_is_not_waited_for(store: Store) -> None:
    table = Table(store)
    await table.agent("ada", capacity=2)
    c = await table.asks(line=LINE)
    await table.offer(c)
    await table.answer(c, "decline")
    assert await found(table, c) == "nobody"


FREES: dict[str, Callable[[Table], Awaitable[object]]] = {
    "a chat ends": lambda table: table.end(ConversationId("c0")),
    "an offer is declined": lambda table: _declined(table, ConversationId("c0")),
    "more capacity": lambda table: table.directory.agents.set_capacity(ADA, 2, BY),
    "more capacity of the site": lambda table: _own_capacity_of_the_site(table),
    "an agent comes": lambda table: table.agent("bob"),
}


async def _declined(table: Table, name: ConversationId) -> None:
    await table.offer(name)
    await table.answer(name, "decline")


async def _own_capacity_of_the_site(table: Table) -> None:
    await table.directory.settings.set("capacity", 2, BY)
    await table.directory.agents.set_capacity(ADA, 0, BY)


@pytest.mark.parametrize("event", FREES)
async def test_the_first_in_line_gets_a_place_in_the_step_that_frees_it(table: Table, event: str) -> None:
    told: list[ConversationId] = []
    table.directory.arranger.on_picks = told.extend
    first, second = await table.asks(line=LINE), await table.asks(line=LINE)
    await FREES[event](table)
    assert (await found(table, first) or "").endswith("\neverybody")
    assert await found(table, second) == "queued"
    assert await table.waits(second) == 1
    assert told in ([], [first])


COMES: dict[str, Callable[[Table], Awaitable[object]]] = {
    "back from away": lambda table: table.directory.attendance.switch(BOB, BY, available=True),
    "into the team": lambda table: table.directory.teams.add(SALES, BOB, BY),
}


@pytest.mark.parametrize("event", COMES)
async def test_whoever_comes_takes_the_first_who_waits_for_the_team(store: Store, event: str) -> None:
    table = Table(store)
    for name in ("ada", "bob"):
        await table.agent(name)
    await table.team("sales", "ada", *([] if event == "into the team" else ["bob"]))
    await table.asks("agent:ada")
    if event == "back from away":
        await table.directory.attendance.switch(BOB, BY, available=False)
    waiting = await table.asks(team_pool(SALES), line=LINE)
    assert await found(table, waiting) == "queued"
    await COMES[event](table)
    assert await found(table, waiting) == "bob\nteam:sales"


async def test_a_team_that_opens_takes_the_first_in_line_and_one_that_is_closed_nobody(store: Store) -> None:
    table = Table(store)
    await table.agent("ada")
    await table.team("sales", "ada")
    busy = await table.asks("agent:ada")
    waiting = await table.asks(team_pool(SALES), line=LINE)
    await table.directory.teams.set_hours(SALES, NEVER, BY)
    await table.end(busy)
    assert await found(table, waiting) == "queued"
    assert await found(table, await table.asks(team_pool(SALES), line=LINE)) == "nobody"
    await table.directory.teams.set_hours(SALES, None, BY)
    assert await found(table, waiting) == "ada\nteam:sales"


async def test_a_block_of_the_schedule_that_begins_takes_the_first_in_line(table: Table) -> None:
    nights = Schedule(time_zone="UTC", week=((Block(20 * 60, 24 * 60),),) * 7)
    await table.agent("bob")
    await table.directory.agents.set_schedule(BOB, nights, BY)  # NOW is eight in the morning
    waiting = await table.asks(line=LINE)
    assert await found(table, waiting) == "queued"
    assert await table.directory.attendance.settle(NOW + HOUR) == 0
    assert await table.directory.attendance.settle(NOW + 12 * HOUR) == 1
    assert await found(table, waiting) == "bob\neverybody"


async def test_vips_wait_before_the_others_and_among_themselves_in_turn(table: Table) -> None:
    some = [await table.asks(line=Line(limit=9, priority=vip)) for vip in (0, 1, 0, 1)]
    assert [await table.waits(name) for name in some] == [3, 1, 4, 2]


async def test_whoever_returns_to_the_line_has_the_place_of_before(table: Table) -> None:
    first, second = await table.asks(line=LINE), await table.asks(line=LINE)
    await table.agent("bob")
    await table.offer(first)
    await table.answer(first, "decline")  # bob gets the second, and the first waits for ada
    assert await found(table, second) == "bob\neverybody"
    third = await table.asks(line=LINE)
    assert [await table.waits(name) for name in (first, second, third)] == [1, 0, 2]
    await table.end(ConversationId("c0"))
    assert await found(table, first) == "ada\neverybody"


async def test_who_waits_for_several_pools_stands_behind_all_who_came_before(store: Store) -> None:
    table = Table(store)
    for name in ("ada", "bob"):
        await table.agent(name)
        await table.asks(f"agent:{name}")
    await table.asks("agent:ada", line=LINE)
    await table.asks("agent:bob", line=LINE)
    both = await table.asks("agent:ada", "agent:bob", line=LINE)
    assert await table.waits(both) == 3


async def test_the_longest_waiting_of_all_an_agents_pools_is_first(table: Table) -> None:
    await table.team("sales", "ada")
    for_sales = await table.asks(team_pool(SALES), line=LINE)
    await table.asks(EVERYBODY, line=LINE)
    await table.end(ConversationId("c0"))
    assert await found(table, for_sales) == "ada\nteam:sales"


async def test_an_agent_takes_a_visitor_out_of_the_line_and_thereby_accepts(table: Table) -> None:
    await table.agent("bob")
    await table.directory.attendance.switch(BOB, BY, available=False)
    first, second = await table.asks(line=LINE), await table.asks(line=LINE)
    line = table.directory.line
    assert [(one.conversation, one.position) for one in await line.waiting()] == [(first, 1), (second, 2)]
    assert await line.take(second, BOB) == "taken"
    assert await line.take(None, BOB) == "full"
    assert await line.take(second, BOB) == "gone"
    await table.offer(second)
    assert table.conversations[second].now.state is State.LIVE
    await table.is_sound()


async def test_ten_who_take_the_same_visitor_get_them_once(table: Table) -> None:
    names = [f"t{number}" for number in range(10)]
    waiting = await table.asks("agent:ada", line=LINE)
    for name in names:
        await table.agent(name)
    took = await asyncio.gather(*(table.directory.line.take(waiting, AgentId(name)) for name in names))
    assert sorted(took) == ["gone"] * 9 + ["taken"]


# --- pools and their order


async def test_the_first_pool_that_has_somebody_eligible_is_asked(store: Store) -> None:
    table = Table(store)
    for name in ("ada", "bob"):
        await table.agent(name)
    assert await found(table, await table.asks("agent:ada", "agent:bob")) == "ada\nagent:ada"
    assert await found(table, await table.asks("agent:ada", "agent:bob")) == "bob\nagent:bob"


async def test_the_rest_is_asked_only_when_the_first_look_found_nobody(store: Store) -> None:
    table = Table(store)
    for name in ("ada", "bob", "cyd"):
        await table.agent(name)
    c = await table.asks("agent:ada", rest=EVERYBODY)
    await table.offer(c)
    await table.answer(c, "decline")
    assert await found(table, c) == "nobody"
    await table.asks("agent:ada")
    d = await table.asks("agent:ada", rest=EVERYBODY)
    assert (await found(table, d) or "").endswith("\neverybody")


async def test_after_the_last_offer_of_a_pool_the_next_pool_is_asked(store: Store) -> None:
    table = Table(store)
    for name in ("ada", "bob", "cyd"):
        await table.agent(name)
    await table.team("sales", "ada", "bob")
    c = await table.asks(team_pool(SALES), EVERYBODY, max_offers=1)
    for whom in ("ada\nteam:sales", "bob\neverybody"):
        assert await found(table, c) == whom
        await table.offer(c)
        await table.answer(c, "expire")
    assert table.conversations[c].now.missed_because == "offers_used_up"


async def test_a_rule_with_several_targets_has_a_pool_and_turns_of_its_own(store: Store) -> None:
    table = Table(store)
    for name in ("ada", "bob", "cyd"):
        await table.agent(name, capacity=9)
    await table.team("sales", "ada")
    rule = Rule(id="", name="VIPs", condition=All(), targets=("team:sales", "agent:cyd"))
    made = await table.directory.rules.add(rule, BY)
    assert made
    got = [await table.picked(await table.asks(f"rule:{made.id}")) for _ in range(3)]
    assert got == ["ada", "cyd", "ada"]
    await table.directory.teams.add(SALES, BOB, BY)
    then = [await table.picked(await table.asks(f"rule:{made.id}")) for _ in range(3)]
    assert then == ["cyd", "ada", "bob"]


async def test_the_least_busy_is_asked_by_chats_over_capacity_and_ties_go_by_turn(store: Store) -> None:
    table = Table(store)
    await table.directory.settings.set("order", "least_busy", BY)
    await table.agent("ada", capacity=4)
    await table.agent("bob", capacity=2)
    got = [await table.picked(await table.asks()) for _ in range(6)]
    assert got == ["ada", "bob", "ada", "bob", "ada", "ada"]


async def test_a_deleted_teams_visitors_are_told_that_there_is_nobody(table: Table) -> None:
    await table.team("sales", "ada")
    only, other = await table.asks(team_pool(SALES), line=LINE), await table.asks(line=LINE)
    both = await table.asks(team_pool(SALES), EVERYBODY, line=LINE)
    await table.directory.teams.delete(SALES, BY)
    assert [await found(table, name) for name in (only, other, both)] == ["nobody", "queued", "queued"]
    assert [await table.waits(name) for name in (only, other, both)] == [0, 1, 2]


async def test_a_renamed_teams_line_turns_and_rules_go_on(table: Table) -> None:
    await table.team("sales", "ada")
    rule = await table.directory.rules.add(
        Rule(id="", name="VIPs", condition=All(), targets=("team:sales",)), BY
    )
    await table.directory.accounts.put({"example.com": "team:sales"}, BY)
    waiting = await table.asks(team_pool(SALES), line=LINE)
    assert await table.directory.teams.rename(SALES, TeamName("Growth"), BY)
    await table.end(ConversationId("c0"))
    assert await found(table, waiting) == "ada\nteam:growth"
    (now,) = await table.directory.rules.rules()
    assert rule
    assert now.targets == ("team:growth",)
    assert await table.directory.accounts.accounts() == {"example.com": "team:growth"}


async def test_of_two_who_remove_each_other_one_admin_is_left(table: Table) -> None:
    admins = table.directory.admins
    for one in (BY.person, STRANGER):
        await admins.add(one, BY)
    gone = await asyncio.gather(admins.remove(BY.person, BY), admins.remove(STRANGER, BY))
    assert sorted(gone) == [False, True]
    assert len(await admins.admins()) == 1
