"""What this process says of itself."""

from __future__ import annotations

from bot import metrics
from bot.app.house import House
from bot.errors import StoreUnavailable


async def not_ready(house: House) -> str:
    """Say what keeps this process from doing its work; empty if nothing does. Raises `StoreUnavailable`.

    Deliveries that are late are no reason: another process would not do better.
    """
    failing = await house.health.not_ready()
    slack_away = house.slack and not await house.slack.is_connected()
    return failing or ("slack: not connected" if slack_away else "")


async def measured(house: House) -> bytes:
    """The page of metrics. It comes also while the store is away, and says so."""
    try:
        store = metrics.Store(await house.health.backlog(), await house.health.memory())
    except StoreUnavailable:
        store = None
    return metrics.page(store, slack=await house.slack.is_connected() if house.slack else None)
