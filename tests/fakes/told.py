"""A fake that is a process of its own, and is told over HTTP what to do."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import aiohttp


Say = Callable[..., Coroutine[Any, Any, Any]]
"""Has a verb done with its arguments, and answers what came of it; fails unless the answer has `status`, which is 200."""


@asynccontextmanager
async def process_of(fake: str) -> AsyncIterator[dict[str, Any]]:
    """Start a fake by the name of its package. Yields what it says of itself."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", fake, "--setting", "copies=1", stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    yield json.loads(await process.stdout.readline())
    process.terminate()
    assert await process.wait() == 0


def told(about: dict[str, Any], session: aiohttp.ClientSession) -> Say:
    """What tells this fake what to do."""

    async def say(verb: str, /, *, status: int = 200, **arguments: Any) -> Any:
        async with session.post(f"{about['base_url']}/_control/{verb}", json=arguments) as answer:
            result = await answer.json()
            assert answer.status == status, result
            return result

    return say
