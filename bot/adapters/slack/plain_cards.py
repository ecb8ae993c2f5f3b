"""Cards with whose blocks Slack found fault: they are sent as text from then on."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bot.adapters.slack import render
from bot.adapters.slack.errors import PayloadRefused
from bot.conversation.card import StatusCard
from bot.errors import Throttled
from bot.ids import ConversationId, ThreadNumber


REMEMBERED = 1000
"""Cards; the oldest are tried with blocks again."""


class PlainCards:
    """Shows cards, and remembers which are text alone. `pace` is the channel's, in seconds."""

    def __init__(self, pace: float) -> None:
        self._pace = pace
        self._plain: OrderedDict[tuple[ConversationId, ThreadNumber], None] = OrderedDict()

    def shown(self, card: StatusCard) -> dict[str, Any]:
        """The text and the blocks of a card."""
        if _key(card) in self._plain:
            return {"text": render.card_text(card), "blocks": []}
        return {"text": render.notification(card), "blocks": render.blocks(card)}

    @contextmanager
    def watched(self, card: StatusCard) -> Iterator[None]:
        """Turn a refusal of the blocks into another attempt, with text alone and at the channel's pace."""
        try:
            yield
        except PayloadRefused as refused:
            if _key(card) in self._plain:
                raise
            self._plain[_key(card)] = None
            while len(self._plain) > REMEMBERED:
                self._plain.popitem(last=False)
            raise Throttled(self._pace) from refused


def _key(card: StatusCard) -> tuple[ConversationId, ThreadNumber]:
    return card.conversation, card.thread
