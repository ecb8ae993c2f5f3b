"""A desk over the real store, for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.adapters.desk.board import Board
from bot.adapters.desk.stored_board import StoredBoard
from bot.adapters.store.shelf import RedisShelf
from tests.adapters.desk.served import ServedDesk, served_desk
from tests.conftest import Store


@pytest.fixture
def board(store: Store) -> Board:
    """An empty board."""
    return StoredBoard(RedisShelf(store.redis, store.keys, store.bus))


@pytest.fixture
async def desk(board: Board) -> AsyncIterator[ServedDesk]:
    """A desk for this machine only."""
    async with served_desk(board) as running:
        yield running
