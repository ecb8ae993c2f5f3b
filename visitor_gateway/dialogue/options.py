"""Which of several options a visitor meant, by what they typed or pressed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from visitor_gateway.dialogue.cards import Answer, Choice
from visitor_gateway.dialogue.parts import Text


Option = TypeVar("Option", Answer, Choice)


def meant(options: Sequence[Option], shown: Sequence[str], given: str) -> int | None:
    """The number of the option that was given, in any case: by its text as shown, its value, its text in another language.

    What the visitor sees wins over what is stored: an answer "no" may be the value of another one.
    """
    wanted = _folded(given)
    for known in (
        [[text] for text in shown],
        [[option.value or ""] for option in options],
        [_languages(option.text) for option in options],
    ):
        for number, texts in enumerate(known):
            if wanted in map(_folded, texts):
                return number
    return None


def _languages(text: Text) -> list[str]:
    return [] if isinstance(text, str) else list(text.values())


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
