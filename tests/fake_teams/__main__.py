"""The fake as a process: prints one line of JSON (addresses, ids, secrets), then serves until it is told to stop."""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import sys
from typing import Any

from tests.fakes.clock import Clock

from .control import Control
from .server import FakeTeams


def _setting(text: str) -> tuple[str, Any]:
    name, _, value = text.partition("=")
    return name, json.loads(value)


async def _serve(options: argparse.Namespace) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    settings = {"offences_fail": False, **dict(options.setting)}
    async with FakeTeams(options.port, Clock(options.clock_scale), **settings) as teams:
        sys.stdout.write(json.dumps(Control(teams).about()) + "\n")
        sys.stdout.flush()
        await stop.wait()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.fake_teams", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--clock-scale", type=float, default=1.0, help="how fast its clock runs; 0 stops it")
    parser.add_argument("--setting", type=_setting, action="append", default=[], metavar="NAME=JSON")
    asyncio.run(_serve(parser.parse_args()))


if __name__ == "__main__":
    main()
