"""The word that somebody probably meant. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def did_you_mean(typed: str, known: Iterable[str]) -> str:
    """A sentence to put behind an error, beginning with a space; empty when nothing is near."""
    near = get_close_matches(typed.casefold(), list(known), n=1, cutoff=0.6)
    return f' Did you mean "{near[0]}"?' if near else ""
