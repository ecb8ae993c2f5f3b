"""What a visitor is told when their input does not fit, in their language."""

from __future__ import annotations

from visitor_gateway.dialogue.locale import in_locale
from visitor_gateway.dialogue.refusal_texts import LANGUAGES


def refusal(name: str, locale: str, **parts: str) -> str:
    """The sentence in the language that fits best; English where there is none."""
    return in_locale(_BY_NAME[name], locale, "en").format_map(parts)


_BY_NAME: dict[str, dict[str, str]] = {
    name: {language: sentences[name] for language, sentences in LANGUAGES.items()} for name in LANGUAGES["en"]
}

YES = frozenset({"true", "yes", "y", "1", *(words.casefold() for words in _BY_NAME["yes"].values())})
NO = frozenset({"false", "no", "n", "0", *(words.casefold() for words in _BY_NAME["no"].values())})
