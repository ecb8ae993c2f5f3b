"""Logging: structlog for our own lines, and one way out for everybody's.

The marks at the beginning of a line: ``<`` came in, ``>`` went out, ``=`` changed state. Never the text of a message.
Lines of libraries have no mark; they are rendered as ours are.
"""

from __future__ import annotations

import logging
import sys
import traceback
from typing import Literal

import structlog
from aiohttp.http_exceptions import HttpProcessingError
from structlog.stdlib import ProcessorFormatter
from structlog.typing import EventDict, Processor, WrappedLogger

from bot.seldom import Seldom
from bot.text import printable


Form = Literal["text", "json"]

QUIETER = {
    **dict.fromkeys(("slack_bolt", "slack_sdk", "aiohttp.access", "asyncio"), logging.WARNING),
    "apscheduler": logging.ERROR,  # it warns of every look at the timers that it leaves out while the store is away
}
"""Libraries whose everyday lines say nothing that ours don't, and from which level on theirs pass."""


OUR_CODE = ("bot.", "visitor_gateway.", "config.")


class _NotOurs(logging.Filter):
    """Leaves out what is wrong with requests alone: aiohttp logs each with a traceback, as often as anybody likes.

    What is no HTTP, and who hung up before our answer, is never said.
    A failure in which none of our code took part is said once in a while.
    """

    def __init__(self) -> None:
        super().__init__()
        self._seldom = Seldom()

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if error is None or isinstance(error, HttpProcessingError | ConnectionResetError):
            return error is None
        frames = traceback.walk_tb(error.__traceback__)
        ours = any(str(frame.f_globals.get("__name__", "")).startswith(OUR_CODE) for frame, _ in frames)
        return ours or self._seldom.times() > 0


def set_up(level: Literal["debug", "info", "warning", "error"], form: Form) -> None:
    """Write logs to standard error, from `level` on."""
    number = logging.getLevelNamesMapping()[level.upper()]
    _libraries(max(number, logging.INFO), form)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info if form == "json" else structlog.dev.set_exc_info,
            _rendered(form),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )


def _rendered(form: Form) -> Processor:
    if form == "json":
        return structlog.processors.JSONRenderer()
    return structlog.dev.ConsoleRenderer(
        colors=sys.stderr.isatty(),
        # With rich installed, the default shows local variables: words, tokens and secrets.
        exception_formatter=structlog.dev.plain_traceback,
    )


def _libraries(level: int, form: Form) -> None:
    """Render what libraries say as we render our own."""
    own: list[Processor] = [structlog.processors.format_exc_info] if form == "json" else []
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        ProcessorFormatter(
            foreign_pre_chain=[
                structlog.processors.add_log_level,
                structlog.stdlib.add_logger_name,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                _on_one_line,
            ],
            processors=[ProcessorFormatter.remove_processors_meta, *own, _rendered(form)],
        )
    )
    logging.basicConfig(level=level, handlers=[handler])
    logging.captureWarnings(True)
    for name, least in QUIETER.items():
        logging.getLogger(name).setLevel(least)
    server = logging.getLogger("aiohttp.server")
    if not any(isinstance(each, _NotOurs) for each in server.filters):
        server.addFilter(_NotOurs())


def _on_one_line(_: WrappedLogger, __: str, line: EventDict) -> EventDict:
    """A library may quote what came from outside, which must neither begin a line nor steer a terminal."""
    line["event"] = printable(str(line["event"]))
    return line
