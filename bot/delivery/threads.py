"""Threads and their cards: one is opened, another brought up to date."""

from __future__ import annotations

import structlog

from bot.conversation.card import status_card
from bot.conversation.state import Conversation, ThreadStatus
from bot.delivery.doubt import SentTwice, found
from bot.delivery.held import Held
from bot.effects import OpenThread
from bot.errors import Refused
from bot.ids import PostRef, ThreadRef
from bot.ports import ThreadPlatform


CARD_PACE = 1.5
"""Seconds between two refreshed cards in a lane: they are many, and messages go first."""
OPENED = (ThreadStatus.OFFERED, ThreadStatus.LIVE, ThreadStatus.FOLLOW_UP)
"""Threads that are still wanted when their turn comes; others are not begun any more."""
UNSURE = "nobody can tell whether its card arrived"

log = structlog.get_logger(__name__)


async def open_thread(held: Held, delivery: OpenThread) -> None:
    """Open a thread, once, and tell those who wait for it."""
    conversation = await held.parts.conversations.load(held.lease.conversation)
    ref: str | None = conversation.thread(delivery.thread).ref
    try:
        ref = ref or await _found(held, delivery) or await _opened(held, conversation, delivery)
    except SentTwice:
        await _failed(held, delivery, UNSURE)
    if ref:
        log.info("> thread_opened", conversation=held.lease.conversation, thread=ref)
        await held.parts.threads.thread_opened(held.lease.conversation, delivery.thread, ThreadRef(ref))
    await held.settle(covers=1, pause=held.platform.pace, ref=PostRef(ref) if ref else None)


async def _found(held: Held, delivery: OpenThread) -> ThreadRef | PostRef | None:
    """Look for its card. Where nobody can look, it may stand there already, or twice, and somebody write below it."""
    doubt = held.lease.doubt
    try:
        return await found(held, part=0)
    finally:
        if held.again and doubt and doubt.began:
            copies = [at for at in (doubt.began, doubt.again) if at]
            await held.parts.threads.thread_doubled(held.lease.conversation, delivery.thread, copies)


async def _opened(held: Held, conversation: Conversation, delivery: OpenThread) -> ThreadRef | None:
    """Open it now; None for a thread that is refused, or not wanted any more."""
    if conversation.thread(delivery.thread).status not in OPENED:
        return None
    await held.admitted("post")
    await held.begin(covers=1, part=0)
    card = status_card(conversation, delivery.thread)
    opening = held.platform.open_thread(held.lease.channel, card, held.name(0), again=held.again)
    try:
        return await held.shown(opening, "thread")
    except Refused as refused:
        await _failed(held, delivery, refused.reason, gone=refused.gone)
        return None


async def _failed(held: Held, delivery: OpenThread, why: str, *, gone: bool = False) -> None:
    log.warning("> thread refused", channel=held.lease.channel, why=why)
    await held.parts.threads.thread_failed(held.lease.conversation, delivery.thread, why, gone=gone)


async def refresh(held: Held) -> None:
    """Bring the card of the lease up to date."""
    number = held.lease.card
    ref = held.lease.refs.get(number) if number else None
    if number and ref:
        conversation = await held.parts.conversations.load(held.lease.conversation)
        signs = await held.parts.conversations.signals.of(held.lease.conversation)
        card = status_card(conversation, number, signs)
        await held.admitted("card")
        try:
            await held.shown(held.platform.refresh(ref, card), "card")
        except Refused as refused:
            log.warning("> card refused", channel=held.lease.channel, why=refused.reason)
    await held.parts.outbox.settle_card(held.lease, pause=_pause(held.platform))


def _pause(platform: ThreadPlatform) -> float:
    """Seconds until the next card in the lane. Where words and cards are counted together, there are three words to a card."""
    if "card" in platform.channel_limits:
        return 3 * platform.pace
    limit = platform.limits.get("card")
    return limit.every if limit else CARD_PACE
