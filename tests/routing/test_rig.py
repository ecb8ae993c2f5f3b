"""The assignment rig, briefly: fifty agents in eight teams, and processes that die."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.routing.rig.run import run


@pytest.mark.timeout(120)
async def test_places_turns_and_waits_are_right_while_processes_die(tmp_path: Path) -> None:
    outcome = await run(31, 4, tmp_path, visitors=100, grace=60)  # a busy machine is no bug
    assert outcome.wrong == []
    assert outcome.killed >= 1
    assert outcome.outcomes["live"] > 20
