"""What only serves to tell somebody something: reminders, questions, and posts that notify. Where one fails, nothing else is lost."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

import structlog

from bot.conversation.attention import still_wanted
from bot.delivery.doubt import SentTwice, found
from bot.delivery.held import Held
from bot.effects import Ask, PointToThread, Remind, Tell
from bot.errors import Refused
from bot.ids import Channel, PostRef, ThreadRef, workspace_of
from bot.ports import serving


log = structlog.get_logger(__name__)


async def remind(held: Held, delivery: Remind) -> None:
    """Remind somebody of what is still wanted of them."""
    ref = held.lease.refs.get(delivery.thread)
    if ref and still_wanted(await held.parts.conversations.load(held.lease.conversation), delivery):
        await notify(held, delivery, ref)
    else:
        await held.settle(covers=1, pause=0)


async def point(held: Held, delivery: PointToThread) -> None:
    """Lead somebody to a thread elsewhere. A platform can link to its own threads only."""
    ref = held.lease.refs.get(delivery.thread)
    linked = ref if ref and workspace_of(ref) == workspace_of(delivery.channel) else None
    await notify(held, delivery, delivery.channel, about=linked)


async def notify(
    held: Held,
    delivery: Remind | PointToThread | Tell,
    where: ThreadRef | Channel,
    about: ThreadRef | None = None,
) -> None:
    """Post what only serves to notify somebody, once."""
    await _once(
        held,
        where,
        lambda: held.platform.notify(
            where, delivery.to, delivery.text, held.name(0), about, again=held.again
        ),
    )


async def ask(held: Held, delivery: Ask) -> None:
    """Ask somebody something in their inbox, once; where nobody can be asked there is nothing to do."""
    platform = serving(held.parts.asking, delivery.channel)
    if platform is None:
        log.warning("> nobody asks there", channel=delivery.channel)
        await held.settle(covers=1, pause=0)
        return
    inbox, text, choices = delivery.channel, delivery.text, delivery.choices
    await _once(held, inbox, lambda: platform.ask(inbox, text, choices, held.name(0), again=held.again))


async def _once(
    held: Held, where: ThreadRef | Channel, posts: Callable[[], Coroutine[Any, Any, PostRef]]
) -> None:
    ref: PostRef | None = None
    try:
        ref = await found(held, part=0, where=where)
        if ref is None:
            ref = await _posted(held, posts)
    except SentTwice:
        log.warning("> notification given up", channel=held.lease.channel)
    await held.settle(covers=1, pause=held.platform.pace, ref=ref)


async def _posted(held: Held, posts: Callable[[], Coroutine[Any, Any, PostRef]]) -> PostRef | None:
    """Post it now; None where it is refused."""
    await held.admitted("post")
    await held.begin(covers=1, part=0)
    try:
        return await held.shown(posts(), "notification")
    except Refused as refused:
        log.warning("> notification refused", channel=held.lease.channel, why=refused.reason)
        return None
