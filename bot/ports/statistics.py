"""What was counted, as the core needs it kept. Commits count by themselves: see bot/conversation/counting.py."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from bot.statistics import Figures, Of


class Shown(NamedTuple):
    """A dialogue was shown to a visitor who has done nothing yet."""

    day: str
    dialogue: str
    opening: str
    """The name of what was shown: the same however often the visitor comes back to it."""


class Told(NamedTuple):
    """Of what figures are, and of which day."""

    day: str
    name: str


class Statistics(Protocol):
    """What was counted on one site. Days are ``YYYY-MM-DD`` in the site's time zone. All methods raise `StoreUnavailable`."""

    async def figures(self, of: Of, days: Sequence[str]) -> Mapping[Told, Figures]:
        """What was counted on each of these days, of all that there was something to count of.

        Teams are named case-folded, agents by their id; the site has no name.
        """

    async def add_shown(self, shown: Sequence[Shown]) -> None:
        """Count that dialogues were shown. What was counted before is not counted again."""
