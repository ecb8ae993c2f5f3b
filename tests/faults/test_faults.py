"""A short run of the rig in every `make test`; `make soak` runs as long as one likes."""

from __future__ import annotations

import random
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.faults.breakages.schedule import Schedule
from tests.faults.rig import run
from tests.faults.town import BOTH, Platform, Town, Way
from tests.faults.verdict import Verdict


SECONDS = 8


@pytest.mark.timeout(240)
@pytest.mark.parametrize(
    ("platforms", "way", "seed"),
    [
        (("slack",), "http", 1),
        (("slack",), "socket_mode", 3),
        (("teams",), "http", 5),
        (BOTH, "http", 7),
    ],
)
async def test_nothing_is_lost_doubled_reordered_misdelivered_or_leaked(
    tmp_path: Path, platforms: Sequence[Platform], way: Way, seed: int
) -> None:
    outcome = await run(seed, SECONDS, tmp_path, way=way, platforms=platforms)
    assert outcome.verdict.clean, str(outcome)
    assert outcome.verdict.compared["visitors' messages"] > 0, str(outcome)
    assert outcome.verdict.compared["agents' messages"] > 0, str(outcome)
    assert outcome.injected.total() > 5, str(outcome)


@pytest.mark.parametrize(
    ("seen", "kind"),
    [
        (["a", "c"], "lost"),
        (["a", "b", "b", "c"], "doubled"),
        (["b", "a", "c"], "reordered"),
        (["a", "b", "c", "x"], "misdelivered"),
    ],
)
def test_the_ledger_finds_what_is_wrong(seen: list[str], kind: str) -> None:
    verdict = Verdict()
    verdict.compare(["a", "b", "c"], seen, "a thread")
    assert [name for name, found in verdict.found.items() if found] == [kind]
    assert not verdict.clean


def test_the_ledger_is_clean_when_both_sides_say_the_same() -> None:
    verdict = Verdict()
    verdict.compare(["a", "b"], ["a", "b"], "a thread")
    assert verdict.clean


async def test_what_cannot_be_said_to_a_store_that_is_down_is_no_fault_and_ends_no_run(
    tmp_path: Path,
) -> None:
    town = Town(tmp_path)
    async with AsyncExitStack() as stack:
        stack.push_async_exit(town)  # it was never begun
        schedule = Schedule(town, random.Random(1), ["the store refuses writes"])  # noqa: S311
        await schedule.run(1.0)
    assert not schedule.injected
