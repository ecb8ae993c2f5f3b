"""What is wrong in a dialogue file, where, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Literal

import msgspec

from bot.text import printable


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """One problem. An error refuses the file; a warning does not.

    `line` counts from 1; 0 means the file as a whole. `reason` is a clause without a full stop, `remedy` one
    sentence or more, for somebody who writes a dialogue for the first time.
    """

    file: str
    line: int
    reason: str
    remedy: str
    card: str | None = None
    severity: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}: " if self.line else f"{self.file}: "
        severity = "warning: " if self.severity == "warning" else ""
        card = f"card '{self.card}': " if self.card else ""
        return printable(f"{place}{severity}{card}{self.reason}. {self.remedy}")


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that was probably meant, or none. Among more than a thousand names nothing is guessed."""
    folded = {option.casefold(): option for option in known}
    if len(folded) > 1000:  # each guess compares with all of them: a broken file would take minutes
        return None
    found = get_close_matches(name.casefold(), list(folded), n=1, cutoff=0.6)
    return folded[found[0]] if found else None


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A remedy for an unknown name: the nearest known one, else all of them."""
    options = list(known)
    found = nearest(name, options)
    if found:
        return f"Did you mean '{found}'?"
    return f"Use one of: {', '.join(options[:20])}{', ...' if len(options) > 20 else '.'}"
