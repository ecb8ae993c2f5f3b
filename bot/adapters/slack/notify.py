"""Messages that notify one person: a mention, our words, and perhaps a link to a thread.

As rich text, in which a mention is a mention and words are words: what a visitor calls themselves is never read as markup.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.errors import outcomes
from bot.adapters.slack.mrkdwn import LIMIT, shorten
from bot.errors import PlatformError
from bot.ids import Person, ThreadRef, place, split_ref


LONGEST = 3000
"""Characters of a text: as many as a section takes, far below what Slack takes in all blocks of a message."""
REMEMBERED = 10_000
"""Links that are kept; they never change."""

log = structlog.get_logger(__name__)


def mention(person: Person) -> dict[str, Any]:
    """A block that mentions somebody, and nothing else."""
    return _rich_text(_user(person))


def notification(person: Person, text: str, link: str) -> dict[str, Any]:
    """What chat.postMessage takes for a message that notifies somebody."""
    words = {"type": "text", "text": f" {text[:LONGEST]}"}
    way = (
        [{"type": "text", "text": " "}, {"type": "link", "url": link, "text": "Open the thread"}]
        if link
        else []
    )
    return {
        "text": f"<@{place(person).name}> {shorten(text, LIMIT)}",
        "blocks": [_rich_text(_user(person), words, *way)],
    }


def _user(person: Person) -> dict[str, Any]:
    return {"type": "user", "user_id": place(person).name}


def _rich_text(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(elements)}]}


class Permalinks:
    """Links to threads, asked for once. A link is never worth losing or delaying what it would stand in."""

    def __init__(self) -> None:
        self._known: OrderedDict[ThreadRef, str] = OrderedDict()

    async def of(self, web: AsyncWebClient, thread: ThreadRef) -> str:
        """Ask for the link to a thread; empty if Slack gives none now."""
        if thread in self._known:
            return self._known[thread]
        channel, ts = split_ref(thread)
        try:
            with outcomes("chat.getPermalink"):
                answer = await web.chat_getPermalink(channel=place(channel).name, message_ts=ts)
                link = str(answer["permalink"])
        except PlatformError as error:
            log.info("slack_link_unknown", thread=thread, error=str(error))
            return ""
        self._known[thread] = link
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return link
