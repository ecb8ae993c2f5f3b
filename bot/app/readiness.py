"""What this process says of itself."""

from __future__ import annotations

from bot import metrics
from bot.app.house import House
from bot.errors import StoreUnavailable


async def not_ready(house: House) -> str:
    """Say what keeps this process from doing its work; empty if nothing does. Raises `StoreUnavailable`.

    Deliveries that are late are no reason: another process would not do better.
    """
    if failing := (house.embedded and house.embedded.trouble) or await house.health.not_ready():
        return failing
    away = [name for name, connected in (await _connected(house)).items() if not connected]
    return f"{' and '.join(away)}: not connected" if away else ""


async def measured(house: House) -> bytes:
    """The page of metrics. It comes also while the store is away, and says so."""
    try:
        store = metrics.Store(await house.health.backlog(), await house.health.memory())
    except StoreUnavailable:
        store = None
    return metrics.page(store, await _connected(house))


async def _connected(house: House) -> dict[str, bool]:
    """Which platforms' events can reach us."""
    return {name: await one.is_connected() for name, one in house.listeners.items()}
