"""Where the app gets its tokens: by its secret, or as a managed identity."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping

from aiohttp import web

from tests.fakes.journal import Call

from .answering import answer
from .platform import Platform
from .tokens import CONNECTOR, GRAPH, Token
from .world import Json


SCOPES = {f"{CONNECTOR}/.default": CONNECTOR, f"{GRAPH}/.default": GRAPH}
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
IMDS_VERSION = "2018-02-01"
APP_SERVICE_VERSION = "2019-08-01"


class Login:
    """https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow and its kin."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self.identity_header = secrets.token_hex(16)
        """What an app on App Service proves itself with."""

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/login/{tenant}/oauth2/v2.0/token", self.token),
            web.get("/metadata/identity/oauth2/token", self.imds),
            web.get("/msi/token", self.app_service),
        ]

    async def token(self, request: web.Request) -> web.StreamResponse:
        """The client credentials flow."""
        form = {name: str(value) for name, value in (await request.post()).items()}
        tenant = request.match_info["tenant"]
        shown = {name: value for name, value in form.items() if name != "client_secret"}

        async def work() -> web.Response:
            if problem := self._problem(form, tenant):
                return _denied(*problem)
            token = self._platform.tokens.issue(SCOPES[form["scope"]], tenant)
            life = self._life(token)
            return web.json_response(
                {
                    "token_type": "Bearer",
                    "expires_in": life,
                    "ext_expires_in": life,
                    "access_token": token.value,
                }
            )

        call = Call(
            method="token", args={**shown, "tenant": tenant}, at=self._platform.clock.now(), team=tenant
        )
        return await answer(self._platform, request, call, work)

    def _problem(self, form: Mapping[str, str], tenant: str) -> tuple[int, str, str] | None:
        """(status, error, description), or None."""
        app = self._platform.world.app
        if tenant not in self._platform.world.tenants:
            # A single-tenant app is unknown elsewhere; /common and botframework.com are elsewhere.
            self._platform.offences.note(f"asked for a token of the tenant {tenant}")
            if _GUID.fullmatch(tenant):
                return 400, "invalid_request", f"AADSTS90002: Tenant '{tenant}' not found."
            return (
                400,
                "unauthorized_client",
                f"AADSTS700016: Application was not found in the directory '{tenant}'.",
            )
        if form.get("grant_type") != "client_credentials":
            return 400, "unsupported_grant_type", "AADSTS70003: The grant type is not supported."
        if form.get("client_id") != app.app_id:
            return 400, "unauthorized_client", "AADSTS700016: Application was not found in the directory."
        if form.get("client_secret") != app.secret:
            return 401, "invalid_client", "AADSTS7000215: Invalid client secret provided."
        if app.secret_ended:
            return 401, "invalid_client", "AADSTS7000222: The provided client secret keys are expired."
        if form.get("scope") not in SCOPES:
            return 400, "invalid_scope", "AADSTS70011: The provided value for 'scope' is not valid."
        return None

    def _life(self, token: Token) -> int:
        return int(self._platform.settings.token_life)

    async def imds(self, request: web.Request) -> web.StreamResponse:
        """A virtual machine's identity."""
        proven = (
            request.headers.get("Metadata") == "true" and request.query.get("api-version") == IMDS_VERSION
        )
        return await self._identity(request, proven=proven)

    async def app_service(self, request: web.Request) -> web.StreamResponse:
        """An App Service's identity."""
        header = request.headers.get("X-IDENTITY-HEADER", "")
        version = request.query.get("api-version")
        proven = secrets.compare_digest(header, self.identity_header) and version == APP_SERVICE_VERSION
        return await self._identity(request, proven=proven)

    async def _identity(self, request: web.Request, *, proven: bool) -> web.StreamResponse:
        resource = request.query.get("resource", "").rstrip("/")

        async def work() -> web.Response:
            if not proven or resource not in SCOPES.values():
                return _denied(400, "invalid_request", "Required metadata header or parameter not specified")
            if request.query.get("client_id") != self._platform.world.app.app_id:
                return _denied(400, "invalid_request", "Identity not found")
            tenant = next(iter(self._platform.world.tenants))
            return web.json_response(self._identity_token(self._platform.tokens.issue(resource, tenant)))

        call = Call(method="token", args=dict(request.query), at=self._platform.clock.now())
        return await answer(self._platform, request, call, work)

    def _identity_token(self, token: Token) -> Json:
        """Numbers come as strings here."""
        life = self._life(token)
        until = int(self._platform.clock.time_of_day()) + life
        numbers = {"expires_in": str(life), "expires_on": str(until), "not_before": str(until - life)}
        who = {"client_id": self._platform.world.app.app_id, "resource": token.resource}
        return {"access_token": token.value, "token_type": "Bearer", **numbers, **who}


def _denied(status: int, error: str, description: str) -> web.Response:
    return web.json_response({"error": error, "error_description": description}, status=status)
