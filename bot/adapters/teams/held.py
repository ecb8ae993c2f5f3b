"""Texts that wait for their writer's word: are they for a visitor, or a command?

They are words about a visitor, perhaps, so they do not outlive that visitor's conversation; and who is asked does not answer
a day later, when the same words would be news to nobody. They are kept for an hour, and for no longer than that.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import structlog
from msgspec import DecodeError, json

from bot.arrivals import ThreadMessage
from bot.ids import Channel, MessageId, Person, ThreadRef, split_ref
from bot.ports import Clock, Shelf


SHELF = "teams-held"
KEPT_FOR = 3_600_000
"""Milliseconds from when we heard of a text."""
SWEEP = 300.0
"""Seconds between two looks for those that are older."""
BATCH = 100

log = structlog.get_logger(__name__)

_message = json.Decoder(ThreadMessage)


class Held:
    """The texts of one site. Durable when a method returns. All methods raise `StoreUnavailable`."""

    def __init__(self, shelf: Shelf, clock: Clock) -> None:
        self._shelf = shelf
        self._clock = clock

    async def keep(self, message: ThreadMessage) -> None:
        """Keep a text, once however often it comes."""
        await self._shelf.put(SHELF, _item_of(message), json.encode(message))

    async def of(self, chat: Channel, person: Person, message: MessageId) -> ThreadMessage | None:
        """Look up what somebody wrote in a chat. None: it was let go, forgotten, or has waited for too long."""
        data = await self._shelf.get(SHELF, _item(chat, person, message))
        held = _read(data) if data else None
        return held if held and not self._is_old(held) else None

    async def let_go(self, message: ThreadMessage) -> None:
        """Its writer has said what it is."""
        await self._shelf.drop(SHELF, [_item_of(message)])

    async def forget(self, thread: ThreadRef) -> None:
        """Forget what was written for a conversation that is forgotten."""
        await self._drop([each async for each in self._all() if each.thread == thread])

    async def sweep(self) -> None:
        """Forget what has waited for too long."""
        await self._drop([each async for each in self._all() if self._is_old(each)])

    def _is_old(self, message: ThreadMessage) -> bool:
        return self._clock.now() - message.at > KEPT_FOR

    async def _drop(self, messages: list[ThreadMessage]) -> None:
        if messages:
            await self._shelf.drop(SHELF, [_item_of(each) for each in messages])
            log.info("= texts that waited are forgotten", count=len(messages))

    async def _all(self) -> AsyncIterator[ThreadMessage]:
        """All that are kept: few, since none is for long."""
        number = 0
        while found := await self._shelf.after(SHELF, number, limit=BATCH):
            number = found[-1][0]
            for _, data in found:
                if held := _read(data):
                    yield held


def _read(data: bytes) -> ThreadMessage | None:
    try:
        return _message.decode(data)
    except DecodeError:
        return None


def _item_of(message: ThreadMessage) -> str:
    """It stands in the chat of which its thread is."""
    return _item(split_ref(message.thread)[0], message.person, message.message)


def _item(chat: Channel, person: Person, message: MessageId) -> str:
    return f"{chat} {person} {message}"
