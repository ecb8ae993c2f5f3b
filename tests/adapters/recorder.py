"""Who stands where the rest of Threadline will, behind an adapter's listeners."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from bot.arrivals import (
    AnyChange,
    ButtonPressed,
    CommandTyped,
    FormSubmitted,
    HomePressed,
    PlaceGone,
    ShortcutUsed,
    ThreadGone,
    ThreadMessage,
    Unsent,
)
from bot.effects import Ask
from bot.forms import Done, Form, FormAnswer
from bot.ids import Channel, ConversationId, Group, Person, ThreadNumber, ThreadRef
from bot.takers import Takers, Talk


class WallClock:
    """The time."""

    def now(self) -> int:
        return time.time_ns() // 1_000_000


@dataclass
class Recorder:
    """Stands where the relay and the commands will: writes down what arrives, in the order in which it is durable."""

    messages: list[ThreadMessage] = field(default_factory=list)
    presses: list[ButtonPressed] = field(default_factory=list)
    places: list[PlaceGone | ThreadGone] = field(default_factory=list)
    commands: list[CommandTyped] = field(default_factory=list)
    changed: list[Person] = field(default_factory=list)
    changes: list[AnyChange] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    form: Form | None = None
    """What every command asks."""
    before: Callable[[object], Awaitable[None]] | None = None
    """Happens before anything is durable: waits, or raises."""
    says: str = ""
    asks: Form | None = None
    answers: FormAnswer = field(default_factory=Done)
    shortcuts: list[ShortcutUsed] = field(default_factory=list)
    submitted: list[FormSubmitted] = field(default_factory=list)
    homes: list[Person] = field(default_factory=list)
    """Whose home was to be shown, each time."""
    switched: list[HomePressed] = field(default_factory=list)
    heard: Callable[[], None] = lambda: None
    typing: list[tuple[Person, ConversationId, ThreadNumber]] = field(default_factory=list)
    """Who was typing for whom."""
    known: dict[ThreadRef, Talk] = field(default_factory=dict)
    """The threads of ours, as everybody in them knows them."""
    numbered: dict[tuple[ConversationId, ThreadNumber], Talk] = field(default_factory=dict)
    """Those of them that are found by their conversation and number."""
    lost: list[Person] = field(default_factory=list)
    regained: list[Person] = field(default_factory=list)
    writing: list[Person] = field(default_factory=list)
    """Who did something in their own chat, each time."""
    inboxes: set[Channel] = field(default_factory=set)
    doubles: set[ThreadRef] = field(default_factory=set)
    unsents: list[Unsent] = field(default_factory=list)
    asked: dict[str, Ask] = field(default_factory=dict)
    """By their causes."""
    tells: Callable[[Unsent | Ask], Awaitable[None]] | None = field(default=None, compare=False)
    """Shows people what they are told, as delivery will."""

    def fails(self, error: Exception, *, once: bool = False) -> None:
        """Raise this before anything is durable: for all that comes, until `before` is None again, or for the next thing."""

        async def before(_: object) -> None:
            if once:
                self.before = None
            raise error

        self.before = before

    @property
    def texts(self) -> list[str]:
        return [message.text for message in self.messages]

    async def thread_message(self, arrival: ThreadMessage) -> None:
        await self._happen(arrival)
        self.messages.append(arrival)
        self.heard()

    async def unsent(self, arrival: Unsent) -> None:
        await self._happen(arrival)
        self.unsents.append(arrival)
        if self.tells:
            await self.tells(arrival)

    async def ask(self, ask: Ask, cause: str) -> None:
        await self._happen(ask)
        if cause not in self.asked:
            self.asked[cause] = ask
            if self.tells:
                await self.tells(ask)

    async def message_changed(self, arrival: AnyChange) -> None:
        await self._happen(arrival)
        self.changes.append(arrival)
        self.heard()

    async def press(self, arrival: ButtonPressed) -> str | Form:
        await self._happen(arrival)
        self.presses.append(arrival)
        return self.asks or self.says

    async def choose(self, arrival: ButtonPressed) -> str | Form:
        return await self.press(arrival)

    async def gone(self, what: PlaceGone | ThreadGone) -> None:
        await self._happen(what)
        self.places.append(what)
        self.heard()

    async def shortcut(self, arrival: ShortcutUsed) -> str | Form:
        await self._happen(arrival)
        self.shortcuts.append(arrival)
        return self.asks or self.says

    async def submit(self, submitted: FormSubmitted) -> FormAnswer:
        await self._happen(submitted)
        self.submitted.append(submitted)
        self.heard()
        return self.answers

    @property
    def takers(self) -> Takers:
        return Takers(self, self, self, self, self, self)

    async def run(self, typed: CommandTyped) -> str:
        await self._happen(typed)
        self.commands.append(typed)
        return self.says

    async def opened(self, person: Person, at: int) -> None:
        self.homes.append(person)
        self.heard()

    async def pressed(self, arrival: HomePressed) -> None:
        await self._happen(arrival)
        self.switched.append(arrival)

    async def form_for(self, typed: CommandTyped) -> str | Form | None:
        return self.form

    async def talk(self, thread: ThreadRef, person: Person) -> Talk | None:
        return self.known.get(thread)

    async def talk_in(
        self, conversation: ConversationId, number: ThreadNumber, person: Person
    ) -> Talk | None:
        return self.numbered.get((conversation, number))

    async def talks(self, person: Person) -> Sequence[Talk]:
        return [talk for talk in self.known.values() if talk.is_open]

    async def is_double(self, thread: ThreadRef, began: int) -> bool:
        return thread in self.doubles

    async def is_inbox(self, channel: Channel) -> bool:
        return channel in self.inboxes

    async def agent_types(self, person: Person, conversation: ConversationId, thread: ThreadNumber) -> None:
        self.typing.append((person, conversation, thread))

    async def left(self, person: Person) -> None:
        await self._happen(person)
        self.lost.append(person)

    async def back(self, person: Person) -> None:
        self.regained.append(person)

    async def heard_from(self, person: Person) -> None:
        self.writing.append(person)

    async def profile_changed(self, person: Person) -> None:
        self.changed.append(person)
        self.heard()

    async def group_changed(self, group: Group) -> None:
        self.groups.append(group)
        self.heard()

    async def _happen(self, arrival: object) -> None:
        if self.before is not None:
            await self.before(arrival)
