"""How many connections and files a process may have."""

from __future__ import annotations

import resource
import subprocess
import sys

import pytest

from bot.open_files import MOST


SAYS = """
import resource
from bot.open_files import raise_limit, room_for_visitors
resource.setrlimit(resource.RLIMIT_NOFILE, ({soft}, {hard}))
raise_limit()
print(resource.getrlimit(resource.RLIMIT_NOFILE)[0], room_for_visitors())
"""


def said(soft: int, hard: int) -> tuple[int, int]:
    """The limit of a process that began with this one, and its room for visitors."""
    code = SAYS.format(soft=soft, hard=hard)
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    limit, room = done.stdout.split()
    return int(limit), int(room)


@pytest.mark.parametrize(("hard", "room"), [(128, 96), (1_024, 768), (4_000, 3_000), (6_000, 5_000)])
def test_a_process_takes_what_its_system_lets_it_have_and_keeps_some_back(hard: int, room: int) -> None:
    assert said(soft=100, hard=hard) == (hard, room)


def test_it_asks_for_no_more_than_it_can_use() -> None:
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    limit, _ = said(soft=100, hard=hard)
    assert limit == (MOST if hard == resource.RLIM_INFINITY else min(hard, MOST))
