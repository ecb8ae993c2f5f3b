"""The visitor is told when what they wrote has not reached the agent for a while, and when it has."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.visitor_gateway.site import Served, served


@pytest.fixture
async def site(store_url: str) -> AsyncIterator[Served]:
    """A site where nobody delivers, and people lose patience after a moment."""
    async with served(store_url) as running:
        running.house.conversations.late = 100
        yield running


async def deliver(site: Served) -> None:
    """Somebody comes who answers for all that waits."""
    while (await site.house.health.backlog()).deliveries:
        leases, _ = await site.house.outbox.take(9)
        for lease in leases:
            if lease.deliveries:
                await site.house.outbox.settle(lease, covers=len(lease.deliveries), part=0, pause=0)
            else:
                await site.house.outbox.settle_card(lease, pause=0)


async def test_a_visitor_is_told_of_a_delay_and_of_its_end_in_every_tab(site: Served) -> None:
    one = await site.live()
    two = await site.tab(like=one)
    await one.wish("message", text="Hello?")
    for tab in (one, two):
        assert set(await tab.sees("delivery_late")) == {"n", "at", "type"}
    await deliver(site)
    for tab in (one, two):
        await tab.sees("delivery_caught_up")
    fresh = await site.tab(like=one)
    assert fresh.entries == one.entries


async def test_a_visitor_is_told_before_an_agent_has_seen_the_offer(site: Served) -> None:
    await site.agent()
    tab = await site.tab()
    await tab.ask_for_a_person()
    await tab.sees("delivery_late")
    await site.accept(tab)
    await tab.sees("agent_accepted")
