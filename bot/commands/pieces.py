"""A command's words with what was typed for each: mentions as names, quotes and blanks kept. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from bot.arrivals import ChannelMention, GroupMention, Mention, Word
from bot.ids import place
from bot.text import PLATFORMS, sendable


_MAIL = re.compile(r"[^@\s:]+@[^@\s:]+\.[^@\s:]+")


class Piece(NamedTuple):
    """One word, and what was typed for it."""

    word: Word
    typed: str

    @property
    def quoted(self) -> bool:
        """Whether it stands in quotes, so that it is text and nothing else."""
        return self.typed.lstrip()[:1] in ('"', "'")

    def says(self, word: str) -> bool:
        """Whether it is this very word, upper or lower case, and not in quotes."""
        return isinstance(self.word, str) and self.word.casefold() == word and not self.quoted


Pieces = tuple[Piece, ...]


def pieces(words: Sequence[Word], typed: Sequence[str]) -> Pieces:
    """Put both together, without words that are blank. Where nothing was kept of the typing, the words must do."""
    kept = typed if len(typed) == len(words) else [f" {_shown(word)}" for word in words]
    pairs = ((_sendable(word), sendable(one)) for word, one in zip(words, kept, strict=True))
    return tuple(Piece(word, one) for word, one in pairs if not isinstance(word, str) or word.strip())


def line(of: Sequence[Piece]) -> str:
    """Write pieces as they were typed."""
    return "".join(piece.typed for piece in of).strip()


def shown(of: Sequence[Piece]) -> str:
    """Write the words of pieces on one line."""
    return " ".join(_shown(piece.word) for piece in of)


def name_of(mention: Mention) -> str:
    """Say how to call somebody of whom nothing but the mention is known."""
    return mention.name or place(mention.person).name


def platform_in(typed: str) -> str:
    """The platform of an address such as ``teams:ann@example.com``; empty for what is none."""
    platform, _, address = typed.partition(":")
    return platform.casefold() if address.strip() and platform.casefold() in PLATFORMS else ""


def is_mail(typed: str) -> bool:
    """Say whether a word is an e-mail address: that of somebody on the platform where it is typed."""
    return _MAIL.fullmatch(typed.rstrip(",;")) is not None


def _sendable(word: Word) -> Word:
    return sendable(word) if isinstance(word, str) else word


def _shown(word: Word) -> str:
    match word:
        case str():
            return word
        case Mention():
            return f"@{name_of(word)}"
        case ChannelMention():
            return f"#{(word.name or place(word.channel).name).removeprefix('#')}"
        case GroupMention():
            return f"@{word.name}"
