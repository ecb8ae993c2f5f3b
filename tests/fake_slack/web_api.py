"""Answers calls of the Web API: arguments, token, scopes, limits, the method, and whatever fault is ordered."""

from __future__ import annotations

import json
from email.utils import formatdate
from typing import Any

from aiohttp import web

from tests.fakes.faults import PAGES, Fault
from tests.fakes.journal import Call
from tests.fakes.playing import Playing

from .api import METHODS
from .api.method import Context
from .errors import Refused, Throttled, invalid
from .platform import Platform
from .sockets import SocketHub
from .world import Installation, Json


class WebApi:
    def __init__(self, platform: Platform, sockets: SocketHub) -> None:
        self._platform = platform
        self._sockets = sockets
        self._playing = Playing()

    def let_go(self) -> None:
        """End the calls that hang: their connections are about to be closed."""
        self._playing.let_go()

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Any method, called by GET or POST."""
        name = request.match_info["method"]
        args, token, problem = await _arguments(request, reads_json=name not in METHODS or METHODS[name].json)
        call = Call(method=name, args=dict(args), at=self._platform.clock.now())
        self._platform.journal.calls.append(call)
        fault = self._platform.faults.take(name, args)
        if fault and not fault.after_storing and (early := await self._play(request, fault, call)):
            return early
        status, body, headers = 200, Json(), dict[str, str]()
        try:
            _refuse(problem, fault)
            body = {"ok": True, **await self._run(call, token, args)}
            headers = self._scopes(token)
            call.outcome = "ok"
        except Refused as refused:
            body = {"ok": False, "error": refused.error, **refused.extra}
            call.outcome = refused.error
        except Throttled as throttled:
            status, body = 429, {"ok": False, "error": "ratelimited"}
            headers = {} if throttled.retry_after is None else {"Retry-After": str(throttled.retry_after)}
            call.outcome = "ratelimited"
        call.status = status
        if fault and fault.after_storing and (late := await self._play(request, fault, call)):
            return late
        self._platform.changes.notify()
        headers["Date"] = formatdate(self._platform.clock.time_of_day(), usegmt=True)
        return web.json_response(body, status=status, headers=headers)

    async def _run(self, call: Call, token: str | None, args: dict[str, Any]) -> Json:
        if call.method == "apps.connections.open":
            return self._sockets.new_ticket(token)
        method = METHODS.get(call.method)
        if method is None:
            raise Refused("unknown_method", req_method=call.method)
        install = self._authorized(token)
        call.team = install.team.id
        context = Context(platform=self._platform, install=install, args=args)
        for scope in method.scopes:
            context.needs(scope)
        self._platform.limits.call(install.team.id, call.method, method.tier)
        if missing := [name for name in method.required if args.get(name) in (None, "")]:
            raise invalid("invalid_arguments", *(f"missing required field: {name}" for name in missing))
        try:
            body = await method.run(context)
        finally:
            call.stored = context.stored
        if self._platform.settings.answer_after_event and context.stored:
            await self._platform.feed.all_tried()
        return body

    def _scopes(self, token: str | None) -> dict[str, str]:
        install = self._platform.world.tokens.get(token or "")
        return {"X-OAuth-Scopes": ",".join(sorted(install.scopes))} if install else {}

    def _authorized(self, token: str | None) -> Installation:
        if not token:
            raise Refused("not_authed")
        install = self._platform.world.tokens.get(token)
        if install is None:
            raise Refused(
                "not_allowed_token_type" if token == self._platform.world.app.app_token else "invalid_auth"
            )
        if install.state != "ok":
            raise Refused(install.state)
        return install

    async def _play(self, request: web.Request, fault: Fault, call: Call) -> web.Response | None:
        """The trouble itself; None if the call goes on as usual after it."""
        answer = await self._playing.play(request, fault)
        if fault.kind == "internal_error_after_storing":
            answer = web.json_response({"ok": False, "error": "internal_error"})
        if answer is None:
            return None
        call.outcome = fault.kind
        call.status = PAGES.get(fault.kind, call.status)
        self._platform.changes.notify()
        return answer


def _refuse(problem: str | None, fault: Fault | None) -> None:
    """Raise what a broken body, or a fault that is an answer, leads to."""
    if problem:
        raise Refused(problem)
    if fault is None or fault.after_storing or fault.kind == "slow":
        return
    raise Throttled(fault.retry_after) if fault.kind == "ratelimited" else Refused(fault.kind)


async def _arguments(
    request: web.Request, *, reads_json: bool
) -> tuple[dict[str, Any], str | None, str | None]:
    """(arguments, token, error) of a request, from the query, a form or JSON."""
    args: dict[str, Any] = dict(request.query)
    problem = None
    token = args.pop("token", None)
    if request.method == "POST" and request.can_read_body:
        if request.content_type == "application/json":
            # Slack takes no token from a JSON body, and methods that only read ignore such a body.
            given, problem = await _json(request)
            args |= given if reads_json else {}
        elif request.content_type in ("application/x-www-form-urlencoded", "multipart/form-data"):
            args |= dict(await request.post())
            token = args.pop("token", token)
        elif await request.read():
            problem = "invalid_post_type"
    scheme, _, bearer = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        token = bearer.strip()
    return args, token, problem


async def _json(request: web.Request) -> tuple[Json, str | None]:
    try:
        given = json.loads(await request.read() or b"{}")
    except ValueError:
        return {}, "invalid_json"
    if not isinstance(given, dict):
        return {}, "json_not_object"
    return {k: v for k, v in given.items() if v is not None}, None
