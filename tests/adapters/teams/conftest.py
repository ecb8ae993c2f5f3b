"""A strict fake Teams, our adapter on it, and a conversation in a real store."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.adapters.store.shelf import RedisShelf
from bot.adapters.teams import tokens
from bot.adapters.teams.client import TeamsPlatform
from bot.adapters.teams.connector import Connector, open_session
from bot.adapters.teams.files import Hosts
from bot.adapters.teams.graph import Graph
from bot.adapters.teams.names import teams_channel, teams_person
from bot.adapters.teams.parts import Line
from bot.adapters.teams.places import Places
from bot.adapters.teams.service_urls import ServiceUrls
from bot.adapters.teams.tokens import Tokens
from bot.ids import Channel as OurChannel
from bot.ids import Person as OurPerson
from tests.adapters.teams.logging_in import secret_login
from tests.conftest import Store
from tests.fake_teams import Channel, FakeTeams
from tests.fake_teams.human import Human
from tests.fakes.clock import Clock


PUBLIC = "https://chat.example"


@pytest.fixture
async def teams() -> AsyncIterator[FakeTeams]:
    """A Teams whose limits are left to other tests."""
    async with FakeTeams(clock=Clock(), buckets=False) as fake:
        yield fake


@pytest.fixture
async def line(teams: FakeTeams, store: Store) -> AsyncIterator[Line]:
    """The way to it: one session, tokens and addresses."""
    app, session = teams.app, open_session()
    login = secret_login(teams, session)
    connecting, asking = Tokens(login, tokens.CONNECTOR), Tokens(login, tokens.GRAPH)
    addresses = ServiceUrls(RedisShelf(store.redis, store.keys, store.bus), fallback=teams.service_url)
    hosts = (teams.base_url,)
    graph = Graph(session, asking, url=teams.graph_url)
    yield Line(
        session,
        connecting,
        Connector(session, connecting, addresses, app_id=app.app_id, hosts=hosts),
        graph,
        Hosts(service=hosts, files=(teams.files_url,)),
    )
    await graph.close()
    await connecting.close()
    await session.close()


@pytest.fixture
def shelf(store: Store) -> RedisShelf:
    return RedisShelf(store.redis, store.keys, store.bus)


@pytest.fixture
def places(shelf: RedisShelf) -> Places:
    return Places(shelf)


@pytest.fixture
def platform(line: Line, places: Places, shelf: RedisShelf, store: Store) -> TeamsPlatform:
    """Our side, without pace."""
    return TeamsPlatform(
        line, places=places, conversations=store.conversations, shelf=shelf, public_url=PUBLIC, pace=0
    )


@pytest.fixture
def ann(teams: FakeTeams) -> Human:
    return teams.user("Ann Lee", has_app=True)


@pytest.fixture
def support(teams: FakeTeams, ann: Human) -> Channel:
    return teams.channel("support", members=[ann])


def ours(channel: Channel) -> OurChannel:
    """What we call a channel or a chat."""
    return teams_channel(channel.tenant.id, channel.id)


def person(human: Human) -> OurPerson:
    """What we call somebody."""
    return teams_person(human.account.tenant.id, human.id)


def general(channel: Channel) -> OurChannel:
    """What we call the team of a channel."""
    assert channel.team
    return teams_channel(channel.tenant.id, channel.team.id)
