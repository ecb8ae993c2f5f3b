"""One row of the table of commands, and what a typed command becomes by it. Pure."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import NamedTuple

import msgspec

from bot.arrivals import Mention
from bot.commands.parts import Parts
from bot.ids import Person


class Kind(StrEnum):
    """The shapes of arguments."""

    WORD = "word"
    """Exactly one word."""
    NAME = "name"
    """One or more words, up to the next person or the end."""
    PERSON = "person"
    """One person, picked by the platform's own means, or an agent by name."""
    PEOPLE = "people"
    """One or more people, picked by the platform's own means."""


class Argument(NamedTuple):
    """One argument of a command."""

    label: str
    """As the usage line shows it."""
    kind: Kind
    meaning: str
    """Completes: "`LABEL` is missing: ..."."""


class May(StrEnum):
    """Who may give a command. Admins may give those of agents too."""

    ANYONE = "anyone"
    AGENT = "agent"
    ADMIN = "admin"


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A command that was understood."""

    row: Row
    caller: Person
    texts: dict[str, str] = {}
    """Words and names, by the label of their argument."""
    people: tuple[Mention, ...] = ()
    """Each once, in the order typed."""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One command."""

    noun: str
    verb: str = ""
    """Empty for a command of one word."""
    arguments: tuple[Argument, ...] = ()
    may: May
    help: str
    """One line: what it does."""
    example: str
    handler: Callable[[Parts, Asked], Awaitable[str]]
    """Carries it out and answers. May raise `BadInput` with the answer as its text, and `StoreUnavailable`."""
    also: tuple[str, ...] = ()
    """Other words for the same. One of a single word counts only when nothing follows it."""

    @property
    def phrase(self) -> str:
        """The words that the command begins with."""
        return f"{self.noun} {self.verb}".rstrip()

    @property
    def usage(self) -> str:
        """The command with the labels of its arguments."""
        return " ".join([self.phrase, *(argument.label for argument in self.arguments)])

    def __repr__(self) -> str:
        return f"<Row {self.usage}>"


class HelpWanted(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody asked for help: with everything, with a noun, or with one command."""

    topic: Row | str = ""


class Misunderstood(msgspec.Struct, frozen=True, kw_only=True):
    """What was typed is not a command, or not a whole one."""

    problem: str
    """What is wrong, as a sentence."""
    row: Row | None = None
    """The command that was typed, or, if `guessed`, the nearest one."""
    guessed: bool = False
    noun: str = ""
    """The noun that was understood, where nothing is near."""
