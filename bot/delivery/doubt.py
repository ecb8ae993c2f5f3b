"""What became of a post that is in doubt: it was begun, and nobody noted its outcome.

::

    look up ── there ───────────────▶ that is its outcome
        │ └─── not there ───────────▶ it is sent, as if for the first time
        └ nobody can look ── was it sent once more? ── no ──▶ when the first copy has come or never will: once more, marked
                                         └──────────── yes ─▶ it is given up, and said so
"""

from __future__ import annotations

import structlog

from bot import metrics
from bot.delivery.held import Held
from bot.errors import CannotLook, CannotTell, InDoubt, Throttled, Unreachable
from bot.ids import Channel, PostRef, ThreadRef
from bot.ports import Doubt


ARRIVAL_TIME = 1.5
"""Seconds in which a request that was cut off may still arrive at the platform; only then is "not there" certain."""
UNSEEN_TIME = 20.0
"""Seconds from its beginning after which a post that nobody can look for is sent once more: longer than any request
lasts. Teams takes up to 15 for one; ours are cut off after 10."""

log = structlog.get_logger(__name__)


class SentTwice(Exception):
    """Raised when a post that nobody can look for was sent once more, and that is in doubt, too."""


async def found(held: Held, part: int, where: ThreadRef | Channel | None = None) -> PostRef | None:
    """Look for a post that may have arrived. None: it is to be sent now; `held.again` says whether it may stand there.

    Raises `CannotTell` when that cannot be said yet, and `SentTwice`.
    """
    doubt = held.lease.doubt
    if doubt is None:
        return None
    where = where or held.lease.channel
    try:
        ref = await held.while_leased(held.platform.look_up(where, held.name(part), doubt.ago))
    except CannotLook:
        metrics.LOOK_UPS.labels("impossible").inc()
        held.again = True
        _unseen(doubt)
        return None
    # Certain about the look-up only, not about the post.
    except (Throttled, Unreachable, InDoubt, CannotTell) as error:
        metrics.LOOK_UPS.labels("failed").inc()
        raise CannotTell(str(error), after=getattr(error, "after", ARRIVAL_TIME)) from error
    metrics.LOOK_UPS.labels("found" if ref else "absent").inc()
    log.info("> looked up", conversation=held.lease.conversation, found=bool(ref))
    if ref is None and doubt.age < ARRIVAL_TIME:
        raise CannotTell("it may still be on its way", after=ARRIVAL_TIME - doubt.age)
    return ref


def _unseen(doubt: Doubt) -> None:
    """Say whether a post that nobody can look for may be sent now. Raises `SentTwice` and `CannotTell`."""
    if doubt.again:
        raise SentTwice
    wait = max(UNSEEN_TIME - doubt.ago, ARRIVAL_TIME - doubt.age)
    if wait > 0:
        raise CannotTell("it may still be on its way, and nobody can look", after=wait)
