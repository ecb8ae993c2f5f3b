"""For which visitor the plain text of a chat is: somebody said it there, or it is for nobody.

A chat has no threads, and a guess would send words to the wrong visitor. What was chosen holds from the press on by which
it was chosen, by Teams' own clock: a text that was written before it, and arrives or is repeated after it, is still for
whoever was chosen then.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec import DecodeError, Struct, json

from bot.ids import Channel, Person, ThreadRef
from bot.ports import Shelf


SHELF = "teams-chats"
REMEMBERED = 20
"""Choices of which is known when they held: far more than fit between a text and its last repetition."""


class Choice(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Whom plain text is for from `since` on."""

    since: int
    """By Teams: microseconds since 1970."""
    thread: ThreadRef = ThreadRef("")
    """Empty: nobody. What visitors are called is not kept here: who is forgotten is forgotten here too."""


class Chat(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What was chosen in one chat, by one person."""

    choices: tuple[Choice, ...] = ()
    """By `since`, rising."""

    def at(self, when: int) -> Choice | None:
        """Whom a text of this time is for; None for nobody."""
        held = [each for each in self.choices if each.since <= when]
        return held[-1] if held and held[-1].thread else None

    @property
    def now(self) -> Choice | None:
        """Whom a text is for that is written now."""
        return self.choices[-1] if self.choices and self.choices[-1].thread else None

    def choosing(self, choice: Choice) -> Chat:
        """After a choice. One that was made before another, and is heard of after it, changes nothing later."""
        known = [each for each in self.choices if each.since != choice.since]
        rising = sorted([*known, choice], key=lambda each: each.since)
        return Chat(choices=tuple(rising[-REMEMBERED:]))

    def without(self, since: int) -> Chat:
        """As if nothing had been chosen at that time."""
        return Chat(choices=tuple(each for each in self.choices if each.since != since))


NOTHING = Chat()


class Active:
    """What was chosen in each chat. Durable when a method returns. Both raise `StoreUnavailable`."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    async def of(self, chat: Channel, person: Person) -> Chat:
        """What somebody chose in a chat. What cannot be read counts as nothing chosen."""
        return _read(await self._shelf.get(SHELF, _item(chat, person)))

    async def change(self, chat: Channel, person: Person, changed: Callable[[Chat], Chat]) -> None:
        """Remember it otherwise. What another process remembers meanwhile is not lost: `changed` is asked again."""
        item = _item(chat, person)
        while True:
            data = await self._shelf.get(SHELF, item)
            before = _read(data)
            after = changed(before)
            if after == before or await self._shelf.exchange(SHELF, item, data, json.encode(after)):
                return


def _read(data: bytes | None) -> Chat:
    try:
        return json.decode(data, type=Chat) if data else NOTHING
    except DecodeError:
        return NOTHING


def _item(chat: Channel, person: Person) -> str:
    return f"{chat} {person}"
