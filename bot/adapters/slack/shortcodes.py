"""Emoji shortcodes become characters: ``:wave::skin-tone-3:`` is one waving hand. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import emoji


_RUN = re.compile(r"(?::[a-z0-9_+'\-]+:)+")
_FLAG = re.compile(r"flag-([a-z]{2})")
_TONE = re.compile(r"skin-tone-([2-6])")
_LIGHTEST_TONE = 0x1F3FB
_REGIONAL_A = 0x1F1E6
_PRESENTATION = "\ufe0f"

SLACK_NAMES = {
    "simple_smile": "🙂",
    "thumbsup_all": "👍",
    "the_horns": "🤘",
    "knife_fork_plate": "🍽️",
    "shocked_face_with_exploding_head": "🤯",
    "smiling_face_with_smiling_eyes_and_hand_covering_mouth": "🤭",
    "grinning_face_with_star_eyes": "🤩",
    "grinning_face_with_one_large_and_one_small_eye": "🤪",
    "serious_face_with_symbols_covering_mouth": "🤬",
    "smiling_face_with_3_hearts": "🥰",
    "face_with_finger_covering_closed_lips": "🤫",
    "hand_with_index_and_middle_fingers_crossed": "🤞",
    "i_love_you_hand_sign": "🤟",
    "large_green_circle": "🟢",
    "large_yellow_circle": "🟡",
    "large_orange_circle": "🟠",
    "large_purple_circle": "🟣",
    "large_brown_circle": "🟤",
    "first_place_medal": "🥇",
    "second_place_medal": "🥈",
    "third_place_medal": "🥉",
    "mostly_sunny": "🌤️",
    "sun_small_cloud": "🌤️",
    "barely_sunny": "🌥️",
    "sun_behind_cloud": "🌥️",
    "partly_sunny_rain": "🌦️",
    "sun_behind_rain_cloud": "🌦️",
    "rain_cloud": "🌧️",
    "snow_cloud": "🌨️",
    "lightning": "🌩️",
    "lightning_cloud": "🌩️",
    "keycap_star": "*️⃣",
    "eject": "⏏️",
}
"""Names that Slack's picker writes and the emoji package does not know."""


def characters(text: str) -> str:
    """Replace every shortcode that is an emoji. What is none stays as it was typed: ``10:30:45``, ``:our_logo:``."""
    return _RUN.sub(_run, text) if ":" in text else text


def _run(found: re.Match[str]) -> str:
    text, start, end = found.string, found.start(), found.end()
    before, after = text[start - 1 : start], text[end : end + 1]
    alone = not (before.isalnum() or before == ":" or after.isalnum() or after == ":")
    return "".join(_characters(found.group()[1:-1].split("::"), alone=alone))


def _characters(names: list[str], *, alone: bool) -> Iterator[str]:
    """Render neighbouring codes. Short names and numbers between letters are no emoji: a:b:c, 10:100:45."""
    toned = False
    for name, following in zip(names, [*names[1:], ""], strict=True):
        if toned:
            toned = False
            continue
        character = _character(name) if alone or (len(name) > 2 and not name.isdigit()) else None
        tone = _TONE.fullmatch(following)
        toned = character is not None and tone is not None
        if character is None:
            yield f":{name}:"
        else:
            yield _toned(character, int(tone.group(1))) if tone else character


def _toned(character: str, tone: int) -> str:
    """Colour the skin. Slack counts tones from 2, Unicode from U+1F3FB; the tone follows the first sign."""
    coloured = character[0] + chr(_LIGHTEST_TONE + tone - 2) + character[1:].removeprefix(_PRESENTATION)
    return coloured if emoji.is_emoji(coloured) else character


@lru_cache(maxsize=4096)
def _character(name: str) -> str | None:
    if flag := _FLAG.fullmatch(name):
        return "".join(chr(_REGIONAL_A + ord(letter) - ord("a")) for letter in flag.group(1))
    if tone := _TONE.fullmatch(name):
        return chr(_LIGHTEST_TONE + int(tone.group(1)) - 2)
    usual = name.replace("female-", "woman-").replace("male-", "man-").replace("-", "_")
    for code in (f":{name}:", f":{usual}:"):
        for language in ("alias", "en"):
            shown = emoji.emojize(code, language=language)
            if shown != code:
                return shown
    return SLACK_NAMES.get(name)
