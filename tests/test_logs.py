"""What may not stand in a log, in either form."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest
from structlog.testing import capture_logs

from bot.errors import StoreUnavailable
from bot.seldom import Seldom
from bot.store_waits import StoreWaits
from tests.pages import ROOT


LOGGING = """
import structlog
from bot.logs import set_up
set_up("info", {form!r})
log = structlog.get_logger("test")
{act}
"""


def logged(form: str, act: str) -> str:
    """What a process writes to its log."""
    code = LOGGING.format(form=form, act=act)
    return subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stderr


LIBRARY = r"""
import logging, warnings
logging.getLogger("some.library").warning("gone %s", "so\\n2026-01-01 [info] all well\\x1b[2J")
warnings.warn("old")
try:
    1 / 0
except ZeroDivisionError:
    logging.getLogger("some.library").exception("failed")
"""


def test_what_libraries_say_is_json_where_ours_is() -> None:
    said = [json.loads(line) for line in logged("json", LIBRARY).splitlines()]
    assert [(line["level"], line["logger"]) for line in said] == [
        ("warning", "some.library"),
        ("warning", "py.warnings"),
        ("error", "some.library"),
    ]
    assert said[0]["event"].startswith("gone so")
    assert "ZeroDivisionError" in said[2]["exception"]
    assert all(line["timestamp"].endswith("Z") for line in said)


def test_what_libraries_quote_cannot_begin_a_line_either() -> None:
    first = logged("text", LIBRARY).splitlines()[0]
    assert "all well" in first
    assert "\x1b" not in first


TIMERS = """
import asyncio
from apscheduler.schedulers.asyncio import AsyncIOScheduler

async def main():
    forever = asyncio.Event()
    scheduler = AsyncIOScheduler()
    runs = []
    async def hangs():
        runs.append(1)
        await forever.wait()
    scheduler.add_job(hangs, "interval", seconds=0.01, max_instances=1)
    scheduler.start()
    while scheduler.get_jobs()[0].next_run_time.timestamp() < begun + 0.2:
        await asyncio.sleep(0.01)
    assert runs == [1]
    forever.set()
    await asyncio.sleep(0)

import time
begun = time.time()
asyncio.run(main())
"""


def test_a_sweep_that_takes_long_does_not_fill_the_log() -> None:
    assert logged("text", TIMERS) == ""


FAILS = """
def post(words, token):
    raise ValueError("this went wrong")
try:
    post("do you have it in " + "mauve?", "xoxb-" + "1-2-3")
except ValueError:
    log.exception("= step failed")
"""


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_traceback_says_where_but_neither_words_nor_tokens(form: str) -> None:
    said = logged(form, FAILS)

    assert "this went wrong" in said
    assert "mauve" not in said
    assert "xoxb-1" not in said


@pytest.mark.parametrize("form", ["text", "json"])
def test_what_comes_from_outside_cannot_begin_a_line_or_steer_a_terminal(form: str) -> None:
    said = logged(
        form, r'log.warning("= refused", why="gone\n2026-01-01 [info] all well\x1b[2J\x9b2J\r\u2028")'
    )

    assert said.count("\n") == 1
    assert said.endswith("\n")
    assert not set(said[:-1]) & set("\n\r\x1b\x9b\u2028")


SERVED = """
import asyncio
from aiohttp import web

__name__ = "bot.broken"

async def broken(request):
    raise RuntimeError("a mistake of ours")

async def gone(request):
    request.transport.abort()
    socket = web.WebSocketResponse()
    await socket.prepare(request)  # raises: there is nobody to answer
    return socket

async def main():
    app = web.Application()
    app.router.add_get("/", broken)
    app.router.add_get("/gone", gone)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    odd = b"GET / HTTP/1.1\\r\\nHost: x\\r\\nExpect: \\x80"  # which aiohttp 3.14 answers with a 500
    for line in (
        b"GET /\\x1b[2J HTTP/1.1", b"GET / HTTP/1.1\\r\\nContent-Length: -5", odd, odd, odd, b"GET / HTTP/1.1\\r\\nHost: x",
        b"GET /gone HTTP/1.1\\r\\nHost: x\\r\\nConnection: upgrade\\r\\nUpgrade: websocket"
        b"\\r\\nSec-WebSocket-Version: 13\\r\\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    ):
        reader, writer = await asyncio.open_connection(*runner.addresses[0])
        writer.write(line + b"\\r\\n\\r\\n")
        try:
            print(await reader.readline())
        except ConnectionResetError:
            pass
        writer.close()
    await runner.cleanup()

asyncio.run(main())
"""


def test_nobody_can_fill_the_log_with_requests_that_are_no_http_or_nobody_waits_for() -> None:
    said = logged("text", SERVED)

    assert said.count("Traceback") == 2
    assert said.count("UnicodeEncodeError") == 1
    assert "a mistake of ours" in said
    assert "Content-Length" not in said
    assert "ConnectionReset" not in said


def test_what_is_written_in_other_letters_stays_readable() -> None:
    assert "Zoë 汉" in logged("text", 'log.warning("= refused", why="Zoë 汉")')


def test_what_others_make_happen_as_often_as_they_like_is_said_once_in_a_while() -> None:
    seldom = Seldom(pause=3600)
    assert [seldom.times() for _ in range(5)] == [1, 0, 0, 0, 0]
    often = Seldom(pause=0)
    assert [often.times() for _ in range(3)] == [1, 1, 1]
    seldom._pause = 0
    assert seldom.times() == 5, "what was not said is counted"


def test_parts_that_lose_the_store_together_are_said_together_and_once_in_a_while() -> None:
    waits, away = StoreWaits(Seldom(pause=3600)), StoreUnavailable("away")
    with capture_logs() as logs:
        for part in ("bus", "timers", "hours", "timers"):
            waits.note(part, away)
        assert [line["parts"] for line in logs] == [{"bus": 1}]
        waits._seldom._pause = 0
        waits.note("hours", away)
    assert logs[1] == {
        "event": "= waiting for the store",
        "log_level": "warning",
        "error": "away",
        "parts": {"timers": 2, "hours": 2},
    }


def test_every_line_that_is_worth_an_alarm_is_still_written() -> None:
    page = (ROOT / "docs" / "operations.md").read_text("utf-8")
    _, _, rows = page.partition("| line | means |\n|---|---|\n")
    lines = [
        line
        for row in rows.partition("\n\n")[0].splitlines()
        for line in re.findall("`([^`]+)`", row.split("|")[1])
    ]
    assert len(lines) > 8
    written = "".join(
        path.read_text("utf-8") for part in ("bot", "visitor_gateway") for path in (ROOT / part).rglob("*.py")
    )
    assert [
        line for line in lines if line.partition(", both")[0] not in written.replace(" {said}", " late")
    ] == []
