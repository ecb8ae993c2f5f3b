"""The fake as a process: see `tests.fakes.process`."""

from __future__ import annotations

import argparse
import asyncio
from typing import Any

from tests.fakes.clock import Clock
from tests.fakes.process import parser_of, serve

from .control import Control
from .server import FakeTeams


def _opened(options: argparse.Namespace, settings: dict[str, Any]) -> FakeTeams:
    return FakeTeams(options.port, Clock(options.clock_scale), **{"offences_fail": False, **settings})


if __name__ == "__main__":
    given = parser_of("python -m tests.fake_teams").parse_args()
    asyncio.run(serve(given, _opened, lambda teams: Control(teams).about()))
