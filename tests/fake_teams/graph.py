"""The little of Microsoft Graph that is asked for: pictures and presence."""

from __future__ import annotations

import hashlib

from aiohttp import web

from tests.fakes.journal import Call
from tests.fakes.picture import png

from .answering import Work, answer
from .errors import Refused
from .platform import Platform
from .tokens import GRAPH
from .world import Person


PERMITTED = {
    "photo": {"User.Read.All", "User.ReadBasic.All", "ProfilePhoto.Read.All", "User.ReadWrite.All"},
    "presence": {"Presence.Read.All"},
}
"""Any of these, consented to for the application."""


class Graph:
    """https://learn.microsoft.com/graph/api/profilephoto-get and https://learn.microsoft.com/graph/api/presence-get."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    def routes(self) -> list[web.RouteDef]:
        photo = "/graph/v1.0/users/{user}/photo/$value"
        sized = "/graph/v1.0/users/{user}/photos/{size}/$value"
        return [
            web.get(photo, self.photo),
            web.get(sized, self.photo),
            web.get("/graph/v1.0/users/{user}/presence", self.presence),
        ]

    async def photo(self, request: web.Request) -> web.StreamResponse:
        """A picture of one colour, which depends on the person and the version."""

        async def work() -> web.Response:
            person = self._person(request, "photo")
            if not person.picture:
                raise Refused("ImageNotFound", "Exception of type 'ImageNotFoundException' was thrown.")
            name = f"{person.id}/{person.picture}"
            colour = hashlib.sha256(name.encode()).digest()[:3]
            return web.Response(body=png(colour, side=48), content_type="image/jpeg")

        return await self._answered(request, "photo", work)

    async def presence(self, request: web.Request) -> web.StreamResponse:
        """Whether somebody is there."""

        async def work() -> web.Response:
            person = self._person(request, "presence")
            self._platform.buckets.admit(("presence", person.tenant.id))
            shape = {"id": person.aad, "availability": person.presence, "activity": person.activity}
            return web.json_response(shape)

        return await self._answered(request, "presence", work)

    def _person(self, request: web.Request, what: str) -> Person:
        """Whom it is about: by object id or sign-in name, never by the id that bots know. Raises Refused."""
        platform, wanted = self._platform, request.match_info["user"]
        try:
            token = platform.tokens.check(request.headers.get("Authorization", ""), GRAPH)
        except Refused as refused:
            raise Refused("InvalidAuthenticationToken", refused.message) from None
        if not platform.settings.graph & PERMITTED[what]:
            raise Refused("Authorization_RequestDenied", "Insufficient privileges to complete the operation.")
        for person in platform.world.tenants[token.tenant].people.values():
            if wanted in (person.aad, person.email):
                return person
        raise Refused("Request_ResourceNotFound", f"Resource '{wanted}' does not exist.")

    async def _answered(self, request: web.Request, what: str, work: Work) -> web.StreamResponse:
        call = Call(method=what, args=dict(request.match_info), at=self._platform.clock.now())
        return await answer(self._platform, request, call, work)
