"""A post of words, or a file, in a thread: piece by piece, and what is said there when a piece is refused or given up."""

from __future__ import annotations

import structlog

from bot.delivery.doubt import ARRIVAL_TIME, UNSEEN_TIME, SentTwice, found
from bot.delivery.held import Held
from bot.delivery.words import Post, may_be_missing, not_shown
from bot.errors import CannotTell, InDoubt, PlatformError, Refused, Throttled, UnknownKey, Unreachable
from bot.ids import DeliveryId, PostRef, ThreadRef
from bot.ports import Outgoing


log = structlog.get_logger(__name__)


class _NotTaken(Exception):
    """The platform refuses a piece, and not only to say whether it is there."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.reason)
        self.refused = refused


async def post(held: Held, thread: ThreadRef, content: Post) -> None:
    """Send the next piece of a post, once, and settle it."""
    part = held.lease.doubt.part if held.lease.doubt else held.lease.done
    if part >= content.parts:
        await held.settle(covers=content.covers, pause=0)
        return
    ref: PostRef | None = None
    try:
        ref = await found(held, part, thread) or await _sent(held, thread, content, part)
    except SentTwice:
        await _tell_unsure(held, thread, content)
    except _NotTaken as not_taken:
        await _tell_refused(held, thread, not_taken.refused, content)
        part = content.parts
    last = part + 1 >= content.parts
    if ref:
        log.info("> posted", conversation=held.lease.conversation, thread=thread, part=part)
    covers = content.covers if last else 0
    await held.settle(covers=covers, part=part + 1, pause=held.platform.pace, ref=ref)


async def _sent(held: Held, thread: ThreadRef, content: Post, part: int) -> PostRef:
    """Send a piece now. Raises `_NotTaken` where it is refused."""
    await held.admitted("file" if content.is_file(part) else "post")
    if not held.lease.begun:
        await held.begin(covers=content.covers, part=part)
    try:
        return await held.shown(_sending(held, thread, content, part), "post")
    except Refused as refused:
        raise _NotTaken(refused) from refused


async def _sending(held: Held, thread: ThreadRef, content: Post, part: int) -> PostRef:
    file, files, conversation = content.file, held.parts.files, held.lease.conversation
    if file is None or not content.is_file(part):
        piece = content.pieces[part]
        return await held.platform.post(thread, content.author, piece, held.name(part), again=held.again)
    outgoing = Outgoing(file, lambda: files.open(conversation, file.id))
    try:
        return await held.platform.post_file(thread, outgoing, held.name(part), again=held.again)
    except UnknownKey as gone:
        raise Refused("the file is not kept any more", tell="agent") from gone


async def _tell_refused(held: Held, thread: ThreadRef, refused: Refused, content: Post) -> None:
    """The platform will not take these words. If the whole place is gone, somebody else gets the conversation."""
    name, delivery = held.lease.conversation, held.lease.deliveries[0][1]
    log.error("> post refused", conversation=name, thread=thread, why=refused.reason)
    if refused.gone:
        await held.parts.threads.thread_failed(name, delivery.thread, refused.reason, gone=True)
        return
    try:
        await _tell(held, thread, not_shown(refused.reason, content.file, held.parts.address), "refused")
    except PlatformError as error:
        log.warning("> could not say so either", thread=thread, why=str(error))


async def _tell_unsure(held: Held, thread: ThreadRef, content: Post) -> None:
    """Nobody knows whether these words arrived, and they are not sent a third time. Raises `CannotTell`: that is to be said,
    and rather twice than never.
    """
    log.error("> post given up", conversation=held.lease.conversation, thread=thread)
    await held.admitted("post")
    given_up = [delivery for _, delivery in held.lease.deliveries[: content.covers]]
    try:
        await _tell(held, thread, may_be_missing(given_up, content.file, held.parts.address), "unsure")
    except (Throttled, Unreachable) as error:
        raise CannotTell(str(error), after=getattr(error, "after", ARRIVAL_TIME)) from error
    except InDoubt as error:
        raise CannotTell(str(error), after=UNSEEN_TIME) from error
    except PlatformError as error:
        log.warning("> could not say so either", thread=thread, why=str(error))


async def _tell(held: Held, thread: ThreadRef, line: str, why: str) -> None:
    for number, piece in enumerate(held.platform.pieces(line)):
        name = DeliveryId(f"{held.name(number)}.{why}")
        await held.shown(held.platform.post(thread, "", piece, name), "post")
