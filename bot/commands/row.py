"""One row of the table of commands, and what a typed command becomes by it. Pure."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import NamedTuple

import msgspec

from bot.arrivals import ChannelMention, GroupMention, Mention
from bot.commands.parts import Parts
from bot.ids import Person
from bot.ports import Role


class Kind(StrEnum):
    """The shapes of arguments."""

    WORD = "word"
    """Exactly one word."""
    NUMBER = "number"
    """A whole number."""
    NAME = "name"
    """One or more words, up to the next person, to `Argument.before` or to the end."""
    PERSON = "person"
    """One person, picked by the platform's own means, or an agent by name."""
    PEOPLE = "people"
    """One or more people, picked by the platform's own means, or typed: ``@`` and an agent's name, or an address."""
    IDENTITY = "identity"
    """One person, picked by the platform's own means, or a platform and a word for them there: ``teams:ann@example.com``."""
    CHANNEL = "channel"
    """A channel, picked by the platform's own means, or the word ``none``."""
    VALUE = "value"
    """A channel, or all that follows as text."""
    WORDS = "words"
    """One or more words, each by itself."""
    GROUP = "group"
    """A group of people, picked by the platform's own means, or the word ``none``."""
    TARGETS = "targets"
    """Agents and teams, with ``,`` or ``and`` between them."""
    REST = "rest"
    """All that follows, letter by letter as it was typed, line breaks too."""


class Argument(NamedTuple):
    """One argument of a command."""

    label: str
    """As the usage line shows it."""
    kind: Kind
    meaning: str
    """Completes: "`LABEL` is missing: ..."."""
    before: str = ""
    """The word that ends this argument and begins the next one."""
    optional: bool = False

    def __str__(self) -> str:
        label = f"{self.label} {self.before}".rstrip()
        return f"[{label}]" if self.optional else label


class Option(NamedTuple):
    """A word that may stand anywhere in a command and changes what it does."""

    word: str
    meaning: str
    value: str = ""
    """The label of the one word that follows it; empty if none does."""

    def __str__(self) -> str:
        return f"{self.word} {self.value}".rstrip()


YES = "yes"
"""The last word of a command that has asked before it destroys something."""
VIP = Option("--vip", "visitors of this rule wait before all others")
NO_VIP = Option("--no-vip", "they wait like all others again")
PRIORITY = Option("--priority", "rules with a higher number go first; without it 0", "N")
ABOUT = Option("--about", "a description, in quotes", '"TEXT"')
HAND_OVER = Option("--hand-over", "active chats go to others instead of staying until they end")
OF_TEAM = Option("--team", "a team, in quotes if its name has blanks", "TEAM")
ADD = Option("--add", "people of the group who are no agents become agents")
CHECK = Option("--check", "only says what would change")
SKIP = Option("--skip", "leaves out lines with something wrong, instead of taking nothing")
FORCE = Option("--force", "also where a published dialogue names it")


class May(StrEnum):
    """Who may give a command. Admins may give all; what leads may besides is up to the handler."""

    ANYONE = "anyone"
    AGENT = "agent"
    ADMIN = "admin"


class Target(NamedTuple):
    """Somebody or something that visitors are sent to, by its name as typed."""

    name: str
    kind: str = ""
    """``agent`` or ``team``; empty where it was not said."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A command that was understood."""

    row: Row
    caller: Person
    role: Role = Role(admin=False, agent=False, leads=())
    """What the caller may do."""
    line: str = ""
    """The whole command as it was typed, mentions as names, without a final ``yes``."""
    texts: dict[str, str] = {}
    """Words, names and rests of the line, by the label of their argument."""
    numbers: dict[str, int] = {}
    people: tuple[Mention, ...] = ()
    """Each once, in the order typed."""
    named: tuple[str, ...] = ()
    """People who were typed: agents by their name, anybody by an address. Handlers find them among `people`."""
    words: tuple[str, ...] = ()
    """Each by itself, of the argument that takes such."""
    channel: ChannelMention | None = None
    group: GroupMention | None = None
    targets: tuple[Mention | Target, ...] = ()
    options: dict[str, str] = {}
    """The options given, with their values; the value of a mere word is empty."""

    @property
    def sure(self) -> bool:
        """Whether the caller has said ``yes``."""
        return YES in self.options


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One command."""

    noun: str
    verb: str = ""
    """Empty for a command of one word."""
    arguments: tuple[Argument, ...] = ()
    options: tuple[Option, ...] = ()
    asks: bool = False
    """Whether it says first what would happen, and does it when ``yes`` stands at its end."""
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
        options = (f"[{option}]" for option in self.options)
        return " ".join([self.phrase, *(str(argument) for argument in self.arguments), *options])

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
    line: str = ""
    """What was typed, where it was a command with something wrong in it: to be corrected."""
