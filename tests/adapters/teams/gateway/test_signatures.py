"""Nobody but Teams gets in: the checklist of security, row by row."""

from __future__ import annotations

import time
from typing import Any

import jwt
import pytest
from structlog.testing import capture_logs

from bot.adapters.teams.connector import open_session
from bot.adapters.teams.errors import Rejected
from bot.errors import CannotStart
from tests.adapters.teams.proving import (
    Addresses,
    Door,
    by_an_unknown_key,
    gateway_for,
    rejected,
    rejected_later,
)
from tests.fake_teams import FakeTeams


MINUTE = 60
LONG_KEY = "a secret of more than thirty-two characters"


async def test_an_activity_that_teams_signed_gets_in_as_it_is(door: Door) -> None:
    activity = door.activity(fieldOfTomorrow={"nested": [1, None]}, timestamp="no time at all")
    assert await door.knock(activity) == activity
    assert door.addresses.learnt == [(door.teams.tenant.id, door.service_url)]


@pytest.mark.parametrize("without", [{"app_id": ""}, {"app_id": " "}, {"tenants": []}, {"tenants": [""]}])
async def test_without_app_or_tenant_nothing_starts(teams: FakeTeams, without: dict[str, Any]) -> None:
    """The SDK would believe everybody then."""
    async with open_session() as session:
        with pytest.raises(CannotStart, match="THREADLINE_TEAMS_APP_ID and THREADLINE_TEAMS_TENANT"):
            gateway_for(teams, session, Addresses(), **without)


@pytest.mark.parametrize(
    "wrong",
    [
        {"aud": "00000000-0000-4000-8000-00000000dead"},
        {"aud": None},
        {"iss": "https://api.botframework.com/"},
        {"iss": None},
        {"iss": "https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/"},
        {"serviceurl": "https://evil.example/"},
        {"serviceurl": None},
        {"exp": None},
    ],
    ids=lambda wrong: "-".join(wrong),  # the times would name each collection anew
)
async def test_a_signature_that_says_something_else_is_401(door: Door, wrong: dict[str, Any]) -> None:
    assert await rejected(door, authorization=door.signed(**wrong)) == 401


async def test_a_token_for_emulators_is_401_though_a_published_key_signed_it(door: Door) -> None:
    """The SDK takes them as well, from whoever has an account with Microsoft."""
    emulators: dict[str, Any] = {
        "iss": "https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/",
        "ver": "1.0",
        "appid": door.teams.app.app_id,
    }
    assert await rejected(door, authorization=door.signed(**emulators)) == 401


@pytest.mark.parametrize(("claim", "minutes"), [("exp", -6), ("nbf", 10)])
async def test_a_good_signature_of_another_time_is_503_for_our_clock_may_be_wrong(
    door: Door, claim: str, minutes: int
) -> None:
    wrong: dict[str, Any] = {claim: int(time.time()) + minutes * MINUTE}
    assert await rejected(door, authorization=door.signed(**wrong)) == 503


@pytest.mark.parametrize(("claim", "minutes"), [("exp", -4), ("nbf", 4)])
async def test_clocks_may_differ_by_five_minutes(door: Door, claim: str, minutes: int) -> None:
    near: dict[str, Any] = {claim: int(time.time()) + minutes * MINUTE}
    await door.knock(authorization=door.signed(**near))


def hs256(door: Door) -> str:
    header = {"kid": door.teams.keys.current.kid}
    return f"Bearer {jwt.encode(door.claims(), LONG_KEY, algorithm='HS256', headers=header)}"


def by_another_algorithm(door: Door) -> str:
    """The right key, and one of the algorithms that the SDK lists beside the one that Microsoft signs with."""
    key = door.teams.keys.current
    token = jwt.encode(door.claims(), key.private, algorithm="RS512", headers={"kid": key.kid})
    return f"Bearer {token}"


def unsigned(door: Door) -> str:
    header = {"kid": door.teams.keys.current.kid}
    return f"Bearer {jwt.encode(door.claims(), '', algorithm='none', headers=header)}"


def cut(door: Door) -> str:
    return door.signed()[:-8]


def by_another_key(door: Door) -> str:
    return door.signed(door.teams.keys.new(["msteams"]), kid=door.teams.keys.current.kid)


def without_kid(door: Door) -> str:
    token = jwt.encode(door.claims(), door.teams.keys.current.private, algorithm="RS256")
    return f"Bearer {token}"


HEADERS = [hs256, by_another_algorithm, unsigned, cut, by_another_key, by_an_unknown_key, without_kid]


@pytest.mark.parametrize("forge", HEADERS)
async def test_a_forged_signature_is_401(door: Door, forge: Any) -> None:
    assert await rejected(door, authorization=forge(door)) == 401


@pytest.mark.parametrize("forge", HEADERS)
async def test_nothing_of_a_token_or_of_words_is_logged_or_told(door: Door, forge: Any) -> None:
    header = forge(door)
    with capture_logs() as lines, pytest.raises(Rejected) as told:
        await door.knock(door.activity(text="a visitor's words"), header)
    said = f"{lines} {told.value}"
    assert lines
    assert [part for part in (*header.split("."), "visitor's words") if part and part in said] == []


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Bearer x", "Bearer a.b.c", "Basic YTpi", "x" * 9000]
)
async def test_a_header_that_is_no_signature_is_401(door: Door, header: str) -> None:
    assert await rejected(door, authorization=header) == 401


@pytest.mark.parametrize("scheme", ["Basic", "Bearers", "X-Bearer", "", "Bearer Bearer"])
async def test_a_good_signature_by_another_scheme_is_401(door: Door, scheme: str) -> None:
    assert await rejected(door, authorization=door.signed().replace("Bearer", scheme)) == 401


@pytest.mark.parametrize("scheme", ["bearer", "BEARER", "bEaReR"])
async def test_the_name_of_the_scheme_has_no_case(door: Door, scheme: str) -> None:
    """RFC 9110, 11.1. The SDK knows one way to write it."""
    header = door.signed().replace("Bearer", scheme)
    for _ in range(2):  # the second time it is known
        await door.knock(authorization=header)
    assert await rejected_later(door, f"{header}A") == 401


@pytest.mark.parametrize("endorsements", [["webchat"], [], None])
async def test_a_key_that_is_not_endorsed_for_teams_is_401(
    door: Door, endorsements: list[str] | None
) -> None:
    """The SDK looks at endorsements only where a key lists some."""
    key = door.teams.keys.publish(endorsements)
    assert await rejected(door, authorization=door.signed(key)) == 401
