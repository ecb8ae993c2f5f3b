"""One step of one lane.

::

    in doubt? ── yes ── look up ── there ───────────────▶ settle
        │ no                  └── not there ──┐
        ▼                                     ▼
      begin ──────────────────────────────▶ send ── sent ──▶ settle, and let the lane rest for the platform's pace
                                              └── an error: the worker puts it off

The note that a post was begun is stored before it is sent. Whoever finds the note without an outcome, after a crash
or an answer that never came, looks for the post by its id before anything is sent again. Where a platform has no way to
look, `bot.delivery.doubt` says what happens.
"""

from __future__ import annotations

from bot.delivery.composing import Worded, composed
from bot.delivery.held import Held
from bot.delivery.notifying import ask, notify, point, remind
from bot.delivery.posting import post
from bot.delivery.threads import open_thread, refresh
from bot.delivery.whispering import whisper
from bot.effects import (
    Ask,
    OpenThread,
    PointToThread,
    PostFile,
    PostNotice,
    PostToThread,
    PostTranscript,
    PostTranscriptFile,
    RefreshCard,
    Remind,
    Tell,
    Whisper,
    WhisperAgain,
)


async def step(held: Held) -> None:
    """Bring the card of the lease up to date, or send the oldest delivery, or what is left of it.

    Raises `LeaseLost`, `NotYet`, `StoreUnavailable` and any `PlatformError`: then nothing is settled.
    """
    if held.lease.card:
        await refresh(held)
        return
    _, delivery = held.lease.deliveries[0]
    match delivery:
        case OpenThread():
            await open_thread(held, delivery)
        case RefreshCard():
            await held.settle(covers=1, pause=0)  # cards have a queue of their own
        case Whisper() | WhisperAgain():
            await whisper(held, delivery)
        case Remind():
            await remind(held, delivery)
        case Tell():
            await notify(held, delivery, delivery.channel)
        case Ask():
            await ask(held, delivery)
        case PointToThread():
            await point(held, delivery)
        case PostTranscript() | PostToThread() | PostNotice() | PostFile() | PostTranscriptFile():
            await _post(held, delivery)


async def _post(held: Held, delivery: Worded) -> None:
    ref = held.lease.refs.get(delivery.thread)
    if ref is None:  # the thread was never opened: nobody waits there for these words
        await held.settle(covers=1, pause=0)
    else:
        await post(held, ref, await composed(held, delivery))
