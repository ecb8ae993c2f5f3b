"""What gets in is an activity, from whom the settings name; whatever else comes is no error of ours."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import StoreUnavailable
from tests.adapters.teams.proving import (
    Door,
    a_door,
    rejected,
)
from tests.fake_teams import FakeTeams


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[]", 400),
        (b"null", 400),
        (b'"text"', 400),
        (b"\xff\xfe", 400),
        (b'{"type": "\xff"}', 400),
        (b"[" * 100_000, 400),
        (b'{"a":' * 100_000, 400),
        (b"{}", 400),
        (b'{"type": "message", "channelId": "msteams"}', 400),
        (b'{"type": 7, "channelId": "msteams", "serviceUrl": "https://x/"}', 400),
        (b'{"type": "message", "channelId": "msteams", "serviceUrl": {"a": 1}}', 400),
        (b'{"type": "message", "channelId": "webchat", "serviceUrl": "https://x/"}', 400),
        (b'{"type": "message", "channelId": "emulator", "serviceUrl": "https://x/"}', 400),
    ],
)
async def test_what_is_no_activity_of_teams_is_400(door: Door, body: bytes, status: int) -> None:
    assert await rejected(door, body=body) == status


async def test_half_an_emoji_is_no_reason_to_lose_a_message(door: Door) -> None:
    body = json.dumps(door.activity(text="cut \ud83d")).encode()
    assert b"\\ud83d" in body
    assert (await door.knock(body=body))["text"] == "cut \ud83d"


@pytest.mark.parametrize("field", ["from", "conversation"])
@pytest.mark.parametrize("odd", [None, {}, "29:ann", {"id": 7}, {"id": ""}])
async def test_an_activity_of_nobody_or_nowhere_is_400(door: Door, field: str, odd: Any) -> None:
    assert await rejected(door, door.activity(**{field: odd})) == 400


@pytest.mark.parametrize("content_type", ["", "text/plain", "application/x-www-form-urlencoded"])
async def test_what_is_not_sent_as_json_is_415(door: Door, content_type: str) -> None:
    assert await rejected(door, content_type=content_type) == 415


@pytest.mark.parametrize("kind", ["message", "invoke", "conversationUpdate", "installationUpdate"])
async def test_a_tenant_that_is_not_allowed_is_403_whatever_it_sends(door: Door, kind: str) -> None:
    other = {"tenant": {"id": "8a3b1f00-0000-4000-8000-00000000beef"}}
    assert await rejected(door, door.activity(type=kind, channelData=other)) == 403


@pytest.mark.parametrize(
    "nowhere", [{}, {"tenant": None}, {"tenant": {}}, {"tenant": {"id": 7}}, {"tenant": "x"}, None, 7, []]
)
async def test_an_activity_without_a_tenant_is_403(door: Door, nowhere: Any) -> None:
    assert await rejected(door, door.activity(channelData=nowhere, conversation={"id": "a:chat"})) == 403


async def test_the_tenant_may_stand_in_the_conversation(door: Door) -> None:
    await door.knock(door.activity(channelData={}))


async def test_tenants_are_the_same_in_capitals(teams: FakeTeams) -> None:
    async with a_door(teams, tenants=[teams.tenant.id.upper()]) as door:
        await door.knock()


async def test_another_tenant_is_let_in_where_the_settings_name_it(teams: FakeTeams) -> None:
    second = "8a3b1f00-0000-4000-8000-00000000beef"
    async with a_door(teams, tenants=[teams.tenant.id, second]) as door:
        await door.knock(door.activity(channelData={"tenant": {"id": second}}))
        assert door.addresses.learnt == [(second, door.service_url)]


OURS, THEIRS = "19:ours@thread.tacv2", "19:theirs@thread.tacv2"


@pytest.mark.parametrize(
    "kind", ["message", "invoke", "messageUpdate", "conversationUpdate", "installationUpdate"]
)
async def test_where_teams_are_named_the_others_are_403_and_chats_are_not(
    teams: FakeTeams, kind: str
) -> None:
    tenant = {"tenant": {"id": teams.tenant.id}}
    async with a_door(teams, teams=[OURS]) as door:
        for named in ({"team": {"id": THEIRS}}, {"teamsTeamId": THEIRS}):
            assert await rejected(door, door.activity(type=kind, channelData={**tenant, **named})) == 403
        for named in ({"team": {"id": OURS}}, {"teamsTeamId": OURS}, {}):
            await door.knock(door.activity(type=kind, channelData={**tenant, **named}))


@pytest.mark.parametrize(
    "where",
    [
        {"id": "19:sales@thread.tacv2"},
        {"id": "19:sales@thread.tacv2;messageid=1700000000000"},
        {"id": "19:old@thread.skype;messageid=1"},
        {"id": "19:x", "conversationType": "channel"},
    ],
)
async def test_where_teams_are_named_a_channel_that_names_none_is_403(
    teams: FakeTeams, where: dict[str, str]
) -> None:
    unnamed = {"conversation": {**where, "tenantId": teams.tenant.id}}
    async with a_door(teams, teams=[OURS]) as door:
        for odd in ({}, {"team": None}, {"team": {"id": 7}}, {"team": OURS}):
            data = {"tenant": {"id": teams.tenant.id}, **odd}
            assert await rejected(door, door.activity(channelData=data, **unnamed)) == 403
    async with a_door(teams) as door:
        await door.knock(door.activity(**unnamed))


@pytest.mark.parametrize(
    "url", ["https://evil.example/", "http://smba.trafficmanager.net/teams/", "nonsense"]
)
async def test_a_service_address_that_is_not_allowed_is_403_though_it_is_signed(door: Door, url: str) -> None:
    header = door.signed(serviceurl=url)
    assert await rejected(door, door.activity(serviceUrl=url), header) == 403


async def test_while_nothing_can_be_kept_it_must_come_again(door: Door) -> None:
    door.addresses.lost = True
    with pytest.raises(StoreUnavailable):
        await door.knock()


class Forger:
    """Knocks at a door of its own, on a loop of its own: hypothesis knows no loops."""

    def __init__(self, runner: asyncio.Runner, door: Door) -> None:
        self._runner, self._door = runner, door

    def status(self, body: bytes, header: str) -> int:
        """The status with which a request is rejected."""
        return self._runner.run(rejected(self._door, None, header, body=body))


@pytest.fixture
def forger() -> Any:
    with asyncio.Runner() as runner:
        fake = FakeTeams()
        runner.run(fake.__aenter__())
        opened = a_door(fake)
        yield Forger(runner, runner.run(opened.__aenter__()))
        runner.run(opened.__aexit__(None, None, None))
        runner.run(fake.__aexit__(None, None, None))


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    body=st.binary(max_size=60)
    | st.sampled_from([b"{}", b'{"type":"message","channelId":"msteams","serviceUrl":"u"}']),
    header=st.text(max_size=60)
    | st.from_regex(r"Bearer [\w-]{0,20}\.[\w-]{0,20}\.[\w-]{0,20}", fullmatch=True),
)
def test_whatever_comes_is_rejected_and_never_an_error_of_ours(
    forger: Forger, body: bytes, header: str
) -> None:
    assert 400 <= forger.status(body, header) < 500
