"""Private answers: in the thread in which somebody pressed something, else by the address that Slack gives with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import structlog
from aiohttp import ClientError

from bot.adapters.slack import render
from bot.adapters.slack.client import SlackPlatform
from bot.adapters.slack.reachable import may_answer
from bot.errors import PlatformError
from bot.ids import Person, ThreadRef
from bot.in_order import InFlight


log = structlog.get_logger(__name__)


class ReplyTo(NamedTuple):
    """Where somebody is told something privately."""

    url: str
    """Slack's response_url: what is sent to it stands outside of threads, whatever it says of a `thread_ts`."""
    thread: ThreadRef | None = None
    """The thread in which they pressed, if they read that one."""
    person: Person = Person("")


class Answers:
    """Tells people privately what came of what they did; nobody waits for it, except when we close."""

    def __init__(self, platform: SlackPlatform, in_flight: InFlight) -> None:
        self._platform = platform
        self._in_flight = in_flight

    def tell(self, to: ReplyTo, text: str) -> None:
        """Tell a text, '' for nothing."""
        if to.thread and text:
            self._in_flight.spawn(self._in_thread(to, to.thread, text))
        else:
            self.tell_all(to.url, render.command_answer(text))

    async def _in_thread(self, to: ReplyTo, thread: ThreadRef, text: str) -> None:
        try:
            await self._platform.whisper(thread, to.person, text)
        except PlatformError as error:  # a shortcut works also where we may not post
            log.info("slack_answer_not_in_thread", error=str(error))
            await self.send(to.url, render.command_answer(text))

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
