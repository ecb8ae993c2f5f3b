"""Texts that are written in several languages: which of them a visitor reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache


def in_locale(text: str | Mapping[str, str], locale: str, default: str) -> str:
    """The words for a visitor's locale; `default` is the site's.

    For `pt-BR` these are looked for in turn: `pt-BR`, `pt`, any other Portuguese; the same for the site's locale;
    then what the author wrote first.
    """
    if isinstance(text, str):
        return text
    return text[_best(locale, default, tuple(text))]


@lru_cache(maxsize=4096)
def _best(locale: str, default: str, written: tuple[str, ...]) -> str:
    folded = {_folded(name): name for name in reversed(written)}
    for wanted in (_folded(locale), _folded(default)):
        for shorter in _shorter(wanted):
            if shorter in folded:
                return folded[shorter]
        language = wanted.split("-")[0]
        for name in written:
            if language and _folded(name).split("-")[0] == language:
                return name
    return written[0]


def _folded(locale: str) -> str:
    # Browsers say zh-CN, authors write zh-Hans, and the other way round.
    return _SCRIPTS.get(folded := locale.replace("_", "-").casefold(), folded)


def _shorter(locale: str) -> Iterator[str]:
    while locale:
        yield locale
        locale = locale.rpartition("-")[0]


_SCRIPTS = {
    "zh-cn": "zh-hans-cn", "zh-sg": "zh-hans-sg", "zh-my": "zh-hans-my",
    "zh-tw": "zh-hant-tw", "zh-hk": "zh-hant-hk", "zh-mo": "zh-hant-mo",
}  # fmt: skip
"""What a Chinese locale without a script is written in (CLDR, likely subtags)."""
