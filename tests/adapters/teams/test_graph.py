"""Pictures and presence, where an administrator consented; nothing is missed where not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession

from bot.adapters.teams.connector import open_session
from bot.adapters.teams.graph import ASK_AGAIN, Graph
from bot.adapters.teams.tokens import GRAPH, Tokens
from bot.errors import InDoubt, PlatformError, Throttled, Unreachable
from tests.adapters.teams.clock import Clock
from tests.adapters.teams.logging_in import secret_login
from tests.fake_teams import FakeTeams
from tests.fake_teams.human import Human


@pytest.fixture
async def teams() -> AsyncIterator[FakeTeams]:
    async with FakeTeams(graph={"ProfilePhoto.Read.All", "Presence.Read.All"}) as fake:
        yield fake


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    async with open_session() as opened:
        yield opened


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def graph(teams: FakeTeams, session: ClientSession, clock: Clock) -> Graph:
    return Graph(
        session, Tokens(secret_login(teams, session), GRAPH, now=clock), url=teams.graph_url, now=clock
    )


@pytest.fixture
def ann(teams: FakeTeams) -> Human:
    return teams.user("Ann Lee", picture=1)


async def test_a_picture_is_fetched_where_there_is_one(teams: FakeTeams, graph: Graph, ann: Human) -> None:
    picture = await graph.picture(ann.account.aad)
    assert picture is not None
    assert (picture.content_type, picture.data[:4]) == ("image/jpeg", b"\x89PNG")
    assert await graph.picture(teams.user("Ben Bare").account.aad) is None
    assert await graph.picture("nobody/../me") is None


@pytest.mark.parametrize(
    ("shown", "present"),
    [
        ("Available", True),
        ("AvailableIdle", True),
        ("Busy", True),
        ("BusyIdle", True),
        ("Away", False),
        ("BeRightBack", False),
        ("DoNotDisturb", False),
        ("Offline", False),
        ("PresenceUnknown", None),
    ],
)
async def test_each_presence_has_one_meaning(
    graph: Graph, ann: Human, shown: str, present: bool | None
) -> None:
    await ann.sets_presence(shown)
    assert await graph.is_present(ann.account.aad) is present


async def test_what_is_not_permitted_is_none_and_not_asked_again_for_an_hour(
    teams: FakeTeams, graph: Graph, ann: Human, clock: Clock
) -> None:
    teams.settings.graph.clear()
    for _ in range(3):
        assert await graph.picture(ann.account.aad) is None
        assert await graph.is_present(ann.account.aad) is None
    assert len(teams.calls("photo")) == len(teams.calls("presence")) == 1
    teams.settings.graph.add("Presence.Read.All")
    clock.now += ASK_AGAIN
    teams.clock.advance(ASK_AGAIN)
    assert await graph.is_present(ann.account.aad) is True
    assert await graph.picture(ann.account.aad) is None


async def test_the_permissions_are_told_one_by_one(teams: FakeTeams, graph: Graph, ann: Human) -> None:
    assert await graph.permits(ann.account.aad) == {"ProfilePhoto.Read.All": True, "Presence.Read.All": True}
    teams.settings.graph.remove("Presence.Read.All")
    assert await graph.permits(ann.account.aad) == {"ProfilePhoto.Read.All": True, "Presence.Read.All": False}


@pytest.mark.parametrize(
    ("fault", "kind"), [("ratelimited", Throttled), ("bad_gateway", InDoubt), ("reset_before", InDoubt)]
)
async def test_a_graph_in_trouble_is_told(
    teams: FakeTeams, graph: Graph, ann: Human, fault: str, kind: type[PlatformError]
) -> None:
    teams.fail("presence", fault, times=None)
    with pytest.raises(kind):
        await graph.is_present(ann.account.aad)


async def test_a_graph_that_cannot_be_reached_is_told(teams: FakeTeams, graph: Graph, ann: Human) -> None:
    await graph.is_present(ann.account.aad)
    await teams.goes_dark()
    with pytest.raises(Unreachable):
        await graph.is_present(ann.account.aad)


async def test_a_graph_that_is_closed_asks_the_login_no_more(
    teams: FakeTeams, graph: Graph, ann: Human
) -> None:
    teams.fail("token", "hang_before", times=None)
    looking = asyncio.create_task(graph.is_present(ann.account.aad))
    await teams.until(lambda: teams.calls("token"))
    await graph.close()
    await asyncio.wait([looking])
    asking = [task for task in asyncio.all_tasks() if "Tokens._ask" in repr(task)]
    assert asking == []
