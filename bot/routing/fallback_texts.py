"""What a visitor reads when nobody can take their conversation. Pure."""

from __future__ import annotations

from collections.abc import Mapping


STANDARD = "Sorry, nobody can take your conversation right now. Please try again a little later."


def fallback_text(custom: Mapping[str, str], locale: str) -> str:
    """The text for a visitor's locale: the site's own for it, for its language, for everybody; else the standard one."""
    language = locale.partition("-")[0]
    return next((custom[key] for key in (locale, language, "") if key in custom), STANDARD)
