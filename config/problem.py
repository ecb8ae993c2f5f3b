"""What is wrong with the settings: where, what was found, what is allowed, how to mend it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from msgspec import Struct


ENVIRONMENT = "environment"
"""Stands in the place of a file name where a variable is wrong."""

_LONGEST = 60
_LOOKS_SECRET = re.compile(r"^['\"]?(xox|xapp-|rediss?://)|//[^/]*@", re.IGNORECASE)


class Problem(Struct, frozen=True, kw_only=True):
    """One wrong setting. `line` counts from 1; 0 means the whole file, or no file."""

    file: str
    line: int = 0
    key: str = ""
    found: str
    allowed: str
    remedy: str

    def __str__(self) -> str:
        file = printable(self.file)
        place = f"{file}:{self.line}" if self.line else file
        key = f"{printable(self.key)}: " if self.key else ""
        return f"{place}: {key}found {self.found}; allowed: {self.allowed}. {self.remedy}"


class SettingsError(Exception):
    """Raised when the process must not start with these settings. Its text has one line for each problem."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


def shown(text: str) -> str:
    """A text as a message shows it: in quotes, on one line, not too long, and no secret in full."""
    if _LOOKS_SECRET.search(text):
        return f"'{text[:5]}…'"
    short = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    return f"'{printable(short)}'"


def printable(text: str) -> str:
    """A text that any terminal can show on one line: control characters and halves of characters are spelt out."""
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)


def nearest(name: str, known: Iterable[str], *, likeness: float = 0.6) -> str | None:
    """The known name that was probably meant, or none."""
    folded = {option.casefold(): option for option in known}
    found = get_close_matches(name.casefold(), list(folded), n=1, cutoff=likeness)
    return folded[found[0]] if found else None


def did_you_mean(name: str, known: Iterable[str]) -> str | None:
    """A remedy for an unknown name, where a known one is near."""
    meant = nearest(name, known)
    return f"Did you mean '{meant}'?" if meant else None
