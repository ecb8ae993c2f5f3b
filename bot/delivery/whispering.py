"""Whispers. Nobody can look for one whose answer never came, and nothing that is said to somebody vanishes.

::

    in doubt ──▶ set aside: the words behind it go on ──▶ told again, marked, after longer and longer pauses ──▶ heard
                                                                                   └── for a day in vain ──▶ given up
"""

from __future__ import annotations

import structlog
from msgspec.structs import replace

from bot.delivery.doubt import ARRIVAL_TIME
from bot.delivery.held import Held
from bot.effects import Whisper, WhisperAgain
from bot.errors import CannotTell, InDoubt, Refused, Throttled, Unreachable
from bot.ids import ConversationId, ThreadRef
from bot.ports import Bystander
from bot.text import PERHAPS_TOLD


WHISPERED_FOR = 86_400.0
"""Seconds after which what could never be whispered is given up: by then it is news to nobody."""
LONGEST_PAUSE = 300.0
"""Seconds between two attempts."""

log = structlog.get_logger(__name__)


async def whisper(held: Held, delivery: Whisper | WhisperAgain) -> None:
    """Tell one person something that only they see, for the first time or once more."""
    match delivery:
        case Whisper():
            await _first(held, delivery)
        case WhisperAgain():
            await _again(held, delivery)


async def _first(held: Held, delivery: Whisper) -> None:
    """Tell one person something in a thread. Nobody can look for it: in doubt it is told again, and no words wait for that."""
    ref, conversation = held.lease.refs.get(delivery.thread), held.lease.conversation
    if ref:
        try:
            await _whispered(held, delivery, conversation, ref)
        except InDoubt as error:
            log.warning("> whisper in doubt", channel=held.lease.channel, why=str(error))
            again = WhisperAgain(
                channel=delivery.channel,
                thread=delivery.thread,
                whisper=delivery,
                conversation=conversation,
                ref=ref,
            )
            await held.set_aside(again, after=ARRIVAL_TIME)
            return
    await held.settle(covers=1, pause=0)


async def _again(held: Held, delivery: WhisperAgain) -> None:
    """Tell it again until it is known to have arrived, after longer and longer pauses: twice is better than never."""
    held.again = True
    told = replace(delivery.whisper, text=f"{delivery.whisper.text}\n{PERHAPS_TOLD}")
    age = held.lease.doubt.ago if held.lease.doubt else 0.0
    try:
        await _whispered(held, told, delivery.conversation, delivery.ref)
    except (Throttled, Unreachable, InDoubt) as error:
        if age < WHISPERED_FOR:
            pause = min(LONGEST_PAUSE, max(ARRIVAL_TIME, age))
            raise CannotTell(str(error), after=max(pause, getattr(error, "after", 0.0))) from error
        log.error("> whisper given up", channel=held.lease.channel, why=str(error))  # noqa: TRY400  the sentence says it all
    await held.settle(covers=1, pause=0)


async def _whispered(held: Held, delivery: Whisper, conversation: ConversationId, ref: ThreadRef) -> None:
    await held.admitted("whisper")
    entry = delivery.entry
    bystander = Bystander(conversation, delivery.thread, entry) if entry else None
    try:
        await held.shown(held.platform.whisper(ref, delivery.to, delivery.text, bystander), "whisper")
    except Refused as refused:
        log.warning("> whisper refused", channel=held.lease.channel, why=refused.reason)
