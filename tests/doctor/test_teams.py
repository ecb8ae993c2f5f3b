"""What the doctor says of Teams: all well, and each thing that can be wrong, with the words that say how to mend it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import UUID

import pytest
from aiohttp import web
from msgspec.structs import replace

from bot.doctor.rounds import examine
from config.secret_values import Secret
from config.settings import Settings, Teams
from tests.doctor.conftest import Points, ill, looked, served, with_secrets
from tests.fake_teams import FakeTeams
from tests.listening import listening
from tests.waiting import until


OTHER = Secret(str(UUID(int=7)))


@pytest.fixture
async def teams() -> AsyncIterator[FakeTeams]:
    async with FakeTeams(processes=3) as fake:
        yield fake


@pytest.fixture
def on_teams(settings: Settings, teams: FakeTeams) -> Settings:
    """Everything as it must be, with Teams in the place of Slack."""
    own = Teams(
        login_url=teams.login_url,
        metadata_url=teams.openid_url,
        graph_url=teams.graph_url,
        service_url=teams.service_url,
        service_hosts=(teams.base_url,),
    )
    return with_secrets(
        replace(settings, teams=own),
        slack_bot_token=None,
        slack_signing_secret=None,
        teams_app_id=Secret(teams.app.app_id),
        teams_password=Secret(teams.app.secret),
        teams_tenant=Secret(teams.tenant.id),
    )


def of_teams(points: Points) -> dict[str, bool]:
    return {name: point.well for name, point in points.items() if name.startswith("Teams: ")}


async def test_without_teams_it_is_said_how_to_connect_it(settings: Settings) -> None:
    points = await looked(settings)
    assert of_teams(points) == {"Teams: token": True}
    assert "docs/teams.md" in points["Teams: token"].remedy


async def test_all_is_well_and_the_app_that_is_in_no_team_yet_is_advice(
    on_teams: Settings,
) -> None:
    async with served(on_teams):
        points = await looked(on_teams)
    assert set(of_teams(points).values()) == {True}
    assert points["Teams: requests"].remedy == points["Teams: token"].remedy == ""
    assert "Upload an app" in points["Teams: a team with the app"].remedy


async def test_teams_with_the_app_are_named_with_what_is_heard_and_permitted_there(
    on_teams: Settings, teams: FakeTeams
) -> None:
    ann = teams.user("Ann Lee")
    sales = teams.team("Sales", members=[ann], with_bot=False)
    async with served(on_teams):
        await teams.connect(f"{on_teams.server.public_url}/api/messages")
        teams.install(sales, by=ann)

        async def known() -> bool:
            return f"Teams: a team with the app, Sales ({sales.id})" in await named(on_teams)

        await until(known)
        points = await looked(on_teams)
    assert set(of_teams(points).values()) == {True}
    assert "with a mention" in points["Teams: replies"].remedy
    assert "grant admin consent" in points["Teams: Graph"].remedy
    teams.offences.forgive(containing="token")


async def named(settings: Settings) -> set[str]:
    """The whole names of all points."""
    found = await examine(settings, lambda _: None)
    return {point.name for points in found.values() for point in points}


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("teams_tenant", OTHER, "There is no tenant THREADLINE_TEAMS_TENANT"),
        ("teams_app_id", OTHER, "There is no app THREADLINE_TEAMS_APP_ID in the tenant"),
        ("teams_password", Secret("another"), "THREADLINE_TEAMS_PASSWORD is no secret of this app"),
    ],
)
async def test_a_login_that_refuses_the_bot_names_the_variable_and_what_to_copy(
    on_teams: Settings, teams: FakeTeams, variable: str, value: Secret, said: str
) -> None:
    points = await looked(with_secrets(on_teams, **{variable: value}))
    teams.offences.forgive(containing="of the tenant")
    assert not points["Teams: token"].well
    assert said in points["Teams: token"].remedy


async def test_a_secret_that_has_ended_is_named(on_teams: Settings, teams: FakeTeams) -> None:
    teams.app.secret_ended = True
    points = await looked(on_teams)
    assert "THREADLINE_TEAMS_PASSWORD has expired" in points["Teams: token"].remedy


async def test_a_secret_that_ends_soon_is_advice(on_teams: Settings) -> None:
    soon = replace(on_teams, teams=replace(on_teams.teams, password_expires="2020-01-01"))  # noqa: S106  a day
    token = (await looked(soon))["Teams: token"]
    assert token.well
    assert "expires already (2020-01-01)" in token.remedy


async def test_a_token_is_looked_at_where_the_store_cannot_be_read(on_teams: Settings) -> None:
    points = await looked(with_secrets(on_teams, redis_url=None))
    assert of_teams(points) == {"Teams: token": True, "Teams: requests": True}
    assert points["Teams: token"].remedy == ""
    assert "Looked at when Threadline runs" in points["Teams: requests"].remedy


async def test_an_address_that_may_not_get_our_token_is_named_with_what_to_do(on_teams: Settings) -> None:
    lured = replace(on_teams, teams=replace(on_teams.teams, service_url="https://evil.example/teams/"))
    points = await looked(lured)
    assert "Teams: service address" in ill(points)
    assert "teams.service_hosts" in points["Teams: service address"].remedy
    assert points["Teams: token"].well


async def test_a_login_that_cannot_be_reached_is_told_to_be_away(
    on_teams: Settings, teams: FakeTeams
) -> None:
    await teams.goes_dark()
    assert "cannot be reached just now" in (await looked(on_teams))["Teams: token"].remedy


async def test_without_a_public_address_nothing_can_come(on_teams: Settings) -> None:
    nowhere = replace(on_teams, server=replace(on_teams.server, public_url=""))
    assert "set server.public_url" in (await looked(nowhere))["Teams: requests"].remedy


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (404, "Nobody takes Teams' requests at"),
        (200, "answers with status 200"),
        (503, "login.botframework.com, port 443"),
    ],
)
async def test_a_way_in_that_does_not_lead_to_the_bot_is_named(
    on_teams: Settings, status: int, said: str
) -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=status)

    async def ok(_: web.Request) -> web.Response:
        return web.Response(text="ok\n")

    app = web.Application()
    app.router.add_get("/healthz", ok)
    app.router.add_get("/readyz", ok)
    app.router.add_post("/api/messages", answer)
    async with listening(app, on_teams.server.port):
        points = await looked(on_teams)
    assert "Teams: requests" in ill(points)
    assert said in points["Teams: requests"].remedy


async def test_an_address_at_which_nobody_answers_is_named(on_teams: Settings) -> None:
    wrong = replace(on_teams, server=replace(on_teams.server, public_url="http://127.0.0.1:9"))
    async with served(on_teams):
        points = await looked(wrong)
    assert "did not answer within" in points["Teams: requests"].remedy
