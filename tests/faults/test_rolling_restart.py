"""Two gateways and two bots are restarted under load: nothing is lost, and nobody is without a gateway for long."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.faults.rig import run


@pytest.mark.timeout(180)
async def test_a_rolling_restart_loses_nothing_and_every_visitor_is_back_before_its_next_step(
    tmp_path: Path,
) -> None:
    outcome = await run(1, 0, tmp_path, way="http", rolling=True)
    sys.stdout.write(f"{outcome}\n")
    assert outcome.verdict.clean, str(outcome)
    assert outcome.verdict.compared["agents' messages"] > 0, str(outcome)
    assert outcome.away, "nobody noticed"
