"""Looks for a post that is in doubt, by the delivery's id in its metadata."""

from __future__ import annotations

from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.errors import outcomes
from bot.errors import CannotTell, PlatformError, Refused, Throttled
from bot.ids import Channel, DeliveryId, PostRef, ThreadRef, place, post_ref, split_ref
from bot.pauses import DEFAULT_PAUSE


EVENT_TYPE = "threadline"
KEY = "id"
MARGIN = 60.0
"""Seconds by which we look further back than we believe that we must."""
PAGE = 200
"""Messages an answer. For apps sold outside the Marketplace Slack answers 15, once a minute."""
PAGES = 10


async def find(
    web: AsyncWebClient, where: Channel | ThreadRef, delivery: DeliveryId, since: float
) -> PostRef | None:
    """Read what was posted since then, in seconds by Slack's clock. None is certain. Raises `CannotTell`.

    A place that is gone holds no post for anybody: None, and posting again will say that it is gone.
    """
    channel, root = split_ref(ThreadRef(where)) if "/" in where else (Channel(where), "")
    cursor = ""
    for _ in range(PAGES):
        answer = await _page(web, place(channel).name, root, oldest(since), cursor)
        for message in answer.get("messages", []):
            if _delivery(message) == delivery:
                return post_ref(channel, message["ts"])
        cursor = (answer.get("response_metadata") or {}).get("next_cursor", "")
        if not cursor:
            return None
    raise CannotTell(f"more than {PAGES} pages in {channel} since then", after=DEFAULT_PAUSE)


def oldest(since: float) -> str:
    """Write a time as a ts, with a margin."""
    return f"{max(0.0, since - MARGIN):.6f}"


async def _page(web: AsyncWebClient, channel: str, root: str, since: str, cursor: str) -> dict[str, Any]:
    wanted: dict[str, Any] = {
        "channel": channel,
        "oldest": since,
        "limit": PAGE,
        "include_all_metadata": True,
    }
    if cursor:
        wanted["cursor"] = cursor
    method = "conversations.replies" if root else "conversations.history"
    try:
        with outcomes(method):
            call = (
                web.conversations_replies(ts=root, **wanted) if root else web.conversations_history(**wanted)
            )
            answer = await call
    except Throttled as throttled:
        raise CannotTell(str(throttled), after=throttled.after) from throttled
    except Refused as refused:
        if refused.gone:
            return {}
        raise CannotTell(refused.reason, after=DEFAULT_PAUSE) from refused
    except PlatformError as error:
        raise CannotTell(str(error)) from error
    return answer.data if isinstance(answer.data, dict) else {}


def _delivery(message: dict[str, Any]) -> str:
    metadata = message.get("metadata") or {}
    ours = metadata.get("event_type") == EVENT_TYPE
    return str((metadata.get("event_payload") or {}).get(KEY, "")) if ours else ""
