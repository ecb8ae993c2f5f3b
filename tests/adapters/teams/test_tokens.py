"""One token a lifetime, whoever needs it; and a login that refuses us names the variable."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession
from structlog.testing import capture_logs

from bot.adapters.teams.connector import open_session
from bot.adapters.teams.errors import BROKEN_PAUSE
from bot.adapters.teams.logins import ManagedLogin
from bot.adapters.teams.tokens import CONNECTOR, GRAPH, RETRY, Tokens
from bot.errors import CannotStart, PlatformError, Throttled, Unreachable
from tests.adapters.teams.clock import Clock
from tests.adapters.teams.logging_in import secret_login
from tests.fake_teams import FakeTeams


LIFE = 3600.0


@pytest.fixture
async def teams() -> AsyncIterator[FakeTeams]:
    async with FakeTeams(token_life=LIFE) as fake:
        yield fake


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    async with open_session() as opened:
        yield opened


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def tokens(teams: FakeTeams, session: ClientSession, clock: Clock) -> AsyncIterator[Tokens]:
    ours = Tokens(secret_login(teams, session), CONNECTOR, now=clock)
    yield ours
    await ours.close()


def asked(teams: FakeTeams) -> int:
    return len(teams.calls("token"))


async def test_all_who_need_a_token_wait_for_the_same_call(teams: FakeTeams, tokens: Tokens) -> None:
    """The SDK asks anew for every turn."""
    got = await asyncio.gather(*(tokens.get() for _ in range(20)))
    await tokens.start()
    assert {*got, await tokens.get()} == {teams.tokens.issued()[0].value}
    assert asked(teams) == 1


async def test_a_token_is_good_until_shortly_before_its_end(
    teams: FakeTeams, tokens: Tokens, clock: Clock
) -> None:
    first = await tokens.get()
    clock.now += LIFE - 90
    assert await tokens.get() == first
    clock.now += 60
    teams.clock.advance(LIFE - 30)
    assert await tokens.get() != first
    assert asked(teams) == 2


async def test_it_is_renewed_in_the_background_at_half_of_its_life(session: ClientSession) -> None:
    async with FakeTeams(token_life=4.0) as teams:
        tokens = Tokens(secret_login(teams, session), CONNECTOR)
        await tokens.start()
        await teams.until(lambda: len(teams.tokens.issued()) == 2)
        await tokens.close()
        first, second = teams.tokens.issued()
        assert second.born < first.until


async def test_each_service_has_a_token_of_its_own(teams: FakeTeams, session: ClientSession) -> None:
    ours = [Tokens(secret_login(teams, session), service) for service in (CONNECTOR, GRAPH)]
    got = [await one.get() for one in ours]
    assert [token.value for token in teams.tokens.issued(CONNECTOR)] == got[:1]
    assert [token.value for token in teams.tokens.issued(GRAPH)] == got[1:]


async def test_a_token_that_was_refused_is_replaced_once_for_all_who_had_it(
    teams: FakeTeams, tokens: Tokens, clock: Clock
) -> None:
    first = await tokens.get()
    teams.tokens.revoke()
    second = await asyncio.gather(*(tokens.renewed(first) for _ in range(10)))
    assert set(second) == {teams.tokens.issued()[-1].value}
    assert asked(teams) == 2
    assert await tokens.renewed(first) == second[0]
    assert await tokens.renewed(second[0]) == second[0]  # whoever refuses this one will refuse the next
    assert asked(teams) == 2
    teams.tokens.revoke()
    clock.now += RETRY
    assert await tokens.renewed(second[0]) == teams.tokens.issued()[-1].value
    assert asked(teams) == 3


async def test_a_login_that_was_away_for_a_moment_is_asked_again_by_the_next(
    teams: FakeTeams, tokens: Tokens
) -> None:
    first = await tokens.get()
    teams.tokens.revoke()
    teams.fail("token", "bad_gateway")
    with pytest.raises(Unreachable):
        await tokens.renewed(first)
    assert await tokens.renewed(first) == teams.tokens.issued()[-1].value != first


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"password": "another~secret"}, "THREADLINE_TEAMS_PASSWORD is no secret of this app"),
        ({"tenant": "8a3b1f00-0000-4000-8000-00000000beef"}, "There is no tenant THREADLINE_TEAMS_TENANT"),
    ],
)
async def test_a_login_that_is_refused_stops_the_start_with_what_to_do(
    teams: FakeTeams, session: ClientSession, wrong: dict[str, str], said: str
) -> None:
    with pytest.raises(CannotStart, match=said) as told:
        await Tokens(secret_login(teams, session, **wrong), CONNECTOR).start()
    assert "another~secret" not in str(told.value)
    teams.offences.forgive(containing="tenant")


async def test_a_secret_that_ends_while_we_run_loses_nothing_and_makes_everything_wait(
    teams: FakeTeams, tokens: Tokens, clock: Clock
) -> None:
    await tokens.start()
    teams.app.secret_ended = True
    clock.now += LIFE
    with pytest.raises(Throttled) as told:
        await tokens.get()
    assert (told.value.after, told.value.scope) == (BROKEN_PAUSE, "workspace")


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("reset_before", Unreachable),
        ("reset_after_storing", Unreachable),
        ("bad_gateway", Unreachable),
        ("unavailable", Unreachable),
        ("html", Unreachable),
        ("ratelimited", Throttled),
    ],
)
async def test_a_login_in_trouble_means_not_posted_and_passes(
    teams: FakeTeams, tokens: Tokens, fault: str, kind: type[PlatformError]
) -> None:
    teams.fail("token", fault)
    with pytest.raises(kind):
        await tokens.get()
    teams.clock.advance(LIFE)
    assert await tokens.get() == teams.tokens.issued()[-1].value


async def test_a_login_that_cannot_be_reached_means_not_posted(teams: FakeTeams, tokens: Tokens) -> None:
    await teams.goes_dark()
    with pytest.raises(Unreachable):
        await tokens.get()


# --- managed identities ----------------------------------------------------------------------------------


async def test_a_virtual_machine_gives_the_token_of_its_identity(
    teams: FakeTeams, session: ClientSession
) -> None:
    managed = ManagedLogin(session, app_id=teams.app.app_id, environ={}, machine=teams.imds_url)
    assert await Tokens(managed, CONNECTOR).get() == teams.tokens.issued(CONNECTOR)[0].value


async def test_an_app_service_gives_it_at_its_own_address(teams: FakeTeams, session: ClientSession) -> None:
    environ = {"IDENTITY_ENDPOINT": teams.identity_endpoint, "IDENTITY_HEADER": teams.login.identity_header}
    managed = ManagedLogin(session, app_id=teams.app.app_id, environ=environ)
    assert await Tokens(managed, GRAPH).get() == teams.tokens.issued(GRAPH)[0].value


async def test_a_machine_without_the_identity_stops_the_start_with_what_to_do(
    teams: FakeTeams, session: ClientSession
) -> None:
    managed = ManagedLogin(session, app_id="another", environ={}, machine=teams.imds_url)
    with pytest.raises(CannotStart, match="no managed identity whose client id is THREADLINE_TEAMS_APP_ID"):
        await Tokens(managed, CONNECTOR).start()


async def test_nothing_of_a_token_or_a_secret_is_printed_or_logged(
    teams: FakeTeams, tokens: Tokens, session: ClientSession
) -> None:
    wrong = secret_login(teams, session, password="another~secret")  # noqa: S106  made up
    with capture_logs() as lines:
        token = await tokens.get()
        with pytest.raises(CannotStart) as told:
            await Tokens(wrong, CONNECTOR).start()
    assert lines
    assert token not in f"{tokens!r} {lines}"
    assert "another~secret" not in f"{wrong!r} {lines} {told.value} {told.value.__cause__!r}"
