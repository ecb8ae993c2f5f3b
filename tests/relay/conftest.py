"""A house whose relays are many; nobody delivers."""

from __future__ import annotations

import pytest

from tests.conftest import Store
from tests.delivery.house import House


@pytest.fixture
def house(store: Store) -> House:
    """A house without people."""
    return House(store)
