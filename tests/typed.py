"""Typing a command of our pages into a terminal, in an empty folder, with nothing of ours in the environment."""

from __future__ import annotations

import asyncio
import os
import re
import shlex
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.pages import ROOT


BIN = Path(sys.executable).parent
START = 30.0
"""Seconds that a machine under load may need to start a process of ours."""


def command_line(typed: str) -> list[str]:
    """What to run for a command as it is written, from another folder and with the Python that runs us.

    ``make -o`` takes the installation as up to date: it is the one that we run in.
    """
    words = shlex.split(typed)
    if words[0] == "make":
        return ["make", "-f", str(ROOT / "Makefile"), "-o", ".venv/.ready", f"BIN={BIN}", *words[1:]]
    return [word.replace(".venv/bin/", f"{BIN}/") for word in words]


def environment(folder: Path, given: dict[str, str]) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": str(folder), "THREADLINE_PORT": "0", **given}


async def run(typed: str, folder: Path, **given: str) -> str:
    """Run a command to its end, and answer what it printed. Fails if it fails."""
    process = await asyncio.create_subprocess_exec(
        *command_line(typed),
        cwd=folder,
        env=environment(folder, given),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    assert process.returncode == 0, f"{typed}: {err.decode()}"
    return out.decode()


@asynccontextmanager
async def running(typed: str, folder: Path, until: str, **given: str) -> AsyncIterator[str]:
    """Run a command until the block ends, as Ctrl-C ends it. Yields what it printed up to the line with `until`."""
    process = await asyncio.create_subprocess_exec(
        *command_line(typed),
        cwd=folder,
        env=environment(folder, given),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        start_new_session=True,  # Ctrl-C reaches make and what it runs, and not us
    )
    assert process.stdout
    said = ""
    try:
        async with asyncio.timeout(START):
            while not re.search(until, said):
                line = (await process.stdout.readline()).decode()
                assert line, f"{typed} ended: {said}"
                said += line
        yield said
    finally:
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGINT)
        await process.communicate()
