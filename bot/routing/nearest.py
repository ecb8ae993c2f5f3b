"""The word that somebody probably meant. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(typed: str, known: Iterable[str]) -> str:
    """The known word that is nearest, whatever the case; empty when none is near."""
    words = {word.casefold(): word for word in known}
    return next((words[near] for near in get_close_matches(typed.casefold(), words, n=1)), "")


def did_you_mean(typed: str, known: Iterable[str]) -> str:
    """A sentence to put behind an error, beginning with a space; empty when no known word is near."""
    near = nearest(typed, known)
    return f' Did you mean "{near}"?' if near else ""
