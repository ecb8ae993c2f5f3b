"""Tells visitors who wait in line where they stand: at once, and whenever the line has moved."""

from __future__ import annotations

import asyncio
from typing import Protocol

from bot.errors import StoreUnavailable
from bot.ids import ConversationId
from bot.ports import WaitingLine
from bot.store_waits import STORE_WAITS
from visitor_gateway.hub import Bus


PAUSE = 1.0
"""Seconds between two looks at the line: nobody reads faster, and a long line moves often."""


class Waiting(Protocol):
    """A connection, as the waiting room knows it."""

    def stands(self, position: int) -> None:
        """The visitor's place in line changed; 1 is next. Must not block or raise."""


class WaitingRoom:
    """Who of this process's visitors may be in line. One look at the store serves all of them."""

    def __init__(self, line: WaitingLine, bus: Bus) -> None:
        self._line = line
        self._bus = bus
        self._waiting: dict[Waiting, ConversationId] = {}
        self._told: dict[Waiting, int] = {}
        self._moved = asyncio.Event()

    def __repr__(self) -> str:
        return f"<WaitingRoom {len(self._waiting)} visitors>"

    def enter(self, one: Waiting, conversation: ConversationId) -> None:
        """Look whether the visitor is in line, and go on telling them while they are."""
        self._waiting[one] = conversation
        self._told.pop(one, None)
        self._moved.set()

    def leave(self, one: Waiting) -> None:
        """The connection is gone, or shows another conversation."""
        self._waiting.pop(one, None)
        self._told.pop(one, None)

    async def run(self) -> None:
        """Keep everybody told, until cancelled."""
        await self._bus.subscribe("queue", self._heard)
        while True:
            await self._moved.wait()
            self._moved.clear()
            try:
                await self._look()
            except StoreUnavailable as error:
                STORE_WAITS.note("line", error)
                self._moved.set()
            await asyncio.sleep(PAUSE)

    def _heard(self, _message: bytes | None) -> None:
        if self._waiting:
            self._moved.set()

    async def _look(self) -> None:
        asked = dict(self._waiting)
        if not asked:
            return
        positions = await self._line.positions(list(set(asked.values())))
        for one, conversation in asked.items():
            if self._waiting.get(one) != conversation:
                continue
            position = positions.get(conversation)
            if position is None:
                self.leave(one)
            elif self._told.get(one) != position:
                self._told[one] = position
                one.stands(position)
