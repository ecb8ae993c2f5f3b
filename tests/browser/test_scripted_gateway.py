"""The scripted gateway goes when its test ends, whoever is still on a line to it."""

from __future__ import annotations

import aiohttp

from tests.browser.scripted_gateway import scripted_gateway


async def test_it_does_not_wait_for_a_line_that_never_said_hello() -> None:
    async with aiohttp.ClientSession() as session:
        async with scripted_gateway() as gateway:
            line = await session.ws_connect(f"{gateway.origin}/visitor/main")
        assert (await line.receive(timeout=5)).type is aiohttp.WSMsgType.CLOSED
