"""One process of the rig: the real relay, its timers and sweeps, and a line of wishes that people have. It may be killed."""

from __future__ import annotations

import asyncio
import os
import sys

import msgspec
import structlog
from redis.asyncio import Redis

from bot.adapters.store.connection import connect
from bot.adapters.store.conversations import RedisConversations
from bot.adapters.store.directory import RedisDirectory
from bot.adapters.store.keys import Keys
from bot.arrivals import ButtonPressed
from bot.clocks import WallClock
from bot.conversation.actions import Action
from bot.errands import Errands
from bot.events import LiveChatRequested, Terms
from bot.ids import ConversationId, MessageId, Person, SiteId, ThreadNumber
from bot.relay import Relay
from tests.conversation.scenes import started


SITE = SiteId("rig")
WISHES, DONE, READY = "rig:wishes", "rig:done", "rig:ready"
SWEEP = 0.2
"""Seconds between looks at the timers."""


class Wish(msgspec.Struct, frozen=True):
    """What somebody wants done; it is said again until it is."""

    id: str
    what: str
    """``asks``, ``ends``, ``accept`` or ``decline``."""
    conversation: ConversationId
    thread: ThreadNumber = ThreadNumber(0)
    person: Person = Person("")
    terms: Terms | None = None


class Worker:
    """Grants wishes and minds the timers."""

    def __init__(self, url: str) -> None:
        redis, keys = connect(url), Keys(SITE)
        self.clock = WallClock()
        self.directory = RedisDirectory(redis, keys)
        self.relay = Relay(RedisConversations(redis, keys), self.directory, self.clock)
        self.errands = Errands()
        self.directory.arranger.on_picks = lambda picks: self.errands.run(self.relay.attend_to(picks))
        self.wishes: Redis = Redis.from_url(url)

    async def works(self) -> None:
        """Until it is killed."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self.minds_timers())
            for _ in range(8):
                group.create_task(self.grants_wishes())

    async def minds_timers(self) -> None:
        """As `bot/app/work.py` has it done."""
        await self.relay.timers()
        await self.wishes.sadd(READY, str(os.getpid()))
        while True:
            await self.relay.timers()
            await self.directory.attendance.settle(self.clock.now())
            await asyncio.sleep(SWEEP)

    async def grants_wishes(self) -> None:
        """One after the other, and says of each that it is done."""
        while True:
            taken = await self.wishes.blpop([WISHES], timeout=1)
            if taken:
                wish = msgspec.json.decode(taken[1], type=Wish)
                await self.grant(wish)
                await self.wishes.sadd(DONE, wish.id)

    async def grant(self, wish: Wish) -> None:
        """Do what is wished; doing it twice is once."""
        name, at = wish.conversation, self.clock.now()
        match wish.what:
            case "asks" if wish.terms:
                asked = LiveChatRequested(at=at, card="person", terms=wish.terms)
                await self.relay.begin(name, [started(f"v-{name}"), asked])
            case "ends":
                await self.relay.visitor_ended(name, MessageId(wish.id))
            case _:
                pressed = ButtonPressed(
                    person=wish.person, at=at, conversation=name, thread=wish.thread, action=Action(wish.what)
                )
                await self.relay.button(pressed)


if __name__ == "__main__":
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(file=sys.stderr))
    asyncio.run(Worker(sys.argv[1]).works())
