"""A desk that is served on a real port, over a real board, with a relay and commands that write down what reaches them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web
from aiohttp.test_utils import BaseTestServer, TestServer

from bot.adapters.desk.board import Board
from bot.adapters.desk.client import DeskPlatform
from bot.adapters.desk.links import sign_link
from bot.adapters.desk.listeners import mount
from bot.adapters.desk.names import desk_person
from bot.adapters.desk.parts import Parts
from bot.arrivals import ButtonPressed, CommandTyped, FormSubmitted, ThreadMessage
from bot.conversation.actions import Action
from bot.conversation.card import Fact, StatusCard
from bot.conversation.state import ThreadStatus
from bot.errors import StoreUnavailable
from bot.forms import Done, Form, FormAnswer
from bot.ids import ConversationId, DeliveryId, Person, ThreadNumber
from bot.ports import Clock


SECRET = "a secret for tests"  # noqa: S105 - it opens nothing
ANN = desk_person("ann")
NOON = 1_790_000_000_000


@dataclass
class SetClock:
    """A clock that stands still until it is set."""

    time: int = NOON

    def now(self) -> int:
        self.time += 1
        return self.time


@dataclass
class Recorded:
    """What the desk handed on; in the shape of the relay and of the commands."""

    messages: list[ThreadMessage] = field(default_factory=list)
    typed: list[tuple[Person, ConversationId, ThreadNumber]] = field(default_factory=list)
    """Who was typing for whom."""
    buttons: list[ButtonPressed] = field(default_factory=list)
    commands: list[CommandTyped] = field(default_factory=list)
    chosen: list[ButtonPressed] = field(default_factory=list)
    submitted: list[FormSubmitted] = field(default_factory=list)
    asks: Form | None = None
    """What buttons are answered with, in place of `answer`."""
    outcome: FormAnswer = field(default_factory=Done)
    refusals: int = 0
    """How many replies are still to find the store unavailable."""
    form: Form | None = None
    """What a command asks."""
    answer: str = ""
    hold: asyncio.Event | None = None
    """What commands wait for."""

    def parts(self, board: Board, clock: Clock) -> Parts:
        """What a desk works with whose relay, commands, actions and forms this is."""
        return Parts(board, self, self, self, self, self, clock)

    async def thread_message(self, arrival: ThreadMessage, /) -> None:
        if self.refusals:
            self.refusals -= 1
            raise StoreUnavailable("not now")
        self.messages.append(arrival)

    async def agent_types(
        self, person: Person, conversation: ConversationId, thread: ThreadNumber, /
    ) -> None:
        self.typed.append((person, conversation, thread))

    async def press(self, pressed: ButtonPressed, /) -> str | Form:
        self.buttons.append(pressed)
        return self.asks or self.answer

    async def choose(self, pressed: ButtonPressed, /) -> str | Form:
        self.chosen.append(pressed)
        return self.asks or self.answer

    async def submit(self, submitted: FormSubmitted) -> FormAnswer:
        self.submitted.append(submitted)
        return self.outcome

    async def form_for(self, typed: CommandTyped) -> Form | str | None:
        return self.form

    async def run(self, typed: CommandTyped) -> str:
        self.commands.append(typed)
        if self.hold:
            await self.hold.wait()
        return self.answer


@dataclass
class ServedDesk:
    """The desk, and what is behind it."""

    server: BaseTestServer
    board: Board
    platform: DeskPlatform
    recorded: Recorded
    clock: SetClock

    @property
    def origin(self) -> str:
        return str(self.server.make_url("")).rstrip("/")

    def link(self, name: str = "ann", *, max_age: int = 600) -> str:
        return sign_link(SECRET, desk_person(name), self.origin, max_age, now=self.clock.now() / 1000)


@asynccontextmanager
async def served_desk(board: Board, *, allow_remote: bool = False) -> AsyncIterator[ServedDesk]:
    """Serve a desk over `board`."""
    app, recorded, clock = web.Application(), Recorded(), SetClock()
    mount(
        app,
        recorded.parts(board, clock),
        secret=SECRET,
        allow_remote=allow_remote,
    )
    async with TestServer(app) as server:
        yield ServedDesk(server, board, DeskPlatform(board, clock), recorded, clock)


def a_card(
    status: ThreadStatus = ThreadStatus.OFFERED,
    *,
    visitor: str = "Vera",
    facts: tuple[Fact, ...] = (Fact("E-mail", "vera@example.com"),),
    line: str = "Waiting for you: accept, or simply reply in this thread.",
    conversation: str = "c1",
) -> StatusCard:
    """A card as the core would hand it over."""
    buttons = {
        ThreadStatus.OFFERED: (Action.ACCEPT, Action.DECLINE),
        ThreadStatus.LIVE: (Action.END,),
    }
    return StatusCard(
        conversation=ConversationId(conversation),
        thread=ThreadNumber(1),
        title=f"{visitor} would like to talk",
        visitor=visitor,
        facts=facts,
        waiting_since=NOON,
        since="Waiting since",
        status=status,
        status_line=line,
        actions=buttons.get(status, ()),
    )


def delivery(entry: int, conversation: str = "c1") -> DeliveryId:
    """A delivery id as the core builds it."""
    return DeliveryId(f"{conversation}.{entry}.0")
