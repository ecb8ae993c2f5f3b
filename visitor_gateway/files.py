"""Files over HTTP: a visitor sends one, and whoever has the address of one reads it.

What is read here is never believed: neither what a file is called, nor what it is said to be, nor how long.
"""

from __future__ import annotations

import time
from http import HTTPStatus
from urllib.parse import quote

import structlog
from aiohttp import web

from bot import metrics
from bot.bodies import pieces
from bot.content import KeptFile
from bot.conversation import Conversation, decisions
from bot.errors import BadFile, BadFrame, BadToken, Blocked, NotNow, StoreUnavailable, UnknownKey
from bot.events import VisitorSentFile
from bot.ids import ConversationId, EntryNumber, MessageId, VisitorId
from bot.ports import PICTURE_TYPES, Incoming
from visitor_gateway import wire
from visitor_gateway.connection import RETRY_AFTER
from visitor_gateway.gateway import ANY_ORIGIN, GATEWAY, Gateway
from visitor_gateway.visits import admitted, caller


LONGEST_NAME = 1000
"""Characters that we look at; 200 of them are kept."""

NO_CONVERSATION = "There is no such conversation."

PREFLIGHT = {
    **ANY_ORIGIN,
    "Access-Control-Allow-Methods": "POST",
    "Access-Control-Allow-Headers": "Authorization, Content-Type",
    "Access-Control-Max-Age": "86400",
}

STATUS = {
    "bad_frame": HTTPStatus.BAD_REQUEST,
    "bad_token": HTTPStatus.UNAUTHORIZED,
    "not_now": HTTPStatus.CONFLICT,
    "blocked": HTTPStatus.FORBIDDEN,
    "bad_file": HTTPStatus.UNPROCESSABLE_ENTITY,
    "too_fast": HTTPStatus.TOO_MANY_REQUESTS,
    "unavailable": HTTPStatus.SERVICE_UNAVAILABLE,
}

log = structlog.get_logger(__name__)


class TooFast(Exception):
    """Raised when a visitor sends too many; `args` holds the seconds to wait."""


def mount_files(app: web.Application) -> None:
    """Add the routes to an application that has its `Gateway`."""
    app.router.add_post("/files/{site}/{conversation}", _take)
    app.router.add_options("/files/{site}/{conversation}", _may_take)
    app.router.add_get("/files/{site}/{conversation}/{file}/{name}", _give)


# --- from the visitor


async def _may_take(request: web.Request) -> web.Response:
    """What a browser asks before it sends a file from a website: see `caller` for which may."""
    caller(request)
    return web.Response(status=204, headers=PREFLIGHT)


async def _take(request: web.Request) -> web.Response:
    name = request.query.get("id", "")
    with admitted(request):
        try:
            frame: wire.Accepted | wire.Refused = await _taken(request, name)
        except (BadFile, BadFrame, BadToken, NotNow, Blocked) as error:
            frame = wire.Refused(id=name, code=error.code, text=str(error))
        except TooFast as error:
            frame = wire.Refused(id=name, code="too_fast", text="Slower, please.", after=error.args[0])
        except StoreUnavailable as error:
            log.warning("= a visitor's file is not kept", error=str(error))
            frame = wire.Refused(id=name, code="unavailable", text="Please wait a moment.", after=RETRY_AFTER)
    refused = isinstance(frame, wire.Refused)
    metrics.FILES.labels("refused" if refused else "received").inc()
    status = STATUS[frame.code] if isinstance(frame, wire.Refused) else HTTPStatus.OK
    return web.Response(
        text=wire.encode(frame), content_type="application/json", status=status, headers=ANY_ORIGIN
    )


async def _taken(request: web.Request, name: str) -> wire.Accepted:
    """Keep the file and commit it, once. Raises what `_take` turns into a refusal."""
    gateway = request.app[GATEWAY]
    message, conversation = MessageId(_frame_id(name)), ConversationId(request.match_info["conversation"])
    bearer = gateway.shared.tokens.read(_bearer(request))
    visitor = bearer.visitor
    if (await gateway.shared.conversations.of_visitor(visitor)).user and not bearer.user:
        raise BadToken("Only the website can say that this is still you.")
    c = await _of_visitor(gateway, visitor, conversation)
    if seen := await gateway.shared.conversations.seen(conversation, [f"visitor:{message}"]):
        return wire.Accepted(id=name, n=seen)
    decisions.may_send_files(c)
    if wait := gateway.shared.messages.take(visitor, time.monotonic()):
        raise TooFast(wait)
    if not gateway.shared.file_bytes:
        raise BadFile("Files are not taken here.")
    title = request.query.get("name", "")[:LONGEST_NAME]
    incoming = Incoming(title, pieces(request.content), request.content_length or 0)
    kept = await gateway.files.keep(conversation, incoming)
    return wire.Accepted(id=name, n=await _committed(gateway, conversation, message, kept))


async def _committed(
    gateway: Gateway, conversation: ConversationId, message: MessageId, kept: KeptFile
) -> EntryNumber:
    """Commit a file that is kept, and keep none that is not committed. Raises `NotNow`, `Blocked`."""
    conversations = gateway.shared.conversations
    try:
        number = await gateway.shared.conversing.sent_file(conversation, message, kept)
        (entry,) = await conversations.entries(conversation, after=number - 1, upto=number)
    except (NotNow, Blocked):
        await gateway.files.drop(conversation, kept.id)
        raise
    except UnknownKey as error:  # forgotten while the file was on its way
        await gateway.files.erase(conversation)
        raise NotNow(NO_CONVERSATION) from error
    if not isinstance(entry.event, VisitorSentFile) or entry.event.file.id != kept.id:
        await gateway.files.drop(conversation, kept.id)  # it came twice at once, and the other was first
    return number


def _frame_id(name: str) -> str:
    if not wire.is_frame_id(name):
        raise BadFrame("An id is 1 to 64 of A-Z a-z 0-9 _ -")
    return name


def _bearer(request: web.Request) -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or len(token) > 1024:
        raise BadToken("Say who you are: Authorization: Bearer TOKEN.")
    return token.strip()


async def _of_visitor(gateway: Gateway, visitor: VisitorId, conversation: ConversationId) -> Conversation:
    """The conversation, if it is the visitor's own. Raises `NotNow`."""
    try:
        c = await gateway.shared.conversations.load(conversation)
    except UnknownKey as error:
        raise NotNow(NO_CONVERSATION) from error
    if c.visitor != visitor:
        raise NotNow(NO_CONVERSATION)
    return c


# --- to whoever has the address


async def _give(request: web.Request) -> web.StreamResponse:
    gateway, asked = request.app[GATEWAY], request.match_info
    found = (
        await gateway.files.find(asked["conversation"], asked["file"])
        if asked["site"] == gateway.site
        else None
    )
    if found is None:
        raise web.HTTPNotFound(text="This file is not kept here, or not any more.\n")
    kept, path = found
    shown = kept.type in PICTURE_TYPES
    headers = {
        **ANY_ORIGIN,
        "Content-Type": kept.type if shown else "application/octet-stream",
        "Content-Disposition": f"{'inline' if shown else 'attachment'}; filename*=UTF-8''{quote(kept.name, safe='')}",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "private, max-age=86400, immutable",
    }
    return web.FileResponse(path, headers=headers)
