"""The word that somebody probably meant. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches


def did_you_mean(typed: str, known: Iterable[str] | Mapping[str, str]) -> str:
    """A sentence to put behind an error, beginning with a space; empty when nothing is near.

    A mapping is from what people may type to what is proposed.
    """
    proposed = known if isinstance(known, Mapping) else {word: word for word in known}
    words = {word.casefold(): proposal for word, proposal in proposed.items()}
    near = get_close_matches(typed.casefold(), words, n=1)
    return f' Did you mean "{words[near[0]]}"?' if near else ""
