"""A fake Teams, and a door to which it has the key."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.adapters.teams.clock import Clock
from tests.adapters.teams.proving import Door, a_door
from tests.fake_teams import FakeTeams


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def teams() -> AsyncIterator[FakeTeams]:
    async with FakeTeams() as fake:
        yield fake


@pytest.fixture
async def door(teams: FakeTeams, clock: Clock) -> AsyncIterator[Door]:
    async with a_door(teams, now=clock) as opened:
        yield opened
