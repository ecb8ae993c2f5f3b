"""The fake as a process: see `tests.fakes.process`."""

from __future__ import annotations

import argparse
import asyncio
from typing import Any

from tests.fakes.clock import Clock
from tests.fakes.process import parser_of, serve

from .control import Control
from .server import FakeSlack


def _opened(options: argparse.Namespace, settings: dict[str, Any]) -> FakeSlack:
    return FakeSlack(options.port, Clock(options.clock_scale), socket_mode=options.socket_mode, **settings)


if __name__ == "__main__":
    parser = parser_of("python -m tests.fake_slack")
    parser.add_argument("--socket-mode", action="store_true")
    asyncio.run(serve(parser.parse_args(), _opened, lambda slack: Control(slack).about()))
