"""Addresses of pages, and the patterns by which targeting names them. Pure.

`*` stands for any text, and nothing else is special. Matching takes no longer than the address is long for each part of
the pattern: an address is the visitor's, and may be made to be slow. `widget/proactive.js` does the same in the browser.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import unquote


class Address(NamedTuple):
    """One address as patterns look at it. Each is also what it is without its percent signs."""

    whole: tuple[str, ...]
    path: tuple[str, ...]
    query: str

    def texts(self, *, path: bool, query: bool) -> Iterable[str]:
        """The texts for a pattern of a path or of a whole address, with or without the query."""
        texts = self.path if path else self.whole
        return (text + self.query for text in texts) if query else texts


def address(url: str) -> Address:
    """Read the address of a page. Whatever the browser says can be read."""
    plain = url.partition("#")[0]
    whole, mark, query = plain.partition("?")
    _, _, rest = whole.partition("//")
    path = f"/{rest.partition('/')[2]}"
    return Address(_readings(whole), _readings(path), mark + query)


def _readings(text: str) -> tuple[str, ...]:
    return (text, unquote(text)) if "%" in text else (text,)


class Glob(NamedTuple):
    """One pattern, split at its stars."""

    parts: tuple[str, ...]
    path: bool
    """It begins with `/`: a path on any host."""
    query: bool
    """It has a `?`: what comes after the path counts."""

    @property
    def beginning(self) -> str:
        """What every path that fits begins with."""
        return self.parts[0].partition("?")[0]

    def fits(self, page: Address) -> bool:
        """Say whether a page's address is meant."""
        return any(_fits(self.parts, text) for text in page.texts(path=self.path, query=self.query))


def glob(pattern: str) -> Glob:
    """Read a pattern."""
    return Glob(tuple(pattern.split("*")), pattern.startswith("/"), "?" in pattern)


def _fits(parts: tuple[str, ...], text: str) -> bool:
    first, last = parts[0], parts[-1]
    if not text.startswith(first):
        return False
    if len(parts) == 1:
        return text == first
    at, end = len(first), len(text) - len(last)
    if end < at or not text.endswith(last):
        return False
    for part in parts[1:-1]:
        at = text.find(part, at, end)
        if at < 0:
            return False
        at += len(part)
    return True
