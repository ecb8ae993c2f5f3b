"""Teams' limits, a little below what it allows. Pure.

https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit: they count per bot and conversation, which is
the whole channel and not the thread: 7 in 1 s, 8 in 2 s, 60 in 30 s, 1,800 in an hour. All that is sent counts, whatever
it is. An app may send 50 a second in a tenant; older pages say 30.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.ports import Call, RateLimit


PACE = 0.5
"""Seconds between two posts in one channel for which the numbers here are."""

CALLS: tuple[Call, ...] = ("post", "file", "whisper", "card")
SENT = "sent"


def limits(pace: float) -> Mapping[Call, RateLimit]:
    """The limits of a tenant where Teams' second takes twice `pace`; none without a pace: 25 a second, 30 at most."""
    return _together(RateLimit(0.04 * pace / PACE, 4, together=SENT)) if pace else {}


def channel_limits(pace: float) -> Mapping[Call, RateLimit]:
    """The limits of a channel likewise: 1,782 in an hour, 40 in half a minute."""
    return _together(RateLimit(2.05 * pace / PACE, 25, together=SENT)) if pace else {}


def _together(limit: RateLimit) -> Mapping[Call, RateLimit]:
    return dict.fromkeys(CALLS, limit)
