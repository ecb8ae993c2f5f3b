"""Teams' names of emoji and reactions become characters. Pure.

The old ones have words, ``like``, ``cool``; the others the numbers of their signs and a word, ``1f44b_wavinghand-tone4``.
"""

from __future__ import annotations

import re
from functools import lru_cache

import emoji


NAMES = {
    "like": "👍", "yes": "👍", "plusone": "👍", "heart": "❤️", "laugh": "😆", "surprised": "😮", "sad": "🙁", "angry": "😠",
    "no": "👎", "dislike": "👎", "smile": "🙂", "laughing": "😆", "cool": "😎", "wink": "😉", "cry": "😢", "crying": "😭",
    "tongueout": "😛", "inlove": "😍", "blush": "😊", "kiss": "😘", "cwl": "😂", "rofl": "🤣", "think": "🤔", "clap": "👏",
    "fistbump": "🤜", "muscle": "💪", "ok": "👌", "hi": "👋", "wave": "👋", "bow": "🙇", "praying": "🙏", "party": "🥳",
    "dance": "💃", "cake": "🎂", "coffee": "☕", "launch": "🚀", "sweatgrinning": "😅", "speechless": "😐", "worry": "😟",
    "facepalm": "🤦", "shrug": "🤷", "celebrate": "🎉", "fire": "🔥", "100": "💯", "check": "✅", "eyes": "👀",
}  # fmt: skip
"""Words that Teams uses; https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/conversation-messages."""

NEUTRAL = "▫️"
"""Stands for an emoji of the organisation's own, of which nobody else has a picture."""

_NUMBERED = re.compile(
    r"(?P<signs>[0-9a-f]{2,6}(?:-[0-9a-f]{2,6})*)_(?P<name>[a-z0-9_]*)(?:-tone(?P<tone>[1-5]))?"
)
_LIGHTEST_TONE = 0x1F3FB
_PRESENTATION = "\ufe0f"


def characters(alt: str, name: str) -> str:
    """An emoji in a text, by what Teams shows without its picture and by its name."""
    if alt and not alt.isascii():
        return alt
    return reaction(name) or reaction(alt) or (NEUTRAL if alt or name else "")


@lru_cache(maxsize=4096)
def reaction(name: str) -> str:
    """The characters of a reaction; empty where nobody else knows them."""
    word = name.strip("()").casefold()
    found = _NUMBERED.fullmatch(word)
    if found is None:
        return NAMES.get(word.partition("-tone")[0], "")
    numbers = [int(each, 16) for each in found["signs"].split("-")]
    if any(number > 0x10FFFF or 0xD800 <= number <= 0xDFFF for number in numbers):
        return ""
    shown = "".join(map(chr, numbers))
    if found["tone"]:
        coloured = (
            shown[0] + chr(_LIGHTEST_TONE + int(found["tone"]) - 1) + shown[1:].removeprefix(_PRESENTATION)
        )
        shown = coloured if emoji.is_emoji(coloured) else shown
    # Some signs, as the heart, are a picture only with a mark behind them.
    return next((each for each in (shown + _PRESENTATION, shown) if emoji.is_emoji(each)), "")
