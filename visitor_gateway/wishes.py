"""What a visitor may wish for in a conversation, and how each is carried out."""

from __future__ import annotations

import time

from bot.ids import EntryNumber, MessageId, VisitorId
from visitor_gateway import wire
from visitor_gateway.conversing import Conversing, Where
from visitor_gateway.session import Session
from visitor_gateway.site import Site


Deed = wire.Message | wire.Answer | wire.Capture | wire.Open | wire.End | wire.Rate
"""A wish within a conversation: any but to start another one."""


async def do(conversing: Conversing, where: Where, wish: Deed) -> EntryNumber | None:
    """Do what the visitor wishes. Answers the entry; None when they have gone on elsewhere. Raises as `Conversing`."""
    message = MessageId(wish.id)
    match wish:
        case wire.Message():
            return await conversing.wrote(where, message, wish.text.strip())
        case wire.Answer():
            return await conversing.answered(where, message, wish.card, wish.answer)
        case wire.Capture():
            return await conversing.answered(where, message, wish.card, wish.values)
        case wire.Open():
            return await conversing.opened(where, message, wish.card)
        case wire.End():
            return await conversing.ended(where, message)
        case wire.Rate():
            return await conversing.rated(where, message, wish.score, wish.comment.strip())


def may(site: Site, session: Session, visitor: VisitorId, wish: Deed) -> bool:
    """Whether the visitor may do this now; if not, they are told why. To end is always allowed."""
    length = site.message_length
    if isinstance(wish, wire.Message) and not wish.text.strip():
        session.refuse(wish.id, "bad_frame", "The message is empty.")
    elif isinstance(wish, wire.Message) and len(wish.text) > length:
        session.refuse(wish.id, "too_long", f"Please write at most {length} characters at once.")
    elif not isinstance(wish, wire.End) and (wait := site.messages.take(visitor, time.monotonic())):
        session.refuse(wish.id, "too_fast", "Slower, please.", after=wait)
    else:
        return True
    return False
