"""Nobody but Teams gets in, and nobody whom the settings do not name: the checklist of security, row by row."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from typing import Any

import jwt
import pytest
from aiohttp import web
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.adapters.teams.connector import open_session
from bot.adapters.teams.errors import Rejected
from bot.adapters.teams.gateway import KEYS_AGE, KEYS_GAP
from bot.errors import CannotStart, StoreUnavailable
from tests.adapters.teams.clock import Clock
from tests.adapters.teams.proving import Addresses, Door, a_door, another_host, gateway_for
from tests.fake_teams import FakeTeams
from tests.waiting import until


MINUTE = 60
LONG_KEY = "a secret of more than thirty-two characters"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def teams() -> AsyncIterator[FakeTeams]:
    async with FakeTeams() as fake:
        yield fake


@pytest.fixture
async def door(teams: FakeTeams, clock: Clock) -> AsyncIterator[Door]:
    async with a_door(teams, now=clock) as opened:
        yield opened


async def rejected(door: Door, *args: Any, **given: Any) -> int:
    with pytest.raises(Rejected) as told:
        await door.knock(*args, **given)
    assert door.addresses.learnt == []
    return told.value.status


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


def by_an_unknown_key(door: Door) -> str:
    return door.signed(door.teams.keys.new(["msteams"]))


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


# --- tokens that were proven already ---------------------------------------------------------------------


class SpiedOn:
    """Counts how often the SDK is asked."""

    def __init__(self, door: Door) -> None:
        self.asked = 0
        sdk = door.gateway._sdk  # nothing else shows who proved it
        asks = sdk.authenticate_request

        async def counted(*given: Any) -> Any:
            self.asked += 1
            return await asks(*given)

        sdk.authenticate_request = counted


async def test_a_token_is_proven_once_for_all_activities_that_come_with_it(door: Door) -> None:
    spied, header = SpiedOn(door), door.signed()
    for n in range(20):
        await door.knock(door.activity(id=str(n)), header)
    assert spied.asked == 1


async def test_a_proven_token_is_no_good_for_another_service_address(door: Door) -> None:
    header = door.signed()
    await door.knock(authorization=header)
    another = f"{door.teams.base_url}/elsewhere/"
    assert await rejected_later(door, header, door.activity(serviceUrl=another)) == 401
    await door.knock(authorization=header)


@pytest.mark.parametrize(
    ("other", "status"),
    [
        ({"channelData": {"tenant": {"id": "8a3b1f00-0000-4000-8000-00000000beef"}}}, 403),
        ({"channelId": "webchat"}, 400),
        ({"from": {}}, 400),
    ],
)
async def test_a_proven_token_lets_in_no_other_tenant_or_channel(
    door: Door, other: dict[str, Any], status: int
) -> None:
    header = door.signed()
    await door.knock(authorization=header)
    assert await rejected_later(door, header, door.activity(**other)) == status


async def test_a_token_that_was_proven_is_believed_until_its_end_and_not_beyond(teams: FakeTeams) -> None:
    today = Clock()
    today.now = time.time()
    async with a_door(teams, today=today) as door:
        spied = SpiedOn(door)
        header = door.signed(exp=int(today.now) - 4 * MINUTE, nbf=int(today.now) - 60 * MINUTE)
        for _ in range(2):  # it has ended, and clocks may differ by five minutes: the SDK is asked each time
            await door.knock(authorization=header)
        assert spied.asked == 2
        lasting = door.signed(exp=int(today.now) + 60 * MINUTE)
        for _ in range(2):
            await door.knock(authorization=lasting)
        assert spied.asked == 3
        for moved in (60 * MINUTE, -MINUTE):  # to its end, and before the proof
            today.now = time.time() + moved
            await door.knock(authorization=lasting)
        assert spied.asked == 5


@pytest.mark.parametrize("change", ["-", "A", " "])
async def test_a_sign_more_makes_a_proven_token_another_one(door: Door, change: str) -> None:
    header = door.signed()
    await door.knock(authorization=header)
    assert await rejected_later(door, header + change) == 401


async def test_a_proven_token_with_the_signature_of_another_is_401(door: Door) -> None:
    first, second = door.signed(), door.signed(exp=int(time.time()) + 7 * MINUTE)
    await door.knock(authorization=first)
    await door.knock(authorization=second)
    crossed = ".".join([*first.split(".")[:2], second.split(".")[2]])
    assert await rejected_later(door, crossed) == 401


async def test_tokens_are_forgotten_when_keys_are_fetched_again(door: Door) -> None:
    """The same key may be published with fewer endorsements, or another under its name."""
    spied, header = SpiedOn(door), door.signed()
    await door.knock(authorization=header)
    door.teams.keys.rotate()
    await door.knock()
    asked = spied.asked
    await door.knock(authorization=header)
    assert spied.asked == asked + 1


async def test_a_token_of_a_key_that_is_published_no_more_is_refused_though_it_was_proven(door: Door) -> None:
    header = door.signed()
    await door.knock(authorization=header)
    door.teams.keys.rotate(keep_old=False)
    await door.knock()
    assert await rejected_later(door, header) in (401, 503)


async def test_a_key_that_lost_its_endorsement_proves_no_token_that_it_proved_before(door: Door) -> None:
    header, old = door.signed(), door.teams.keys.current
    await door.knock(authorization=header)
    old.endorsements = ["webchat"]
    door.teams.keys.rotate()
    await door.knock()
    assert await rejected_later(door, header) == 401


# --- keys that change ------------------------------------------------------------------------------------


async def test_a_new_key_is_believed_at_once(door: Door) -> None:
    """The SDK's own keys would refuse everything for a day."""
    await door.knock()
    door.teams.keys.rotate(keep_old=False)
    await door.knock()
    await door.knock()
    assert door.teams.keys.asked == 2


async def test_ten_at_once_with_a_new_key_cause_one_fetch(door: Door) -> None:
    door.teams.keys.rotate()
    await asyncio.gather(*(door.knock() for _ in range(10)))
    assert door.teams.keys.asked == 2


async def test_forged_names_of_keys_do_not_make_us_hammer(door: Door) -> None:
    for _ in range(30):
        assert await rejected(door, authorization=by_an_unknown_key(door)) in (401, 503)
    assert door.teams.keys.asked == 2


async def test_a_key_that_is_new_just_after_a_forged_one_comes_again_and_gets_in(
    door: Door, clock: Clock
) -> None:
    assert await rejected(door, authorization=by_an_unknown_key(door)) == 401
    door.teams.keys.rotate()
    assert await rejected(door) == 503  # nothing is lost by it, as by a 401 it would be
    clock.now += KEYS_GAP
    await door.knock()


@pytest.mark.parametrize("method", ["openid", "keys"])
@pytest.mark.parametrize("fault", ["unavailable", "html", "reset_before"])
async def test_without_keys_teams_is_asked_to_come_again(
    teams: FakeTeams, clock: Clock, method: str, fault: str
) -> None:
    trouble = teams.fail(method, fault, times=None)
    async with a_door(teams, now=clock) as door:
        assert await rejected(door) == 503
        trouble.stop()
        clock.now += KEYS_GAP
        await door.knock()


async def test_a_slow_key_server_does_not_hold_up_the_start(teams: FakeTeams) -> None:
    teams.fail("openid", "hang_before", times=None)
    async with a_door(teams) as door:
        first = asyncio.create_task(rejected(door))
        await asyncio.sleep(0)  # it waits for the fetch that the start began
        teams.platform.playing.let_go()
        assert await first == 503
        assert len(teams.calls("openid")) == 1


async def test_known_keys_go_on_while_the_others_cannot_be_fetched(door: Door) -> None:
    await door.knock()
    door.teams.fail("openid", "unavailable", times=None)
    known = door.signed()
    door.teams.keys.rotate()
    assert await rejected_later(door) == 503
    await door.knock(authorization=known)


async def rejected_later(door: Door, authorization: str | None = None, activity: Any = None) -> int:
    """As `rejected`, where something was let in before."""
    with pytest.raises(Rejected) as told:
        await door.knock(activity, authorization)
    return told.value.status


async def test_a_slow_key_server_delays_nobody_whose_key_is_known(door: Door) -> None:
    door.teams.fail("openid", "hang_before", times=None)
    unknown = asyncio.create_task(door.knock(authorization=by_an_unknown_key(door)))
    await door.teams.until(lambda: len(door.teams.calls("openid")) == 2)
    await asyncio.gather(*(door.knock() for _ in range(20)))
    assert not unknown.done()
    unknown.cancel()


async def test_keys_that_are_a_day_old_serve_while_new_ones_are_fetched(door: Door, clock: Clock) -> None:
    clock.now += KEYS_AGE + 1
    door.teams.fail("keys", "hang_before", times=None)
    await door.knock()
    await door.teams.until(lambda: len(door.teams.calls("keys")) == 2)
    await door.knock()  # who waited for the first fetch would begin a second one
    assert len(door.teams.calls("keys")) == 2


async def test_keys_that_are_a_day_old_are_fetched_until_that_is_possible(door: Door, clock: Clock) -> None:
    clock.now += KEYS_AGE + 1
    door.teams.fail("keys", "unavailable", times=2)

    async def fetched() -> bool:
        await door.knock()
        clock.now += KEYS_GAP
        return door.teams.keys.asked == 2

    await until(fetched)
    assert len(door.teams.calls("keys")) == 4


async def test_a_server_in_trouble_is_not_asked_with_every_request(door: Door, clock: Clock) -> None:
    clock.now += KEYS_AGE + 1
    door.teams.fail("keys", "unavailable", times=None)
    for _ in range(2):
        await door.knock()
        await door.teams.until(lambda: len(door.teams.calls("keys")) == 2)
        await rejected_later(door, by_an_unknown_key(door))  # has waited for the fetch
    assert len(door.teams.calls("keys")) == 2


async def test_what_is_published_last_counts(door: Door) -> None:
    await door.knock()
    old = door.teams.keys.current
    old.endorsements = ["webchat"]
    door.teams.keys.rotate()
    await door.knock()
    assert await rejected_later(door, door.signed(old)) == 401


async def test_keys_are_not_fetched_in_the_clear_from_anybody_else(teams: FakeTeams) -> None:
    def elsewhere(_: str) -> web.Response:
        return web.json_response({"jwks_uri": f"{teams.base_url}/v1/.well-known/keys"})

    async with another_host(elsewhere) as url, a_door(teams, metadata_url=url) as door:
        assert await rejected(door) == 503
    assert teams.keys.asked == 0


async def test_keys_of_other_kinds_beside_ours_do_no_harm(teams: FakeTeams) -> None:
    def odd(url: str) -> web.Response:
        others = [
            {"kty": "EC", "kid": "e"},
            {"kty": "RSA"},
            {"kty": "RSA", "kid": "broken", "n": "?", "e": "?"},
        ]
        return web.json_response({"jwks_uri": url, "keys": [*others, *teams.keys.jwks()["keys"]]})

    async with another_host(odd) as url, a_door(teams, metadata_url=url) as door:
        for kid in ("broken", "e"):
            assert await rejected(door, authorization=door.signed(kid=kid)) == 401
        await door.knock()


# --- what it is, and from whom ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[]", 400),
        (b"null", 400),
        (b'"text"', 400),
        (b"\xff\xfe", 400),
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
