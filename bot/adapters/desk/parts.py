"""What a page of the desk works with. It hears less than other platforms tell, so it asks for less of the relay."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from bot.adapters.desk.board import Board
from bot.arrivals import ButtonPressed, ThreadMessage
from bot.ids import ConversationId, Person, ThreadNumber
from bot.ports import Clock
from bot.takers import Asked, TakesCommands, TakesForms


class Relay(Protocol):
    """What the desk needs of `bot.relay`."""

    async def thread_message(self, arrival: ThreadMessage, /) -> None:
        """Return when the reply is durable. Raises `StoreUnavailable`: then it must come again."""


class Actions(Protocol):
    """What the desk needs of `bot.thread_actions`: what to tell the presser privately, or what to ask them."""

    async def press(self, pressed: ButtonPressed, /) -> Asked:
        """Act on a button."""

    async def choose(self, pressed: ButtonPressed, /) -> Asked:
        """Act on what is in the card's menu."""


class Signals(Protocol):
    """What the desk needs of the relay's signals."""

    async def agent_types(
        self, person: Person, conversation: ConversationId, thread: ThreadNumber, /
    ) -> None:
        """Show the visitor that somebody is typing, if it is an agent with whom they talk."""


class Parts(NamedTuple):
    """What a connection works with."""

    board: Board
    relay: Relay
    commands: TakesCommands
    actions: Actions
    forms: TakesForms
    signals: Signals
    clock: Clock
