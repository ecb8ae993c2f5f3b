"""Who is meant where a text names somebody: by Teams' entities, never by names that were typed. Pure."""

from __future__ import annotations

import html
from collections.abc import Sequence

from bot import payloads
from bot.adapters.teams import wire


class Mentions:
    """The mentions of one message, taken one after the other as its text is read."""

    def __init__(self, entities: Sequence[object] | None, bot: str) -> None:
        self._bot = bot
        self._left = payloads.readable(entities, wire.Mentioned)
        self.of_bot = any(one.mentioned.id == bot for one in self._left)

    def take(self, name: str) -> wire.Account | None:
        """Whom a name in the text stands for: the first with this name who was not taken yet. None: it was typed."""
        wanted = _bare(name)
        for n, one in enumerate(self._left):
            if wanted in (_bare(one.text or ""), _bare(one.mentioned.name or "")):
                return self._left.pop(n).mentioned
        return None

    def is_bot(self, one: wire.Account | None) -> bool:
        """Say whether it is us who was named."""
        return one is not None and one.id == self._bot


def _bare(name: str) -> str:
    """A name without the tags that it stands in, however it is spaced."""
    return " ".join(html.unescape(name.replace("<at>", " ").replace("</at>", " ")).split()).casefold()
