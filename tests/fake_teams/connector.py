"""The Bot Connector: who calls, where, with which token, and what is answered."""

from __future__ import annotations

import functools
import json

from aiohttp import web

from tests.fakes.journal import Call

from .answering import answer
from .context import Context
from .errors import Refused
from .operations import OPERATIONS, Operation
from .platform import Platform
from .tokens import CONNECTOR
from .world import Json, Tenant


class Connector:
    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    def routes(self) -> list[web.RouteDef]:
        known = [
            web.route(one.verb, f"/{{region}}/{{tenant}}/{one.path}", functools.partial(self.operation, one))
            for one in OPERATIONS
        ]
        return [*known, web.get("/{region}/{tenant}/v3/attachments/{file}/views/original", self.image)]

    async def operation(self, operation: Operation, request: web.Request) -> web.StreamResponse:
        """Any of the operations."""
        path = {name: value for name, value in request.match_info.items() if name not in ("region", "tenant")}
        body, problem = await _body(request)
        args = {**path, **dict(request.query), "body": body, "channel": _channel(path, body)}
        tenant = request.match_info["tenant"]
        call = Call(method=operation.name, args=args, at=self._platform.clock.now(), team=tenant)

        async def work() -> web.Response:
            context = Context(
                platform=self._platform,
                tenant=self.admitted(request),
                path=path,
                query=dict(request.query),
                body=body,
            )
            if problem:
                raise context.wrong([problem])
            try:
                status, answered = operation.run(context)
            finally:
                call.stored = context.stored
            return web.json_response(answered, status=status)

        return await answer(self._platform, request, call, work)

    def admitted(self, request: web.Request) -> Tenant:
        """The tenant of a call whose address and token are right. Raises Refused."""
        platform = self._platform
        token = platform.tokens.check(request.headers.get("Authorization", ""), CONNECTOR)
        tenant = platform.world.tenants.get(request.match_info["tenant"])
        moved = request.match_info["region"] != platform.shapes.region and not platform.settings.old_addresses
        if tenant is None or moved:
            raise Refused("NotFound", "Nothing is here any more.")
        if token.tenant not in platform.world.tenants:
            raise Refused("Unauthorized", "Authorization has been denied for this request.")
        return tenant

    async def image(self, request: web.Request) -> web.StreamResponse:
        """An image that somebody pasted into a chat."""
        call = Call(method="image", args=dict(request.match_info), at=self._platform.clock.now())

        async def work() -> web.Response:
            self.admitted(request)
            file = self._platform.world.files.get(request.match_info["file"])
            if file is None:
                raise Refused("NotFound")
            return web.Response(body=file.content, content_type=file.mimetype)

        return await answer(self._platform, request, call, work)

    async def nothing(self, request: web.Request) -> web.Response:
        """Whatever else is asked for: the app built a wrong address."""
        self._platform.offences.note(f"{request.method} {request.path}: there is nothing of this address")
        return Refused("NotFound", "Nothing is here.").answer()


def _channel(path: dict[str, str], body: Json) -> str:
    """The channel that a call is about, for faults that are meant for one."""
    created = body.get("channelData") or {}
    inside = (created.get("channel") or {}).get("id", "") if isinstance(created, dict) else ""
    return path.get("conversation", str(inside)).partition(";")[0]


async def _body(request: web.Request) -> tuple[Json, str]:
    """(body, what is wrong with it)."""
    if request.method not in ("POST", "PUT"):
        return {}, ""
    if request.content_type != "application/json":
        return {}, f"a body of {request.content_type}"
    try:
        given = json.loads(await request.read())
    except ValueError:
        return {}, "a body that is no JSON"
    return (given, "") if isinstance(given, dict) else ({}, "a body that is no object")
