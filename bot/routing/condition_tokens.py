"""The words, values and marks that a typed condition is made of. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from bot.errors import BadInput


DOUBLE = '"\u201c\u201d\u201e'
SINGLE = "'\u2018\u2019\u201a"
"""Keyboards and chat programs put curved quotes for straight ones."""

_TOKEN = re.compile(rf"\s*(?:(?P<mark>[(),])|(?P<quote>[{DOUBLE}{SINGLE}])|(?P<word>[^\s(),]+))")
_SYMBOL = re.compile(r"(?P<before>[^!=<>]*)(?P<symbol>!=|==|>=|<=|=|>|<)(?P<after>.*)", re.DOTALL)


class Token(NamedTuple):
    """One of them. Quotes are taken off: their text means nothing but itself."""

    text: str
    kind: Literal["word", "quoted", "mark"]

    def says(self, *words: str) -> bool:
        """Say whether it is one of these words or marks, in any case."""
        return self.kind != "quoted" and self.text.casefold() in words


class Reader:
    """Goes through the tokens of a text, one by one."""

    def __init__(self, text: str) -> None:
        self._tokens = list(_tokens(text))
        self._next = 0

    def peek(self, ahead: int = 0) -> Token | None:
        """The next token, or one behind it, which stays; None behind the end."""
        place = self._next + ahead
        return self._tokens[place] if place < len(self._tokens) else None

    def skip(self, number: int = 1) -> None:
        """Go past tokens."""
        self._next += number

    def takes(self, *words: str) -> bool:
        """Go past the next token if it is one of these words or marks."""
        token = self.peek()
        taken = token is not None and token.says(*words)
        self._next += taken
        return taken

    def here(self) -> str:
        """Say where the reader is, for an error."""
        token = self.peek()
        return f'where it says "{token.text}"' if token else "at the end"


def quoted(text: str, kept: frozenset[str]) -> str:
    """Write a text as one token, in quotes where it must be: `kept` are the words that would mean something."""
    plain = text and not re.search(rf"[\s(),!=<>{DOUBLE}{SINGLE}\\]", text) and text.casefold() not in kept
    return text if plain else '"' + re.sub(rf"([{DOUBLE}\\])", r"\\\1", text) + '"'


def _tokens(text: str) -> Iterator[Token]:
    place, since = 0, 0  # `since` counts the tokens since a comparison began: its subject, then its operator
    while found := _TOKEN.match(text, place):
        place = found.end()
        if found["quote"]:
            value, place = _quoted(text, place, found["quote"])
            token = Token(value, "quoted")
        else:
            token = Token(found[0].strip(), "mark" if found["mark"] else "word")
        pieces = _split(token) if since < 2 and token.kind == "word" else (token,)
        yield from pieces
        since = 0 if token.says("and", "or", "(") else since + len(pieces)


def _split(token: Token) -> tuple[Token, ...]:
    """``age>5`` is three words, ``>5`` two."""
    found = _SYMBOL.fullmatch(token.text)
    return tuple(Token(text, "word") for text in found.groups() if text) if found else (token,)


def _quoted(text: str, place: int, opening: str) -> tuple[str, int]:
    """Read up to the closing quote, and say where to go on."""
    kind = DOUBLE if opening in DOUBLE else SINGLE
    closed = re.compile(rf"((?:[^\\{kind}]|\\.)*)[{kind}]", re.DOTALL).match(text, place)
    if not closed:
        raise BadInput(f"The quote before {text[place : place + 20].strip() or 'the end'} is not closed.")
    return re.sub(r"\\(.)", r"\1", closed[1], flags=re.DOTALL), closed.end()
