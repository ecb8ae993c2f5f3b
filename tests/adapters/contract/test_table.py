"""docs/platforms.md shows the table that the suite goes by."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.adapters.contract.abilities import ABILITIES, ALL, can, cannot, table


PAGE = Path(__file__).parents[3] / "docs" / "platforms.md"


def test_the_page_shows_the_table() -> None:
    shown = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    assert shown == table()


@pytest.mark.parametrize("ability", ABILITIES)
def test_each_line_is_there_because_some_can_and_others_cannot(ability: str) -> None:
    assert can(ability)
    assert cannot(ability)
    assert set(can(ability)) | set(cannot(ability)) == set(ALL)
