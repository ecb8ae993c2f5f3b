"""How the app gets its tokens of the fake."""

from __future__ import annotations

from aiohttp import ClientSession

from bot.adapters.teams.logins import SecretLogin
from bot.its_clock import ItsClock
from tests.fake_teams import FakeTeams


def secret_login(
    teams: FakeTeams,
    session: ClientSession,
    its_clock: ItsClock | None = None,
    /,
    *,
    password: str = "",
    tenant: str = "",
) -> SecretLogin:
    """By its secret, in its tenant, or by what a test gives in their place."""
    return SecretLogin(
        session,
        login_url=teams.login_url,
        tenant=tenant or teams.tenant.id,
        app_id=teams.app.app_id,
        password=password or teams.app.secret,
        its_clock=its_clock,
    )
