"""The rig's own line: what it does to what passes through it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.faults.proxy import Proxy
from tests.waiting import until


Ends = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@pytest.fixture
async def line() -> AsyncIterator[Proxy]:
    """A line to somebody who says everything back."""

    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while said := await reader.read(100):
            writer.write(said)
        writer.close()

    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    proxy = Proxy("line", [server.sockets[0].getsockname()[1]])
    await proxy.start()
    yield proxy
    await proxy.close()
    server.close()


@asynccontextmanager
async def connected(line: Proxy) -> AsyncIterator[Ends]:
    ends = await asyncio.open_connection("127.0.0.1", line.port)
    try:
        yield ends
    finally:
        ends[1].transport.abort()


async def says(ends: Ends, word: bytes) -> bytes:
    """Say something, and what comes back; nothing if the line is dead."""
    reader, writer = ends
    writer.write(word)
    try:
        return await reader.read(100)
    except ConnectionResetError:
        return b""


async def passes(line: Proxy) -> bytes:
    """What comes back over a new connection; nothing if there is none."""
    try:
        async with connected(line) as ends:
            return await says(ends, b"hello")
    except ConnectionRefusedError:
        return b""


async def test_what_is_said_passes(line: Proxy) -> None:
    assert await passes(line) == b"hello"


async def test_a_line_that_is_cut_is_dead_and_a_new_one_is_not(line: Proxy) -> None:
    async with connected(line) as ends:
        assert await says(ends, b"hello") == b"hello"
        line.cut()
        assert await says(ends, b"hello") == b""
    assert await passes(line) == b"hello"


@pytest.mark.parametrize("answers_only", [False, True])
async def test_nothing_comes_back_on_a_line_that_is_frozen_and_all_of_it_afterwards(
    line: Proxy, answers_only: bool
) -> None:
    async with connected(line) as ends:
        assert await says(ends, b"one") == b"one"
        line.freeze(answers_only=answers_only)
        waiting = asyncio.create_task(says(ends, b"two"))
        assert not (await asyncio.wait({waiting}, timeout=0.05))[0]
        line.heal()
        assert await waiting == b"two"


async def test_neither_side_of_a_frozen_line_learns_that_the_other_has_gone(line: Proxy) -> None:
    async with connected(line) as (reader, writer):
        assert await says((reader, writer), b"one") == b"one"
        line.freeze()
        writer.write_eof()
        gone = asyncio.create_task(reader.read())
        assert not (await asyncio.wait({gone}, timeout=0.05))[0]
        line.heal()
        assert await gone == b""


async def test_a_line_that_refuses_lets_nobody_connect_until_it_is_healed(line: Proxy) -> None:
    async with connected(line) as ends:
        assert await says(ends, b"hello") == b"hello"
        line.refuse()
        assert await says(ends, b"hello") == b""
    assert await passes(line) == b""
    line.heal()
    assert await until(lambda: passes(line)) == b"hello"
