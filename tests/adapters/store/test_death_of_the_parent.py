"""However the parent ends, no server is left behind, and the next parent finds everything."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path

import pytest

from bot.adapters.store.embedded import EmbeddedServer
from bot.errors import StoreUnavailable
from tests.adapters.store.conftest import connected, eventually, kill


TIES = ["signal", "watch"] if sys.platform == "linux" else ["watch"]

Launch = Callable[..., Coroutine[object, object, Process]]


@pytest.fixture
async def launch(binary: Path, tmp_path: Path) -> AsyncIterator[Launch]:
    """Start a parent in a process group of its own, as a shell does; the test must see it end."""
    parents: list[Process] = []

    async def launch(task: str, tie: str) -> Process:
        module = "tests.adapters.store.parent"
        parent = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", module, task, tie, str(binary), str(tmp_path)),
            stdout=PIPE,
            start_new_session=True,
        )
        parents.append(parent)
        return parent

    yield launch
    for parent in parents:
        if parent.returncode is None:
            parent.kill()
        await parent.wait()


async def line(parent: Process) -> str:
    assert parent.stdout
    return (await parent.stdout.readline()).decode()


def is_running(pid: int) -> bool:
    """Whether it is there, and more than an entry that nobody has collected yet."""
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return bool(state.stdout.strip()) and not state.stdout.startswith("Z")


@pytest.mark.parametrize("tie", TIES)
async def test_a_killed_parent_leaves_no_orphan(launch: Launch, tie: str) -> None:
    parent = await launch("wait", tie)
    pid = int((await line(parent)).split()[0])
    assert is_running(pid)
    parent.kill()
    await eventually(lambda: not is_running(pid))


@pytest.mark.parametrize("tie", TIES)
async def test_after_a_kill_of_the_parent_the_next_finds_every_acknowledged_write(
    launch: Launch, binary: Path, tmp_path: Path, tie: str
) -> None:
    parent = await launch("write", tie)
    await line(parent)
    acknowledged = [int(await line(parent)) for _ in range(500)]
    kill(parent.pid)
    async with EmbeddedServer(tmp_path, binary=binary) as server, connected(server.url) as client:
        stored = [int(number) for number in await client.lrange("numbers", 0, -1)]
    assert parent.stdout
    rest = (await parent.stdout.read()).decode()
    acknowledged += [int(number) for number in rest[: rest.rfind("\n") + 1].split()]
    assert stored[: len(acknowledged)] == acknowledged


@pytest.mark.parametrize("tie", TIES)
async def test_ctrl_c_reaches_the_parent_and_not_the_server(launch: Launch, tie: str) -> None:
    parent = await launch("wait", tie)
    pid = int((await line(parent)).split()[0])
    assert await line(parent) == "waiting\n"
    os.killpg(parent.pid, signal.SIGINT)
    assert int(await line(parent)) == pid, "another server had to take its place"
    assert await parent.wait() == 0
    assert not is_running(pid)


async def test_a_parent_that_is_alive_keeps_the_folder(launch: Launch, binary: Path, tmp_path: Path) -> None:
    parent = await launch("wait", TIES[0])
    await line(parent)
    waiting = asyncio.create_task(EmbeddedServer(tmp_path, binary=binary, patience=0.2).start())
    await asyncio.wait([waiting])
    assert "another Threadline is using" in str(waiting.exception())


@pytest.mark.parametrize("tie", TIES)
async def test_a_server_that_outlives_its_parent_keeps_the_folder_until_it_is_gone(
    launch: Launch, binary: Path, tmp_path: Path, tie: str
) -> None:
    parent = await launch("wait", tie)
    pid = int((await line(parent)).split()[0])
    os.kill(pid, signal.SIGSTOP)
    try:
        parent.kill()
        await parent.wait()
        with pytest.raises(StoreUnavailable, match="another Threadline is using"):
            await EmbeddedServer(tmp_path, binary=binary, patience=0.2).start()
    finally:
        os.kill(pid, signal.SIGCONT)
    async with EmbeddedServer(tmp_path, binary=binary):
        assert not is_running(pid)
