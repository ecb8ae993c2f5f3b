"""Where the app finds the keys that sign what it is sent."""

from __future__ import annotations

from aiohttp import web

from tests.fakes.journal import Call

from .answering import answer
from .keys import ISSUER
from .platform import Platform


class OpenId:
    """OpenID metadata and the set of keys that they name."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/v1/.well-known/openidconfiguration", self.metadata),
            web.get("/v1/.well-known/keys", self.keys),
        ]

    async def metadata(self, request: web.Request) -> web.StreamResponse:
        """https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication."""

        async def work() -> web.Response:
            return web.json_response(
                {
                    "issuer": ISSUER,
                    "authorization_endpoint": "https://invalid.botframework.com",
                    "jwks_uri": f"{request.url.origin()}/v1/.well-known/keys",
                    "id_token_signing_alg_values_supported": ["RS256"],
                    "token_endpoint_auth_methods_supported": ["private_key_jwt"],
                }
            )

        return await answer(self._platform, request, self._call("openid"), work)

    async def keys(self, request: web.Request) -> web.StreamResponse:
        """The set of keys."""

        async def work() -> web.Response:
            self._platform.keys.asked += 1
            return web.json_response(self._platform.keys.jwks())

        return await answer(self._platform, request, self._call("keys"), work)

    def _call(self, method: str) -> Call:
        return Call(method=method, args={}, at=self._platform.clock.now())
