"""Slack's limits by the minute, a little below what it allows. Pure.

https://docs.slack.dev/apis/web-api/rate-limits: they count per method, workspace and app. Tier 3 (chat.update) is 50 a
minute, tier 4 (chat.postEphemeral, files.*) 100; chat.postMessage "several hundred", of which we take 300.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.ports import Call, RateLimit


def limits(pace: float) -> Mapping[Call, RateLimit]:
    """The limits where Slack's second takes `pace` seconds; none for a Slack without limits.

    Posts have 291 of their minute, files and whispers 96 each, cards 49.
    """
    if not pace:
        return {}
    return {
        "post": RateLimit(0.25 * pace, 50),
        "file": RateLimit(0.75 * pace, 15),
        "whisper": RateLimit(0.75 * pace, 15),
        "card": RateLimit(1.5 * pace, 8),
    }
