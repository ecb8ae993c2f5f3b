"""A served site for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.visitor_gateway.site import Served, served


@pytest.fixture
async def site(store_url: str) -> AsyncIterator[Served]:
    """A site with generous limits and no agent."""
    async with served(store_url) as running:
        yield running
