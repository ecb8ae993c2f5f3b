"""Reads the words behind a command into its arguments. Pure."""

from __future__ import annotations

from collections import deque
from typing import TypeGuard

from bot.arrivals import Mention
from bot.commands.row import Argument, Asked, Kind, Row
from bot.commands.wording import code, command
from bot.errors import BadInput
from bot.ids import Person, place


Word = str | Mention

ME = frozenset({"me", "myself", "@me"})
BETWEEN = frozenset({"and", "&", ",", ";", "+"})
"""What people write between two people."""


def shown(words: tuple[Word, ...]) -> str:
    """Write words as they were typed, as far as we know."""
    return " ".join(word if isinstance(word, str) else f"@{name_of(word)}" for word in words)


def name_of(mention: Mention) -> str:
    """Say how to call somebody of whom nothing but the mention is known."""
    return mention.name or place(mention.person).name


def read(row: Row, words: tuple[Word, ...], caller: Person) -> Asked:
    """Read the words behind `row`. Raises `BadInput` naming what is missing, unclear or too much."""
    rest = deque(words)
    texts: dict[str, str] = {}
    people: list[Mention] = []
    for argument in row.arguments:
        found = _take(argument.kind, rest, caller)
        if not found:
            raise BadInput(_missing(row, argument))
        if isinstance(found, str):
            texts[argument.label] = found
        else:
            people += found
    if rest:
        raise BadInput(f"I did not expect {code(shown(tuple(rest)))} there.")
    once: dict[Person, Mention] = {}
    for mention in people:
        once.setdefault(mention.person, mention)
    return Asked(row=row, caller=caller, texts=texts, people=tuple(once.values()))


def _missing(row: Row, argument: Argument) -> str:
    return f"{code(argument.label)} is missing in {command(row.phrase)}: {argument.meaning}."


def _take(kind: Kind, rest: deque[Word], caller: Person) -> str | list[Mention]:
    match kind:
        case Kind.WORD:
            return _word(rest)
        case Kind.NAME:
            return _name(rest)
        case Kind.PERSON:
            return _person(rest, caller)
        case Kind.PEOPLE:
            return _people(rest, caller)


def _word(rest: deque[Word]) -> str:
    if not rest or not isinstance(word := rest[0], str):
        return ""
    rest.popleft()
    return word


def _is_text(word: Word) -> TypeGuard[str]:
    return isinstance(word, str) and not word.startswith("@")


def _name(rest: deque[Word]) -> str:
    words: list[str] = []
    while rest and _is_text(word := rest[0]):
        words.append(word)
        rest.popleft()
    return " ".join(" ".join(words).split())


def _person(rest: deque[Word], caller: Person) -> list[Mention] | str:
    if rest and isinstance(first := rest[0], Mention):
        rest.popleft()
        return [first]
    words: list[str] = []
    while rest and isinstance(word := rest[0], str):
        words.append(word)
        rest.popleft()
    name = " ".join(words)
    return [Mention(caller)] if name.casefold() in ME else name.removeprefix("@").strip()


def _people(rest: deque[Word], caller: Person) -> list[Mention]:
    people: list[Mention] = []
    while rest:
        word = rest.popleft()
        if isinstance(word, Mention):
            people.append(word)
        elif word.casefold() in ME:
            people.append(Mention(caller))
        elif word.casefold() not in BETWEEN:
            raise BadInput(unresolved(word))
    return people


def unresolved(word: str) -> str:
    """Say what to do about a name that did not become a person."""
    return (
        f"I cannot tell who {code(word)} is. Type `@` and the first letters, "
        "then pick the name from the list that opens while you type."
    )
