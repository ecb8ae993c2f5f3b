"""Private answers: Teams shows nothing in a channel to one person alone, so they stand in that person's chat with the bot.

An answer may be lost, and whoever waits for it asks again. What nobody asked for is not told here: that somebody's words
reached nobody goes through the lanes, as what is posted does (`Ask` in bot/effects.py, and `Unsent` in bot/arrivals.py).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol, TypeVar

import structlog

from bot.adapters.teams import markup, render
from bot.adapters.teams.cards import Element
from bot.adapters.teams.connector import Connector
from bot.adapters.teams.notify import Activity, message
from bot.adapters.teams.parse import Scope, Spot
from bot.errors import PlatformError, Refused, Throttled, Unreachable
from bot.ids import Channel, Person
from bot.in_order import InFlight


Answer = TypeVar("Answer")

log = structlog.get_logger(__name__)

ANSWERED = "I answered you in our chat."
NO_CHAT = "I can answer this only in a chat of our own, and we have none: add me under Apps in Teams, and ask again."

TRIES = 3
"""Times that an answer is sent that certainly did not arrive. Nobody else would send it again."""
LONGEST_PAUSE = 20.0
PAUSE = 1.0
"""Seconds."""


class Speaks(Protocol):
    """The part of `TeamsPlatform` that is needed to answer people."""

    @property
    def connector(self) -> Connector:
        """The connector's methods."""

    async def inbox(self, person: Person) -> Channel:
        """Open somebody's chat with the bot. Raises as `People.inbox`."""


class Answers:
    """Tells people what came of what they did; nobody waits for it, except when we close."""

    def __init__(self, platform: Speaks, in_flight: InFlight) -> None:
        self._platform = platform
        self._in_flight = in_flight

    def tell(self, where: Spot, text: str) -> None:
        """Tell whoever did something a text in their chat, '' for nothing."""
        self._in_flight.spawn(_whatever_comes(self.told(where, *render.answers(text))))

    async def answer(self, where: Spot, text: str, buttons: Sequence[Element] = ()) -> None:
        """Answer what was asked where others read: in a chat, and there that it stands in that chat."""
        shown = [_question(text, buttons)] if buttons else render.answers(text)
        try:
            await self.told(where, *shown)
            await self.point_there(where)
        except Refused as refused:
            log.info("teams_no_chat", person=where.person, why=refused.reason)
            await _whatever_comes(self._no_chat(where))
        except PlatformError as error:
            log.warning("teams_answer_not_sent", error=str(error))

    async def told(self, where: Spot, *shown: Activity) -> None:
        """Post messages in the chat of whoever did something. Raises `PlatformError`."""
        if not shown:
            return
        chat = where.channel
        if where.scope is not Scope.CHAT:
            chat = await _surely(lambda: self._platform.inbox(where.person))
        for each in shown:
            await self._post(chat, "", each)

    async def point_there(self, where: Spot) -> None:
        """Say where others read that the answer is in their chat. Raises `PlatformError`."""
        if where.scope is not Scope.CHAT:
            await self._post(where.channel, where.root, message(markup.marked(ANSWERED)))

    async def _no_chat(self, where: Spot) -> None:
        if where.scope is not Scope.CHAT:
            await self._post(where.channel, where.root, message(markup.marked(NO_CHAT)))

    async def _post(self, channel: Channel, root: str, shown: Activity) -> None:
        await _surely(lambda: self._platform.connector.reply(channel, root, shown))


def _question(text: str, buttons: Sequence[Element]) -> Activity:
    return render.with_buttons(markup.marked(text), buttons)


async def _whatever_comes(telling: Awaitable[None]) -> None:
    try:
        await telling
    except PlatformError as error:
        log.warning("teams_answer_not_sent", error=str(error))


async def _surely(call: Callable[[], Awaitable[Answer]]) -> Answer:
    """Call again while it certainly did not arrive."""
    for _ in range(TRIES - 1):
        try:
            return await call()
        except Throttled as throttled:
            await asyncio.sleep(min(throttled.after, LONGEST_PAUSE))
        except Unreachable:
            await asyncio.sleep(PAUSE)
    return await call()
