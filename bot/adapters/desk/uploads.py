"""Files that somebody sends from the page: kept at once, shown in the thread, and handed over like a reply with a file."""

from __future__ import annotations

import re
from typing import NamedTuple

from aiohttp import StreamReader, web

from bot.adapters.desk import board
from bot.adapters.desk.names import SHARED, inbox_of
from bot.adapters.desk.parts import Parts
from bot.arrivals import ThreadMessage
from bot.bodies import pieces
from bot.content import AttachedFile, KeptFile
from bot.errors import BadFile, BadFrame, StoreUnavailable
from bot.ids import MessageId, Person, thread_ref
from bot.ports import Files, Incoming


_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


class Sent(NamedTuple):
    """What the page says of a file."""

    id: str
    thread: str
    name: str
    size: int
    """In bytes, as far as it is known; 0 if not."""


async def take(parts: Parts, files: Files, who: Person, sent: Sent, content: StreamReader) -> None:
    """Keep a file and hand it over, once. Raises `BadFrame`, `BadFile` and `StoreUnavailable`."""
    if not _ID.fullmatch(sent.id):
        raise BadFrame("This is no id of a file.")
    where = inbox_of(who)
    card = await parts.board.get(where, sent.thread)
    if not isinstance(card, board.Card):
        where, card = SHARED, await parts.board.get(SHARED, sent.thread)
    if not isinstance(card, board.Card):
        raise BadFrame("There is no such thread.")
    there = await parts.board.get(where, sent.id)
    if there is None:
        kept = await files.keep(card.conversation, Incoming(sent.name, pieces(content), sent.size))
        there = (await parts.board.put(where, _post(kept, sent, parts.clock.now()))).post
    if not isinstance(there, board.SentFile) or there.thread != sent.thread:
        raise BadFrame("This id was used for something else.")
    await parts.relay.thread_message(_arrival(who, card, there, at=parts.clock.now()))


def _post(kept: KeptFile, sent: Sent, at: int) -> board.SentFile:
    return board.SentFile(
        id=sent.id, thread=sent.thread, at=at, name=kept.name, size=kept.size, path=kept.path, file=kept.id
    )


def _arrival(who: Person, card: board.Card, sent: board.SentFile, *, at: int) -> ThreadMessage:
    ref = f"{card.conversation}/{sent.file}"
    return ThreadMessage(
        person=who,
        at=at,
        thread=thread_ref(card.channel or inbox_of(who), sent.thread),
        message=MessageId(sent.id),
        text="",
        sent=sent.at,
        ours=True,
        files=(AttachedFile(ref=ref, name=sent.name, size=sent.size),),
    )


async def answered(request: web.Request, parts: Parts, files: Files | None, who: Person) -> web.Response:
    """Take the file of a request, and say what became of it by the status."""
    if files is None:
        raise web.HTTPNotFound(text="Files are not taken here.\n")
    query = request.query
    sent = Sent(
        query.get("id", ""),
        request.match_info["thread"],
        query.get("name", "")[:1000],
        request.content_length or 0,
    )
    try:
        await take(parts, files, who, sent, request.content)
    except (BadFrame, BadFile) as refused:
        return web.Response(status=422, text=str(refused))
    except StoreUnavailable:
        return web.Response(status=503, text="The store does not answer. Please try again.")
    return web.Response(status=204)
