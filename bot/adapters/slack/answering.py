"""Private answers, by the absolute address that Slack gives with a click or a command."""

from __future__ import annotations

from collections.abc import Sequence

import structlog
from aiohttp import ClientError

from bot.adapters.slack import render
from bot.adapters.slack.client import SlackPlatform
from bot.adapters.slack.in_order import InFlight
from bot.adapters.slack.reachable import may_answer


log = structlog.get_logger(__name__)


class Answers:
    """Tells people privately what came of what they did; nobody waits for it, except when we close."""

    def __init__(self, platform: SlackPlatform, in_flight: InFlight) -> None:
        self._platform = platform
        self._in_flight = in_flight

    def tell(self, url: str, text: str) -> None:
        """Tell a text, '' for nothing."""
        self.tell_all(url, render.command_answer(text))

    def tell_all(self, url: str, messages: Sequence[str]) -> None:
        """Tell several messages, rendered already."""
        if messages:
            self._in_flight.spawn(self.send(url, messages))

    async def send(self, url: str, messages: Sequence[str]) -> None:
        """Send them, one after the other."""
        if not may_answer(url, self._platform.api_url):
            log.warning("slack_answer_address_refused")
            return
        for text in messages:
            message = {"response_type": "ephemeral", "replace_original": False, "text": text}
            try:
                async with self._platform.session.post(url, json=message, allow_redirects=False) as answer:
                    if answer.status != 200:
                        log.warning("slack_answer_refused", status=answer.status)
            except (ClientError, TimeoutError, ValueError) as error:
                log.warning("slack_answer_not_sent", error=type(error).__name__)
