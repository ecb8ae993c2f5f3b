"""A card to show."""

from __future__ import annotations

from typing import Any

from bot.conversation.actions import Action
from bot.conversation.card import Fact, StatusCard
from bot.conversation.state import ThreadStatus
from bot.ids import ConversationId, DeliveryId, ThreadNumber


def card(**changes: Any) -> StatusCard:
    """Anna waits for her offer to be accepted, unless told otherwise."""
    return StatusCard(
        conversation=ConversationId("c-7f"),
        thread=ThreadNumber(3),
        title="Anna would like to talk",
        visitor="Anna",
        facts=(Fact("E-mail", "anna@a.example"), Fact("What is it about?", "Prices")),
        waiting_since=1_700_000_000_000,
        since="Waiting since",
        status=ThreadStatus.OFFERED,
        status_line="Waiting for you: accept, or simply reply in this thread.",
        actions=(Action.ACCEPT, Action.DECLINE),
    )._replace(**changes)


def delivery(entry: int, conversation: str = "c-7f") -> DeliveryId:
    """A delivery id as the core builds it."""
    return DeliveryId(f"{conversation}.{entry}.0")
