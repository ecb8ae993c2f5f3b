"""The routes of visitors: their connections, and what they may ask of their data."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from aiohttp import web

from bot import metrics
from bot.errors import BadFrame, BadIdentity, BadInput, BadToken, StoreUnavailable
from bot.goodbye import GOODBYE, say_goodbye
from visitor_gateway.callers import allowed_origin, client_address, household
from visitor_gateway.connection import Connection
from visitor_gateway.gateway import ANY_ORIGIN, GATEWAY
from visitor_gateway.outlet import TRY_AGAIN
from visitor_gateway.streams import HEADERS as EVENT_STREAM
from visitor_gateway.streams import Stream
from visitor_gateway.wire import LONGEST_FRAME


HEARTBEAT = 25.0
"""Seconds between our pings: proxies close what is silent for a minute."""
PATIENCE = 30.0
"""Seconds in which what is posted must have come: it is small."""
LONGEST_READ = 4 * LONGEST_FRAME
"""Bytes of a frame that we read, to say that it is too long; beyond that the connection is closed with code 1009."""

log = structlog.get_logger(__name__)


def mount_visits(app: web.Application) -> None:
    """Add the routes to an application that has its `Gateway`. At its end every connection is closed."""
    app.on_shutdown.append(_say_goodbye)
    app.router.add_get("/visitor/{site}", _visitor)
    app.router.add_get("/visitor/{site}/events", _stream, allow_head=False)
    app.router.add_post("/visitor/{site}/events/{stream}", _posted)
    app.router.add_post("/visitor/{site}/data", _data)
    app.router.add_post("/visitor/{site}/erase", _erase)


async def _say_goodbye(app: web.Application) -> None:
    await say_goodbye(app[GATEWAY].sockets)


async def _visitor(request: web.Request) -> web.StreamResponse:
    with admitted(request) as address:
        # Compression would cost 114 KiB a connection against 14, and more of the CPU (platforms/performance.md).
        socket = web.WebSocketResponse(
            compress=False, heartbeat=HEARTBEAT, max_msg_size=LONGEST_READ, timeout=GOODBYE
        )
        await socket.prepare(request)
        await _serve(request, socket, address)
        return socket


async def _stream(request: web.Request) -> web.StreamResponse:
    """What a visitor hears whose network lets no WebSocket through."""
    with admitted(request) as address:
        response = web.StreamResponse(headers={**ANY_ORIGIN, **EVENT_STREAM})
        await response.prepare(request)
        stream = Stream(response)
        alive = asyncio.create_task(stream.stay_alive(), name="stream")
        try:
            async with request.app[GATEWAY].streams.named(stream) as name:
                await stream.names(name)
                await _serve(request, stream, address)
        except TimeoutError:  # the store is away
            await stream.close(code=TRY_AGAIN)
        finally:
            alive.cancel()
        return response


async def _posted(request: web.Request) -> web.Response:
    """What such a visitor says: one frame."""
    gateway = request.app[GATEWAY]
    caller(request)
    if (request.content_length or 0) > LONGEST_READ:
        raise web.HTTPRequestEntityTooLarge(max_size=LONGEST_READ, actual_size=request.content_length or 0)
    try:
        frame = (await _body(request)).decode()
        known = await gateway.streams.carry(request.match_info["stream"], frame)
    except UnicodeDecodeError as error:
        raise web.HTTPBadRequest(text="A frame is UTF-8.\n") from error
    except StoreUnavailable as error:
        raise web.HTTPServiceUnavailable(text="The store does not answer.\n", headers=ANY_ORIGIN) from error
    if not known:
        raise web.HTTPNotFound(text="This stream is over.\n", headers=ANY_ORIGIN)
    return web.Response(status=204, headers=ANY_ORIGIN)


async def _data(request: web.Request) -> web.Response:
    """Everything that is kept of the visitor whose token it is, as a file."""
    caller(request)
    with _refusing():
        file = await request.app[GATEWAY].own_data.download(await _body(request))
    headers = {
        **ANY_ORIGIN,
        "Content-Disposition": f'attachment; filename="{file.name}"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return web.Response(body=file.body, content_type=file.content_type, charset="utf-8", headers=headers)


async def _erase(request: web.Request) -> web.Response:
    """The visitor whose token it is wants to be forgotten."""
    caller(request)
    with _refusing():
        await request.app[GATEWAY].own_data.erase(await _body(request))
    return web.Response(status=204, headers=ANY_ORIGIN)


async def _body(request: web.Request) -> bytes:
    """What was posted. Whoever lets us wait for it is sent away."""
    try:
        async with asyncio.timeout(PATIENCE):
            return await request.read()
    except TimeoutError as error:
        raise web.HTTPRequestTimeout(text="This came too slowly.\n", headers=ANY_ORIGIN) from error


@contextmanager
def _refusing() -> Iterator[None]:
    """Say what is wrong with a wish of HTTP's by its status."""
    try:
        yield
    except (BadToken, BadIdentity) as error:
        raise web.HTTPUnauthorized(text=f"{error}\n", headers=ANY_ORIGIN) from error
    except BadFrame as error:
        raise web.HTTPBadRequest(text=f"{error}\n", headers=ANY_ORIGIN) from error
    except BadInput as error:
        raise web.HTTPTooManyRequests(text=f"{error}\n", headers=ANY_ORIGIN) from error
    except StoreUnavailable as error:
        raise web.HTTPServiceUnavailable(text="The store does not answer.\n", headers=ANY_ORIGIN) from error


def caller(request: web.Request) -> str:
    """The address that a visitor's request comes from, if it may come."""
    gateway = request.app[GATEWAY]
    if request.match_info["site"] != gateway.site:
        raise web.HTTPNotFound(text="There is no such site here.\n")
    if not allowed_origin(request.headers.get("Origin"), request.host, gateway.origins, gateway.public_url):
        raise web.HTTPForbidden(
            text="This website may not use this chat: see site.origins in the settings.\n"
        )
    forwarded = request.headers.getall("X-Forwarded-For", [])
    return household(client_address(request.remote or "", forwarded, gateway.trusted_proxies))


@contextmanager
def admitted(request: web.Request) -> Iterator[str]:
    """Count one more connection from the address that is answered."""
    gateway, address = request.app[GATEWAY], caller(request)
    if len(gateway.sockets) >= gateway.most:
        if times := gateway.overflow.times():
            log.warning(
                "= visitors refused: as many are here as open files allow", most=gateway.most, times=times
            )
        raise web.HTTPServiceUnavailable(text="Too many visitors are here. Try again.\n", headers=ANY_ORIGIN)
    if not gateway.connections.enter(address):
        raise web.HTTPTooManyRequests(text="Too many connections from your address.\n")
    try:
        yield address
    finally:
        gateway.connections.leave(address)


async def _serve(request: web.Request, socket: web.WebSocketResponse | Stream, address: str) -> None:
    gateway = request.app[GATEWAY]
    gateway.sockets[socket] = request.transport
    metrics.CONNECTIONS.inc()
    try:
        await Connection(gateway.shared, socket, address).serve()
    finally:
        metrics.CONNECTIONS.dec()
        del gateway.sockets[socket]
