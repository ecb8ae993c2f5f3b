"""Answers a call of the app, or plays the fault that is ordered for it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

from tests.fakes.faults import PAGES, Fault
from tests.fakes.journal import Call

from .errors import CODES, Refused
from .platform import Platform


Work = Callable[[], Awaitable[web.Response]]


async def answer(platform: Platform, request: web.Request, call: Call, work: Work) -> web.StreamResponse:
    """Do the work of a call; it goes into the journal, with what came of it."""
    platform.journal.calls.append(call)
    fault = platform.faults.take(call.method, call.args)
    if fault and not fault.after_storing and (early := await _play(platform, request, fault, call)):
        return early
    try:
        if fault and not fault.after_storing:
            _refuse(fault)
        response = await work()
        call.outcome = "ok"
    except Refused as refused:
        response, call.outcome = refused.answer(), refused.code
    call.status = response.status
    if fault and fault.after_storing and (late := await _play(platform, request, fault, call)):
        return late
    platform.changes.notify()
    return response


async def _play(platform: Platform, request: web.Request, fault: Fault, call: Call) -> web.Response | None:
    """The trouble itself; None if the call goes on as usual after it."""
    response = await platform.playing.play(request, fault)
    match fault.kind:
        case "internal_error_after_storing":
            response = Refused("ServiceError", "Internal server error").answer()
        case "no_id_after_storing":
            response = web.json_response({}, status=201)
        case _:
            pass  # played already, or answered as an error of the connector
    if response is None:
        return None
    call.outcome, call.status = fault.kind, PAGES.get(fault.kind, response.status)
    platform.changes.notify()
    return response


def _refuse(fault: Fault) -> None:
    """Raise what a fault that is an answer leads to."""
    if fault.kind == "ratelimited":
        raise Refused("TooManyRequests", "Too many requests", retry_after=fault.retry_after)
    if fault.kind in CODES:
        raise Refused(fault.kind, "ordered by a test")
    if fault.kind != "slow":
        raise ValueError(f"there is no fault {fault.kind!r}; codes are {', '.join(CODES)}")
