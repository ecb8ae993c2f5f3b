"""Houses: in this process for most scenes, as a process of their own for those that kill it."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Protocol

import pytest

from tests.fake_slack import FakeSlack
from tests.scenes.house import House, Way, in_this_process, secrets_for, settings_for
from tests.scenes.process import Served


sites = itertools.count(1)


class OpensHouses(Protocol):
    """Opens a house with these rules for routing, in seconds, and the dialogues of this folder."""

    def __call__(
        self, *, pace: float = 0, dialogues: str = "", **routing: int | str
    ) -> AbstractAsyncContextManager[House]:
        """To be used with `async with`."""


@pytest.fixture(params=["http", "socket_mode"])
def way(request: pytest.FixtureRequest) -> Way:
    """How Slack reaches us. Every scene that asks for it is played in both ways."""
    chosen: Way = request.param
    return chosen


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    """A Slack that calls us by HTTP, and does not mind how fast we are."""
    async with FakeSlack(pace=False, tiers=False) as slack:
        yield slack


@pytest.fixture
async def slack_of_way(way: Way) -> AsyncIterator[FakeSlack]:
    """A Slack for each way."""
    async with FakeSlack(socket_mode=way == "socket_mode", pace=False, tiers=False) as slack:
        yield slack


@pytest.fixture
def opens(slack: FakeSlack, store_url: str) -> OpensHouses:
    """Houses with rules of their own."""

    def opened(
        *, pace: float = 0, dialogues: str = "", **routing: int | str
    ) -> AbstractAsyncContextManager[House]:
        site = f"scene{next(sites)}"
        return in_this_process(slack, store_url, site, routing, pace=pace, dialogues=dialogues)

    return opened


@pytest.fixture
async def house(opens: OpensHouses) -> AsyncIterator[House]:
    """A house in this process."""
    async with opens() as house:
        yield house


@pytest.fixture
async def served(slack_of_way: FakeSlack, tmp_path: Path) -> AsyncIterator[House]:
    """A house that is a process of its own, in each way."""
    async with Served(tmp_path, settings_for(slack_of_way), secrets_for(slack_of_way)) as process:
        await process.start()
        house = House(slack_of_way, process.url, code=process.claim_code)
        await house.connect()
        yield house
