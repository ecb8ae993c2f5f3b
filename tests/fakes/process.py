"""A fake as a process: prints one line of JSON (addresses, ids, secrets), then serves until it is told to stop."""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import sys
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any, TypeVar


T = TypeVar("T")
Opened = Callable[[argparse.Namespace, dict[str, Any]], AbstractAsyncContextManager[T]]
"""Begins a fake, by the options and the settings that were given."""


def _setting(text: str) -> tuple[str, Any]:
    name, _, value = text.partition("=")
    return name, json.loads(value)


def parser_of(program: str) -> argparse.ArgumentParser:
    """The options that every fake has."""
    parser = argparse.ArgumentParser(prog=program, description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--clock-scale", type=float, default=1.0, help="how fast its clock runs; 0 stops it")
    parser.add_argument("--setting", type=_setting, action="append", default=[], metavar="NAME=JSON")
    return parser


async def serve(options: argparse.Namespace, opened: Opened[T], about: Callable[[T], dict[str, Any]]) -> None:
    """Serve until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with opened(options, dict(options.setting)) as fake:
        sys.stdout.write(json.dumps(about(fake)) + "\n")
        sys.stdout.flush()
        await stop.wait()
