"""How answers are written: plain text with `code` in backticks, *bold* words and line breaks, nothing else.

Names and typed words are somebody else's text: they are stripped of our own marks before they are put in.
Escaping for a platform is the work of its adapter.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final
from unicodedata import east_asian_width

from bot.text import one_line, sendable


PREFIX: Final = "/livechat"
"""What commands begin with where people type them."""

LONGEST = 80
"""Characters of somebody else's text that an answer repeats."""


def unmarked(text: str) -> str:
    """Take our marks out of a text of any length; its lines stay."""
    return sendable(text).replace("`", "").replace("*", "")


def plain(text: str) -> str:
    """Make somebody else's text fit for an answer: one line, none of our marks, cut where it is long."""
    line = one_line(unmarked(text))
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def code(text: str) -> str:
    """Show what was typed, or is to be typed, letter by letter."""
    return f"`{plain(text) or ' '}`"


def command(text: str) -> str:
    """Show a command as it is to be typed."""
    return code(f"{PREFIX} {text}")


def typed_command(line: str) -> str:
    """Show a whole command as it can be typed again, however long."""
    return typed_words(f"{PREFIX} {line}")


def typed_words(text: str) -> str:
    """Show words as they can be typed again, however long."""
    return f"`{one_line(sendable(text).replace('`', ''))}`"


def monospaced(rows: Sequence[Sequence[str]]) -> str:
    """Write a table, each line in signs of one width: names to the left, all else to the right."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    return "\n".join(f"`{_aligned(row, widths)}`" for row in rows)


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = (
        f"{' ' * (width - _width(cell))}{cell}" if number else f"{cell}{' ' * (width - _width(cell))}"
        for number, (cell, width) in enumerate(zip(row, widths, strict=True))
    )
    return "  ".join([first, *others])


def _width(text: str) -> int:
    """How wide a text is where all signs have one width: Chinese and emoji have two of them."""
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def bold(text: str) -> str:
    """Show a name."""
    return f"*{plain(text) or '(no name)'}*"


def bullets(lines: Iterable[str]) -> str:
    """Write one line for each."""
    return "\n".join(f"• {line}" for line in lines)


def counted(number: int, what: str) -> str:
    """Write a number with its noun: ``1 active chat``, ``2 active chats``."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
