"""Deliveries as they wait in the chains of lanes: each its id, a line break, and what it is. Pure."""

from __future__ import annotations

import msgspec

from bot.effects import AnyDelivery, Delivery
from bot.ids import ConversationId, DeliveryId, EntryNumber, delivery_id


_json = msgspec.json.Encoder()
_delivery = msgspec.json.Decoder(AnyDelivery)


def item(name: DeliveryId, delivery: Delivery) -> str:
    """Write a delivery for the store."""
    return f"{name}\n{_json.encode(delivery).decode()}"


def item_apart(name: ConversationId, delivery: Delivery) -> str:
    """Write one that waits alone, under a name of its own where others have that of their conversation."""
    return item(delivery_id(name, EntryNumber(1), 0), delivery)


def read_item(written: bytes) -> tuple[DeliveryId, AnyDelivery]:
    """Read one from the store. Raises `msgspec.DecodeError` for a delivery that we do not know."""
    name, _, packed = written.partition(b"\n")
    return DeliveryId(name.decode()), _delivery.decode(packed)
