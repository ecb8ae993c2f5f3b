"""The tokens that an app gets, and what they are good for."""

from __future__ import annotations

import pytest

from tests.fake_teams import FakeTeams
from tests.fake_teams.tokens import CONNECTOR, GRAPH

from .conftest import Caller


async def test_a_token_is_good_until_it_expires(teams: FakeTeams, caller: Caller) -> None:
    support = teams.channel("support")
    assert (await caller.opens(support, "Hello")).status == 201
    teams.clock.advance(3601)
    assert (await caller.opens(support, "Hello")).status == 401
    await caller.login()
    assert (await caller.opens(support, "Hello")).status == 201


@pytest.mark.parametrize("token", ["", "none-of-ours"])
async def test_who_has_no_token_of_ours_is_refused(teams: FakeTeams, caller: Caller, token: str) -> None:
    caller.token = token or " "
    assert (await caller.opens(teams.channel("support"), "Hello")).code == "Unauthorized"


async def test_a_token_for_graph_does_not_open_the_connector(teams: FakeTeams, caller: Caller) -> None:
    await caller.login(scope=f"{GRAPH}/.default")
    assert (await caller.opens(teams.channel("support"), "Hello")).code == "Unauthorized"


async def test_a_revoked_token_is_good_for_nothing(teams: FakeTeams, caller: Caller) -> None:
    await caller.login()
    teams.tokens.revoke()
    assert (await caller.opens(teams.channel("support"), "Hello")).code == "Unauthorized"
    await caller.login()
    assert (await caller.opens(teams.channel("support"), "Hello")).status == 201


async def test_more_than_one_token_in_a_lifetime_is_an_offence(teams: FakeTeams, caller: Caller) -> None:
    await caller.login()
    teams.clock.advance(1800)
    await caller.login()
    assert not teams.offences
    await caller.login()
    assert teams.offences.forgive(containing="a token for")


@pytest.mark.parametrize(
    ("changed", "status", "said"),
    [
        ({"client_secret": "x"}, 401, "AADSTS7000215"),
        ({"client_id": "x"}, 400, "AADSTS700016"),
        ({"grant_type": "password"}, 400, "AADSTS70003"),
        ({"scope": CONNECTOR}, 400, "AADSTS70011"),
    ],
)
async def test_who_asks_wrongly_gets_no_token(
    caller: Caller, changed: dict[str, str], status: int, said: str
) -> None:
    answered = await caller.login(**changed)
    assert answered.status == status
    assert said in answered.body["error_description"]


@pytest.mark.parametrize("tenant", ["common", "botframework.com"])
async def test_a_single_tenants_app_asks_its_own_tenant(
    teams: FakeTeams, caller: Caller, tenant: str
) -> None:
    assert "AADSTS700016" in (await caller.login(tenant=tenant)).body["error_description"]
    assert teams.offences.forgive(containing=tenant)


async def test_a_managed_identity_gets_tokens_from_the_machine(teams: FakeTeams, caller: Caller) -> None:
    asked = {"api-version": "2018-02-01", "resource": CONNECTOR, "client_id": teams.app.app_id}
    async with caller.session.get(teams.imds_url, params=asked) as refused:
        assert refused.status == 400
    async with caller.session.get(teams.imds_url, params=asked, headers={"Metadata": "true"}) as answer:
        caller.token = (await answer.json())["access_token"]
    assert (await caller.opens(teams.channel("support"), "Hello")).status == 201


@pytest.mark.parametrize("proven", [False, True])
async def test_a_managed_identity_gets_tokens_from_app_service(
    teams: FakeTeams, caller: Caller, proven: bool
) -> None:
    asked = {"api-version": "2019-08-01", "resource": CONNECTOR, "client_id": teams.app.app_id}
    header = {"X-IDENTITY-HEADER": teams.login.identity_header if proven else "guessed"}
    async with caller.session.get(teams.identity_endpoint, params=asked, headers=header) as answer:
        assert answer.status == (200 if proven else 400)
