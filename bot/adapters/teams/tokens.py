"""The bot's own tokens: asked for once, renewed in the background at half of their lives.

::

    SecretLogin     app id and client secret, at the login host of one tenant
    ManagedLogin    a user-assigned managed identity, whose client id is the app id; on Azure alone
    Tokens          one token for one service, and whoever needs it waits for the same call

The archived SDK asks anew for every turn, and blocks the event loop meanwhile.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
import time
from collections.abc import Callable, Mapping
from typing import NamedTuple, Protocol

import structlog
from aiohttp import ClientSession, ClientTimeout

from bot.adapters.teams.errors import BROKEN_PAUSE, Answer, LoginRefused, outcomes
from bot.adapters.teams.login_errors import managed_remedy, secret_remedy
from bot.errors import CannotStart, InDoubt, PlatformError, Throttled, Unreachable


log = structlog.get_logger(__name__)

CONNECTOR = "https://api.botframework.com"
GRAPH = "https://graph.microsoft.com"
"""The services that tokens are for."""

TIMEOUT = ClientTimeout(total=10, connect=3)
SPARE = 60.0
"""Seconds before its end from which a token is no good, for it has to travel and to be looked at; of short lives a tenth."""
RETRY = 30.0
"""Seconds between two attempts at a renewal, and at least between two that a refused token causes."""

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
        self, session: ClientSession, *, login_url: str, tenant: str, app_id: str, password: str
    ) -> None:
        self._session = session
        self._url = f"{login_url.rstrip('/')}/{tenant}/oauth2/v2.0/token"
        self._app_id = app_id
        self._password = password

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


class Tokens:
    """The token for one service. Call `start` first, and `close` at the end. `now` counts seconds."""

    def __init__(self, login: Login, service: str, *, now: Callable[[], float] = time.monotonic) -> None:
        self._login = login
        self._service = service
        self._now = now
        self._grant: Grant | None = None
        self._born = self._until = 0.0
        self._replaced = -math.inf
        self._asking: asyncio.Task[Grant] | None = None
        self._keeping: asyncio.Task[None] | None = None

    def __repr__(self) -> str:
        return f"<Tokens for {self._service}, {self._grant or 'none'}>"

    async def start(self) -> None:
        """Ask for the first token, and renew it from then on. May be called again if it failed.

        Raises `CannotStart` with what to do if the login refuses us, else `Throttled` or `Unreachable`.
        """
        try:
            if self._good() is None:
                await self._fresh()
        except LoginRefused as refused:
            raise CannotStart(refused.reason) from refused
        if self._keeping is None:
            self._keeping = asyncio.create_task(self._keep())

    async def close(self) -> None:
        """Renew no more."""
        for task in (self._keeping, self._asking):
            if task is not None:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError, PlatformError):
                    await task
        self._keeping = self._asking = None

    async def get(self) -> str:
        """The token; a new one if it has ended. Raises `Throttled` and `Unreachable`."""
        grant = self._good()
        return grant.token if grant else await self._for_callers()

    async def renewed(self, refused: str) -> str:
        """Another token in the place of one that was refused; the same one if it is itself such another, and young."""
        now = self._now()
        just_now = not self._is_asking and now - self._replaced < RETRY
        if self._grant is not None and (self._grant.token != refused or just_now):
            return self._grant.token
        self._replaced = now
        return await self._for_callers()

    @property
    def _is_asking(self) -> bool:
        return self._asking is not None and not self._asking.done()

    def _good(self) -> Grant | None:
        return self._grant if self._now() < self._until else None

    async def _for_callers(self) -> str:
        """A login that refuses us harms nobody's message: everything waits until an admin has mended it."""
        try:
            return (await self._fresh()).token
        except LoginRefused as refused:
            raise Throttled(BROKEN_PAUSE, scope="workspace") from refused

    async def _fresh(self) -> Grant:
        """Ask, or wait with the others for the answer."""
        if self._asking is None or not self._is_asking:
            self._asking = asyncio.create_task(self._ask())
        return await asyncio.shield(self._asking)

    async def _ask(self) -> Grant:
        asked = self._now()
        try:
            grant = await self._login.ask(self._service)
        except LoginRefused as refused:
            log.error("teams_login_refused", service=self._service, remedy=refused.reason)  # noqa: TRY400  the remedy says it all
            raise
        except InDoubt as error:  # whatever became of the question: nothing was posted
            raise Unreachable(str(error)) from error
        self._grant, self._born = grant, asked
        self._until = self._born + grant.lifetime - min(SPARE, grant.lifetime / 10)
        return grant

    async def _keep(self) -> None:
        """Renew at half of the life; where that fails, again and again: the other half is time enough to hear of it."""
        while True:
            life = self._grant.lifetime if self._grant else 0.0
            await asyncio.sleep(max(1.0, self._born + life / 2 - self._now()))
            try:
                await self._fresh()
            except PlatformError as error:
                log.warning("teams_token_not_renewed", service=self._service, error=str(error))
                await asyncio.sleep(RETRY)


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
