"""What may not stand in a log, in either form."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bot.logs import Seldom


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

async def broken(request):
    raise RuntimeError("a mistake of ours")

async def main():
    app = web.Application()
    app.router.add_get("/", broken)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    for line in (b"GET /\\x1b[2J HTTP/1.1", b"GET / HTTP/1.1\\r\\nContent-Length: -5", b"GET / HTTP/1.1\\r\\nHost: x"):
        reader, writer = await asyncio.open_connection(*runner.addresses[0])
        writer.write(line + b"\\r\\n\\r\\n")
        print(await reader.readline())
        writer.close()
    await runner.cleanup()

asyncio.run(main())
"""


def test_nobody_can_fill_the_log_with_requests_that_are_no_http() -> None:
    said = logged("text", SERVED)

    assert said.count("Traceback") == 1
    assert "a mistake of ours" in said
    assert "Content-Length" not in said


def test_what_is_written_in_other_letters_stays_readable() -> None:
    assert "Zoë 汉" in logged("text", 'log.warning("= refused", why="Zoë 汉")')


def test_what_others_make_happen_as_often_as_they_like_is_said_once_in_a_while() -> None:
    seldom = Seldom(pause=3600)
    assert [seldom.times() for _ in range(5)] == [1, 0, 0, 0, 0]
    often = Seldom(pause=0)
    assert [often.times() for _ in range(3)] == [1, 1, 1]
    seldom._pause = 0
    assert seldom.times() == 5, "what was not said is counted"
