"""Where the bot's tokens come from: a secret, or the machine on which it runs.

::

    SecretLogin     app id and client secret, at the login host of one tenant
    ManagedLogin    a user-assigned managed identity, whose client id is the app id; on Azure alone
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import NamedTuple, Protocol

from aiohttp import ClientSession, ClientTimeout

from bot.adapters.teams.errors import BROKEN_PAUSE, Answer, LoginRefused, outcomes
from bot.adapters.teams.login_errors import managed_remedy, secret_remedy
from bot.errors import InDoubt, Throttled, Unreachable
from bot.its_clock import ItsClock


TIMEOUT = ClientTimeout(total=10, connect=3)

METADATA_SERVICE = "http://169.254.169.254/metadata/identity/oauth2/token"
"""https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token: virtual machines."""
METADATA_VERSION = "2018-02-01"
ENDPOINT_VERSION = "2019-08-01"
"""https://learn.microsoft.com/azure/app-service/overview-managed-identity: App Service, Functions, Container Apps."""


class Grant(NamedTuple):
    """A token, and for how many seconds it is good."""

    token: str
    lifetime: float

    def __repr__(self) -> str:
        """The token is nobody's to read."""
        return f"<Grant for {self.lifetime:g} s>"


class Login(Protocol):
    """Where tokens come from."""

    async def ask(self, service: str) -> Grant:
        """Ask for a token. Raises `LoginRefused`, and `Throttled`, `Unreachable` or `InDoubt` for what may pass."""


class SecretLogin:
    """Client credentials: https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow."""

    def __init__(
        self,
        session: ClientSession,
        *,
        login_url: str,
        tenant: str,
        app_id: str,
        password: str,
        its_clock: ItsClock | None = None,
    ) -> None:
        """`its_clock` is told what time it is at the login, before anything is asked of the connector."""
        self._session = session
        self._url = f"{login_url.rstrip('/')}/{tenant}/oauth2/v2.0/token"
        self._app_id = app_id
        self._password = password
        self._its_clock = its_clock or ItsClock()

    def __repr__(self) -> str:
        return f"<SecretLogin of {self._app_id}>"

    async def ask(self, service: str) -> Grant:
        """Post the secret to the tenant's own address: the shared ones refuse apps of a single tenant."""
        form = {
            "grant_type": "client_credentials",
            "client_id": self._app_id,
            "client_secret": self._password,
            "scope": f"{service}/.default",
        }
        with outcomes("login"):
            async with self._session.post(
                self._url, data=form, allow_redirects=False, timeout=TIMEOUT
            ) as response:
                self._its_clock.hear(response.headers.get("Date", ""))
                answer = Answer(response.status, response.headers, await response.read())
        return _grant(answer, secret_remedy)


class ManagedLogin:
    """A managed identity: the machine itself is known to Azure, and nobody has to keep a secret."""

    def __init__(
        self,
        session: ClientSession,
        *,
        app_id: str,
        environ: Mapping[str, str],
        machine: str = METADATA_SERVICE,
    ) -> None:
        self._session = session
        self._app_id = app_id
        self._machine = machine
        self._endpoint = environ.get("IDENTITY_ENDPOINT", "")
        self._header = environ.get("IDENTITY_HEADER", "")

    def __repr__(self) -> str:
        return f"<ManagedLogin of {self._app_id} at {self._endpoint or self._machine}>"

    async def ask(self, service: str) -> Grant:
        """Ask the machine. It answers with the end of the token as a time of day."""
        if self._endpoint:
            url, version, headers = (
                self._endpoint,
                ENDPOINT_VERSION,
                {"X-IDENTITY-HEADER": self._header},
            )
        else:
            url, version, headers = self._machine, METADATA_VERSION, {"Metadata": "true"}
        query = {"api-version": version, "resource": service, "client_id": self._app_id}
        with outcomes("managed identity"):
            async with self._session.get(
                url, params=query, headers=headers, allow_redirects=False, timeout=TIMEOUT
            ) as response:
                answer = Answer(response.status, response.headers, await response.read())
        return _grant(answer, managed_remedy)


def _grant(answer: Answer, remedy: Callable[[Answer], str]) -> Grant:
    """Read an answer. What is no clear refusal may pass."""
    content = answer.object
    token = content.get("access_token")
    if answer.status == 200 and isinstance(token, str) and token:
        return Grant(token, _lifetime(content))
    if answer.status == 429:
        raise Throttled(BROKEN_PAUSE, scope="workspace")
    if answer.status in (400, 401, 403):
        raise LoginRefused(remedy(answer))
    raise Unreachable(f"login: {answer.status}")


def _lifetime(content: Mapping[str, object]) -> float:
    """Seconds. The metadata service writes numbers as texts, and App Service the end alone, in seconds since 1970."""
    for name, since in (("expires_in", 0.0), ("expires_on", time.time())):
        try:
            seconds = float(str(content.get(name, ""))) - since
        except ValueError:
            continue
        if 0 < seconds < float("inf"):
            return seconds
    raise InDoubt("login: a token without an end")
