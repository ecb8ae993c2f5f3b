"""Logging: structlog for our own lines, and one way out for everybody's.

The marks at the beginning of a line: ``<`` came in, ``>`` went out, ``=`` changed state. Never the text of a message.
"""

from __future__ import annotations

import logging
import math
import sys
import time
from typing import Literal

import structlog
from aiohttp.http_exceptions import HttpProcessingError


NOISY = ("apscheduler", "slack_bolt", "slack_sdk", "aiohttp.access", "asyncio")
"""Libraries whose everyday lines say nothing that ours don't; their warnings pass."""


SELDOM = 30.0
"""Seconds between two lines about the same thing that others can make happen as often as they like."""


class Seldom:
    """How often something happened, to be said once in a while: nobody else may fill the log."""

    def __init__(self, pause: float = SELDOM) -> None:
        self._pause = pause
        self._said = -math.inf
        self._happened = 0

    def times(self) -> int:
        """Count one more. Answers how many there were since the last line; 0 while it is too early for the next one."""
        self._happened += 1
        now = time.monotonic()
        if now - self._said < self._pause:
            return 0
        self._said, happened, self._happened = now, self._happened, 0
        return happened


class _NotOurs(logging.Filter):
    """Leaves out requests that are no HTTP: aiohttp answers them, and logs each with a traceback, as often as anybody likes."""

    def filter(self, record: logging.LogRecord) -> bool:
        return not (record.exc_info and isinstance(record.exc_info[1], HttpProcessingError))


def set_up(level: Literal["debug", "info", "warning", "error"], form: Literal["text", "json"]) -> None:
    """Write logs to standard error, from `level` on."""
    number = logging.getLevelNamesMapping()[level.upper()]
    logging.basicConfig(
        level=max(number, logging.INFO), stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s"
    )
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
    server = logging.getLogger("aiohttp.server")
    if not any(isinstance(each, _NotOurs) for each in server.filters):
        server.addFilter(_NotOurs())
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info if form == "json" else structlog.dev.set_exc_info,
            structlog.processors.JSONRenderer()
            if form == "json"
            else structlog.dev.ConsoleRenderer(
                colors=sys.stderr.isatty(),
                # With rich installed, the default shows local variables: words, tokens and secrets.
                exception_formatter=structlog.dev.plain_traceback,
            ),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
