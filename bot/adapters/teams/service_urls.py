"""Where each tenant's connector is: by the newest activity, for it moves with the tenant."""

from __future__ import annotations

import time
from collections.abc import Callable

import structlog

from bot.errors import StoreUnavailable, Unreachable
from bot.ports import Shelf


log = structlog.get_logger(__name__)

SHELF = "teams service addresses"
KEPT_ANEW_EVERY = 86_400.0
"""Seconds. Shelves end some months after their last change, and tenants do not move for years."""
GOOD_FOR = 60.0
"""Seconds until this process looks what others were told."""


class ServiceUrls:
    """The addresses, on a shelf that all processes share. `fallback` is where a tenant is that was never heard of."""

    def __init__(self, shelf: Shelf, *, fallback: str, now: Callable[[], float] = time.monotonic) -> None:
        self._shelf = shelf
        self._fallback = fallback
        self._now = now
        self._known: dict[str, tuple[str, float]] = {}
        self._kept: dict[str, float] = {}

    def __repr__(self) -> str:
        return f"<ServiceUrls of {len(self._known)} tenants>"

    async def learn(self, tenant: str, url: str) -> None:
        """Go by the address in an activity that is verified. Raises `StoreUnavailable` where it is new and not kept."""
        now = self._now()
        known, _ = self._known.get(tenant, ("", 0.0))
        if url != known or now - self._kept.get(tenant, -KEPT_ANEW_EVERY) >= KEPT_ANEW_EVERY:
            await self._shelf.replace(SHELF, tenant, url.encode())
            self._kept[tenant] = now
            if url != known:
                log.info("= teams service address", tenant=tenant, url=url)
        self._known[tenant] = (url, now)

    async def of(self, tenant: str) -> str:
        """Where a tenant's connector is. Raises `Unreachable` where it is not known and the store cannot be asked."""
        known, at = self._known.get(tenant, ("", -GOOD_FOR))
        if self._now() - at < GOOD_FOR:
            return known
        try:
            kept = await self._shelf.get(SHELF, tenant)
        except StoreUnavailable as error:
            if known:
                return known
            raise Unreachable("where the tenant's connector is cannot be looked up now") from error
        url = kept.decode() if kept else known or self._fallback
        self._known[tenant] = (url, self._now())
        return url
