"""Who says so? The archived Bot Framework SDK proves it, and is spoken to here and nowhere else.

Of the SDK only the proof is used: its own adapter answers 500 where 401 is meant, asks for tokens on the event loop, and
sends with what is slow. What it lacks stands here: keys that rotate, keys without an endorsement, allow-lists, and a
memory of what it proved already (`bot.adapters.teams.proven`).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Protocol
from urllib.parse import urlsplit

import jwt
import msgspec
import structlog
from aiohttp import ClientError, ClientSession, ClientTimeout
from botbuilder.schema import Activity
from botframework.connector.auth import (
    AuthenticationConfiguration,
    AuthenticationConstants,
    BotFrameworkAuthenticationFactory,
    PasswordServiceClientCredentialFactory,
)
from botframework.connector.auth.jwt_token_extractor import JwtTokenExtractor, _OpenIdMetadata

from bot.adapters.teams.envelope import CHANNEL, activity_in, is_in_team, team_in, tenant_in
from bot.adapters.teams.errors import Rejected
from bot.adapters.teams.proven import Proof, Proven
from bot.adapters.teams.reachable import is_service_address
from bot.errors import CannotStart, Unreachable
from bot.seldom import Seldom


log = structlog.get_logger(__name__)

ISSUER: str = AuthenticationConstants.TO_BOT_FROM_CHANNEL_TOKEN_ISSUER
SCHEME = "Bearer"

KEYS_TIMEOUT = ClientTimeout(total=5, connect=3)
START_PATIENCE = 1.0
"""Seconds for which a start waits for the keys."""
KEYS_AGE = 86_400.0
"""Seconds after which keys are fetched anew; Microsoft: "refresh … at least every 24 hours"."""
KEYS_GAP = 5.0
"""Seconds between two fetches for a key that is not known: who forges names of keys must not make us hammer."""

UNREADABLE = (ValueError, LookupError, TypeError, AttributeError, msgspec.DecodeError)
"""What becomes of answers in no shape that we know."""

UNTIMELY = "signed, and not good at this time of day: look whether our clock is right"
"""Teams sends again what gets 503, and not what gets 401: nothing is lost by a clock that is wrong for a while."""

UNPROVABLE = (
    "THREADLINE_TEAMS_APP_ID and THREADLINE_TEAMS_TENANT are needed: without them nobody could tell Teams' requests from "
    "forged ones. Copy both from the Overview of the app registration."
)


class LearnsAddresses(Protocol):
    """The part of `ServiceUrls` that is needed here."""

    async def learn(self, tenant: str, url: str) -> None:
        """Go by the address in an activity that is verified. Raises `StoreUnavailable`."""


class SigningKeys(_OpenIdMetadata):  # type: ignore[misc]  # the SDK has no types
    """The keys with which the Bot Framework signs, in the place of the SDK's, which never hears of new ones.

    `gap` is in seconds, and so is what `now` answers.
    """

    def __init__(
        self,
        session: ClientSession,
        url: str,
        *,
        gap: float = KEYS_GAP,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(url)
        self._session = session
        self._gap = gap
        self._now = now
        self.keys: list[dict[str, Any]] = []
        self._fetching: asyncio.Task[bool] | None = None
        self._fetched = self._looked = -KEYS_AGE
        self._read: dict[str, Any] = {}

    def __repr__(self) -> str:
        return f"<SigningKeys from {self.url}, {len(self.keys)}>"

    async def get(self, key_id: str) -> Any:
        """Find a key that is endorsed for Teams. Raises `Unreachable`, and `PermissionError` for a key that is none."""
        if not self._has(key_id):
            await self._look_again(key_id)
        elif self._now() - self._fetched > KEYS_AGE:
            _ = self._look()  # an old key is better than none, so nobody waits
        if key_id not in self._read:
            self._read[key_id] = self._find(key_id)
        if CHANNEL not in self._read[key_id].endorsements:  # the SDK lets pass a key that lists none
            raise PermissionError("the key is not endorsed for Teams")
        return self._read[key_id]

    def in_use(self, key_id: str) -> Any:
        """The key that `get` answered last under this name; None where it answered none since the keys were fetched."""
        return self._read.get(key_id)

    def fetch(self) -> asyncio.Task[bool]:
        """Fetch the keys, whenever that was done last: once for all who wait. Its result is whether it was possible."""
        if self._fetching is None or self._fetching.done():
            self._fetching = asyncio.create_task(self._fetch())
        return self._fetching

    async def close(self) -> None:
        """Fetch no more."""
        if self._fetching is not None:
            self._fetching.cancel()
            await asyncio.wait([self._fetching])

    def _has(self, key_id: str) -> bool:
        return any(key["kid"] == key_id for key in self.keys)

    async def _look_again(self, key_id: str) -> None:
        looking = self._look()
        if looking is None or not await asyncio.shield(looking):
            raise Unreachable("the signing keys cannot be had now")
        if not self._has(key_id):
            raise PermissionError("a key that Microsoft does not publish")

    def _look(self) -> asyncio.Task[bool] | None:
        """Fetch, or wait for who does; None where it is too early."""
        if self._fetching is not None and not self._fetching.done():
            return self._fetching
        if self._now() - self._looked < self._gap:
            return None
        self._looked = self._now()
        return self.fetch()

    async def _fetch(self) -> bool:
        try:
            address = _trusted((await self._object(self.url))["jwks_uri"], self.url)
            keys = [
                key
                for key in (await self._object(address))["keys"]
                if key.get("kid") and key.get("kty") == "RSA"
            ]
        except (ClientError, OSError, *UNREADABLE) as error:
            log.warning("teams_keys_not_fetched", error=type(error).__name__, keys=len(self.keys))
            return False
        self.keys, self._read, self._fetched = keys, {}, self._now()
        log.info("teams_keys_fetched", keys=len(keys))
        return True

    async def _object(self, url: str) -> dict[str, Any]:
        async with self._session.get(url, allow_redirects=False, timeout=KEYS_TIMEOUT) as response:
            response.raise_for_status()
            return msgspec.json.decode(await response.read(), type=dict[str, Any])


class Gateway:
    """Proves who sent an activity. Call `start` first, and `close` at the end.

    `tenants` and `teams` are who may speak to us; a team is named by the id of its General channel, and without any each
    team of the tenants may. `hosts` are where connectors may be, `metadata_url` is where it is written who signs.
    `now` counts seconds, `today` those since 1970. Raises `CannotStart` without what proving needs.
    """

    def __init__(
        self,
        session: ClientSession,
        addresses: LearnsAddresses,
        *,
        app_id: str,
        tenants: Collection[str],
        hosts: Sequence[str],
        metadata_url: str,
        teams: Collection[str] = (),
        now: Callable[[], float] = time.monotonic,
        today: Callable[[], float] = time.time,
    ) -> None:
        if not app_id.strip() or not any(tenant.strip() for tenant in tenants):
            raise CannotStart(UNPROVABLE)  # the SDK would believe everybody
        self._addresses = addresses
        self._app_id = app_id
        self._tenants = frozenset(tenant.lower() for tenant in tenants)
        self._teams, self._hosts = frozenset(teams), tuple(hosts)
        self._keys = SigningKeys(session, metadata_url, now=now)
        JwtTokenExtractor.metadataCache[metadata_url] = self._keys
        self._sdk = _sdk(app_id, metadata_url)
        self._proven = Proven()
        self._today = today
        self._refused = Seldom()

    def __repr__(self) -> str:
        return f"<Gateway of {self._app_id}, {self._keys!r}>"

    @property
    def is_ready(self) -> bool:
        """Whether there are keys to prove anything by."""
        return bool(self._keys.keys)

    async def start(self) -> None:
        """Fetch the keys, so that the first request need not wait; where that takes long or fails, it does."""
        await asyncio.wait([self._keys.fetch()], timeout=START_PATIENCE)

    async def close(self) -> None:
        """Fetch no more keys."""
        await self._keys.close()

    async def prove(self, body: bytes, *, content_type: str, authorization: str) -> dict[str, Any]:
        """Answer the activity in a request to ``/api/messages``, if Teams sent it for a tenant and a team that are allowed.

        Raises `Rejected` with the status to answer, and `StoreUnavailable`: then it must come again.
        """
        try:
            activity = activity_in(body, content_type)
            await self._prove(activity, _as_the_sdk_reads(authorization))
            tenant = self._allowed(activity)
        except Rejected as rejected:
            if times := self._refused.times():
                log.warning(
                    "< teams request rejected", why=str(rejected), status=rejected.status, times=times
                )
            raise
        await self._addresses.learn(tenant, activity["serviceUrl"])
        return activity

    async def _prove(self, activity: Mapping[str, Any], authorization: str) -> None:
        """The SDK is asked where the token was not proven before."""
        service_url = activity["serviceUrl"]
        try:
            if not await self._is_proven(service_url, authorization):
                await self._ask_sdk(service_url, authorization)
        except Unreachable as error:
            raise Rejected(503, "the signing keys cannot be fetched") from error
        except (jwt.ExpiredSignatureError, jwt.ImmatureSignatureError) as error:
            raise Rejected(503, UNTIMELY) from error
        except Exception as error:  # whatever a forged token makes the SDK and its libraries raise
            raise Rejected(401, f"not proven: {type(error).__name__}") from error

    async def _is_proven(self, service_url: str, authorization: str) -> bool:
        """Say whether this token was proven, and would be again. Raises as `SigningKeys.get`, of which it is still asked."""
        proof = self._proven.of(authorization)
        if proof is None or not proof.holds(service_url, self._today()):
            return False
        return await self._keys.get(proof.key_id) is proof.key

    async def _ask_sdk(self, service_url: str, authorization: str) -> None:
        """The SDK is shown what it looks at, and no more: its reader of whole activities stumbles over odd times."""
        until, since = _end_of(authorization), self._today()
        shown = Activity(channel_id=CHANNEL, service_url=service_url)
        await self._sdk.authenticate_request(shown, authorization)
        key_id = jwt.get_unverified_header(_token(authorization))["kid"]
        proof = Proof(service_url, key_id, self._keys.in_use(key_id), since, until)
        self._proven.remember(authorization, proof)

    def _allowed(self, activity: Mapping[str, Any]) -> str:
        """Look for everything on its allow-list, and answer the tenant."""
        tenant, team = tenant_in(activity), team_in(activity)
        if tenant.lower() not in self._tenants:
            raise Rejected(403, "a tenant that is not allowed")
        if self._teams and team not in self._teams and (team or is_in_team(activity)):
            raise Rejected(403, "a team that is not allowed")
        if not is_service_address(activity["serviceUrl"], self._hosts):
            raise Rejected(403, "a service address that is not allowed")
        return tenant


def _sdk(app_id: str, metadata_url: str) -> Any:
    """What proves that Microsoft signed a token for this app."""
    return BotFrameworkAuthenticationFactory.create(
        to_bot_from_channel_token_issuer=ISSUER,
        to_bot_from_channel_open_id_metadata_url=metadata_url,
        to_bot_from_emulator_open_id_metadata_url=metadata_url,
        credential_factory=PasswordServiceClientCredentialFactory(app_id),
        auth_configuration=AuthenticationConfiguration(),
    )


def _end_of(authorization: str) -> float:
    """When a token ends, in seconds since 1970, whoever made it. Raises `PermissionError` for a token that has no end, and for
    all other kinds of tokens: the SDK would believe those of emulators and of other bots."""
    claims = jwt.decode(_token(authorization), options={"verify_signature": False})
    if claims.get("iss") != ISSUER:
        raise PermissionError("another issuer")
    if "exp" not in claims:
        raise PermissionError("a token without an end")
    return float(claims["exp"])


def _as_the_sdk_reads(authorization: str) -> str:
    """A header whose scheme is written as the SDK knows it. RFC 9110, 11.1: the name of a scheme has no case."""
    scheme, blank, token = authorization.partition(" ")
    return f"{SCHEME} {token}" if blank and scheme.lower() == SCHEME.lower() else authorization


def _token(authorization: str) -> str:
    return authorization.removeprefix(f"{SCHEME} ")


def _trusted(address: str, beside: str) -> str:
    """An address from which keys may come: by https, or from where it was read. Raises ValueError for another one."""
    asked, known = urlsplit(address), urlsplit(beside)
    if asked.scheme == "https" or (asked.scheme, asked.netloc) == (known.scheme, known.netloc):
        return address
    raise ValueError("the address of the keys is not https")
