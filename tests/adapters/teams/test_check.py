"""What `check` says of Teams: the token, each team, and what Graph permits."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date

import pytest

from bot.adapters.store.shelf import RedisShelf
from bot.adapters.teams.check import Checked, points
from bot.adapters.teams.connector import Connector, open_session
from bot.adapters.teams.graph import Graph
from bot.adapters.teams.names import teams_channel
from bot.adapters.teams.places import Places
from bot.adapters.teams.service_urls import ServiceUrls
from bot.adapters.teams.tokens import CONNECTOR, GRAPH, Tokens
from bot.ids import Channel
from bot.ports import Point
from tests.adapters.teams.logging_in import secret_login
from tests.conftest import Store
from tests.fake_teams import FakeTeams, Team


TODAY = date(2026, 11, 21)


class Office:
    """A Teams, and what looks at it."""

    def __init__(self, teams: FakeTeams, places: Places, checked: Checked) -> None:
        self.teams = teams
        self.places = places
        self.checked = checked

    async def looked(self) -> dict[str, Point]:
        return {point.name: point for point in await points(self.checked, TODAY)}

    def named(self, team: Team) -> Channel:
        return teams_channel(self.teams.tenant.id, team.id)


@pytest.fixture
async def office(store: Store) -> AsyncIterator[Office]:
    async with FakeTeams() as teams, open_session() as session:
        shelf = RedisShelf(store.redis, store.keys, store.bus)
        places = Places(shelf)
        login = secret_login(teams, session)
        tokens = Tokens(login, CONNECTOR)
        hosts = (teams.base_url,)
        addresses = ServiceUrls(shelf, fallback=teams.service_url)
        connector = Connector(session, tokens, addresses, app_id=teams.app.app_id, hosts=hosts)
        graph = Graph(session, Tokens(login, GRAPH), url=teams.graph_url)
        yield Office(teams, places, Checked(tokens, connector, graph, places))


async def test_an_app_that_is_nowhere_is_told_where_to_be_added(office: Office) -> None:
    found = await office.looked()
    assert list(found) == ["Teams: token", "Teams: a team with the app"]
    assert found["Teams: token"] == Point("Teams: token")
    assert "Upload an app" in found["Teams: a team with the app"].remedy
    assert all(point.well for point in found.values())


async def test_each_team_is_named_with_the_id_that_settings_take_and_whether_replies_are_heard(
    office: Office,
) -> None:
    sales, help_ = office.teams.team("Sales"), office.teams.team("Help")
    await office.places.installed(office.named(sales))
    await office.places.heard(office.named(help_), office.named(help_), mentioned=False)
    found = await office.looked()
    assert found[f"Teams: a team with the app, Sales ({sales.id})"].remedy == ""
    assert "without a mention" in found["Teams: replies, in Sales"].remedy
    assert found["Teams: replies, in Help"] == Point("Teams: replies, in Help")
    assert all(point.well for point in found.values())


async def test_a_team_from_which_the_app_was_taken_away_is_ill(office: Office) -> None:
    sales = office.teams.team("Sales")
    await office.places.installed(office.named(sales))
    office.teams.remove_app(sales)
    await office.teams.settled()
    found = (await office.looked())[f"Teams: a team with the app, {sales.id}"]
    assert not found.well
    assert "add it to the team again" in found.remedy


async def test_what_graph_does_not_permit_is_advice(office: Office) -> None:
    sales = office.teams.team("Sales", members=[office.teams.user("Ann Lee")])
    await office.places.installed(office.named(sales))
    office.teams.settings.graph.add("Presence.Read.All")
    found = await office.looked()
    pictures = found["Teams: Graph, ProfilePhoto.Read.All"]
    assert pictures.well
    assert "Visitors see initials" in pictures.remedy
    assert "grant admin consent" in pictures.remedy
    assert found["Teams: Graph, Presence.Read.All"] == Point("Teams: Graph, Presence.Read.All")


async def test_a_login_that_refuses_us_is_all_that_is_said(office: Office) -> None:
    office.teams.app.secret = "another"  # noqa: S105  it opens nothing
    await office.places.installed(office.named(office.teams.team("Sales")))
    [found] = (await office.looked()).values()
    assert not found.well
    assert found.remedy.startswith("THREADLINE_TEAMS_PASSWORD is no secret of this app")


async def test_a_bot_that_is_not_registered_is_told_apart_from_one_that_is_too_fast(office: Office) -> None:
    sales = office.teams.team("Sales")
    await office.places.installed(office.named(sales))
    office.teams.fail("team", "BotNotRegistered", times=2)
    refused = (await office.looked())[f"Teams: a team with the app, {sales.id}"]
    assert "Microsoft App ID under Configuration" in refused.remedy
    office.teams.offences.forgive()
    office.teams.fail("team", "ratelimited", retry_after=7)
    assert "Try again in 7 s" in (await office.looked())[refused.name].remedy


async def test_a_teams_that_is_away_is_told_to_be_away(office: Office) -> None:
    await office.teams.goes_dark()
    [found] = (await office.looked()).values()
    assert not found.well
    assert "cannot be reached just now" in found.remedy


@pytest.mark.parametrize(("expires", "said"), [("2026-12-01", "in 10 days"), ("2027-11-21", ""), ("", "")])
async def test_a_secret_that_ends_soon_is_said_while_all_is_well(
    office: Office, expires: str, said: str
) -> None:
    office.checked = office.checked._replace(password_expires=expires)
    token = (await office.looked())["Teams: token"]
    assert token.well
    assert said in token.remedy
    assert bool(said) is bool(token.remedy)
