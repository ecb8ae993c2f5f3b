"""Operators see how a process is, whatever it serves."""

from __future__ import annotations

import re
from pathlib import Path

import aiohttp
import pytest

from tests.typed import running


@pytest.mark.timeout(60)
@pytest.mark.parametrize("part", ["gateway", "bot"])
async def test_a_process_that_serves_one_part_only_answers_for_its_health(part: str, tmp_path: Path) -> None:
    async with running(f".venv/bin/threadline serve --only {part}", tmp_path, r"http://") as said:
        [address] = re.findall(r"(http://[^/\s]+)", said)
        async with aiohttp.ClientSession() as session:
            async with session.get(f"{address}/healthz") as alive:
                assert (alive.status, await alive.text()) == (200, "ok\n")
            async with session.get(f"{address}/readyz") as ready:
                assert (ready.status, await ready.text()) == (200, "ready\n")
            async with session.get(f"{address}/metrics") as page:
                assert "\nthreadline_store_up 1.0\n" in await page.text()
