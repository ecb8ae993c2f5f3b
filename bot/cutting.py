"""Texts cut to the size of a post, so that it shows as little as possible: no sign and no entity is parted. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator


Width = Callable[[str], int]
"""How much of a limit a text takes. Two texts together take no less than either."""

_LONGEST_CLUSTER = 32


def utf16(text: str) -> int:
    """Count the units that most platforms count: an emoji has two of them."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def split(text: str, limit: int, width: Width = utf16) -> Iterator[str]:
    """Cut text into pieces of at most `limit`, at a line or a word if there is one in the second half.

    Nothing is lost: the pieces joined are the text. No entity (``&lt;``) is cut, nor a sign from what combines with it.
    """
    start = 0
    while start < len(text):
        end = _cut(text, start, limit, width)
        yield text[start:end]
        start = end


def shorten(text: str, limit: int, width: Width = utf16) -> str:
    """Text of at most `limit`; what is longer ends with an ellipsis."""
    if width(text) <= limit:
        return text
    return text[: _cut(text, 0, limit - 1, width)].rstrip() + "…"


def _cut(text: str, start: int, limit: int, width: Width) -> int:
    end = min(len(text), start + limit)
    while (over := width(text[start:end]) - limit) > 0:
        end -= (over + 1) // 2
    if end == len(text):
        return end
    half = start + (end - start) // 2
    for gap in ("\n", " "):
        if (found := text.rfind(gap, half, end)) >= 0:
            return found + 1
    return _whole(text, start, end)


def _whole(text: str, start: int, end: int) -> int:
    """Move a cut to the left until it parts no cluster and no entity."""
    for cut in range(end, max(start, end - _LONGEST_CLUSTER), -1):
        if not _joined(text[cut - 1], text[cut]):
            end = cut
            break
    ampersand = text.rfind("&", max(start + 1, end - len("&amp")), end)
    return ampersand if ampersand >= 0 and ";" not in text[ampersand:end] else end


def _joined(left: str, right: str) -> bool:
    return (
        left == "\u200d"
        or right in "\u200d\ufe0e\ufe0f"
        or "\U0001f3fb" <= right <= "\U0001f3ff"
        or unicodedata.category(right).startswith("M")
    )
