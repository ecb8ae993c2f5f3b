"""Whether a file is harmful, as a command of the site's says: ``clamdscan --fdpass --no-summary``, for example.

The path of the file is given as its last argument. It answers by its exit status: 0 harmless, 1 harmful. Anything else,
and silence, is no answer, and then the file is not kept.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from pathlib import Path

import structlog

from bot.errors import BadFile, FilesUnavailable


PATIENCE = 60.0
"""Seconds that the command may take."""
HARMFUL = 1

log = structlog.get_logger(__name__)


async def scan(command: Sequence[str], path: Path) -> None:
    """Have a file looked at. Raises `BadFile` if it is harmful, `FilesUnavailable` if nobody can tell."""
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            str(path),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
    except OSError as error:
        log.error("= files.scan cannot be run", command=command[0], error=str(error))  # noqa: TRY400  it says it all
        raise FilesUnavailable("files.scan cannot be run") from error
    try:
        async with asyncio.timeout(PATIENCE):
            status = await process.wait()
    except TimeoutError as error:
        log.error("= files.scan takes too long", command=command[0], seconds=PATIENCE)  # noqa: TRY400  likewise
        raise FilesUnavailable("files.scan takes too long") from error
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    if status == HARMFUL:
        raise BadFile("It was found to be harmful.")
    if status:
        log.error("= files.scan failed", command=command[0], status=status)
        raise FilesUnavailable(f"files.scan ended with status {status}")
