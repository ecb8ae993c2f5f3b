"""The words of a command as people type it, put together from the pieces that an adapter finds in it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from bot.arrivals import ChannelMention, GroupMention, Mention, Word


class Gap(NamedTuple):
    """Blanks between two words."""

    typed: str


class Text(NamedTuple):
    """A word or a part of one, without the quotes that it was typed in."""

    read: str
    quote: str = ""


Named = Mention | ChannelMention | GroupMention
Piece = Named | Gap | Text

_QUOTES = {"double": '"', "single": "'"}


def quoted(found: re.Match[str]) -> Text | None:
    """What stands in quotes, by the groups ``double`` and ``single`` of an adapter's pattern; None where none do."""
    return next(
        (Text(found[kind], quote) for kind, quote in _QUOTES.items() if found[kind] is not None), None
    )


def words(pieces: Iterable[Piece]) -> Iterator[tuple[Word, str]]:
    """Each word with what was typed for it: its quotes and the blanks before it too. A mention is a word of its own."""
    word: str | None = None
    typed = ""
    for piece in pieces:
        if word is not None and not isinstance(piece, Text):
            yield word, typed
            word, typed = None, ""
        match piece:
            case Gap():
                typed += piece.typed
            case Text(read=read, quote=quote):
                word, typed = (word or "") + read, f"{typed}{quote}{read}{quote}"
            case Mention() | ChannelMention() | GroupMention():
                yield piece, f"{typed}{_sign(piece)}{piece.name.lstrip('@#')}"
                typed = ""
    if word is not None:
        yield word, typed


def _sign(named: Named) -> str:
    return "#" if isinstance(named, ChannelMention) else "@"
