"""The embedded server, with real servers and real deaths."""

from __future__ import annotations

import asyncio
import os
import stat
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from redis.exceptions import ConnectionError as Disconnected
from structlog.testing import capture_logs

from bot.adapters.store import data_directory, embedded
from bot.adapters.store.binary import path_binary, wheel_binary
from bot.adapters.store.embedded import EmbeddedServer
from bot.adapters.store.server_process import Fsync
from bot.errors import OurMistake, StoreUnavailable
from tests.adapters.store.conftest import NO_REDIS, answers, connected, eventually, kill


MORE_THAN_ANY_DISK = 2**62


async def test_a_started_server_answers_at_its_url(binary: Path, tmp_path: Path) -> None:
    server = EmbeddedServer(tmp_path, binary=binary)
    url = await server.start()
    try:
        assert url.startswith("unix://")
        assert await answers(url)
    finally:
        await server.stop()


async def test_a_stopped_server_is_gone(binary: Path, tmp_path: Path) -> None:
    async with EmbeddedServer(tmp_path, binary=binary) as server:
        pass
    assert not await answers(server.url)
    assert not (tmp_path / "store.sock").exists()


async def test_a_stop_lets_the_server_end_by_itself(binary: Path, tmp_path: Path) -> None:
    async with EmbeddedServer(tmp_path, binary=binary):
        pass
    assert "ready to exit, bye bye" in (tmp_path / "server.log").read_text()


async def test_stopping_twice_or_unstarted_does_nothing(binary: Path, tmp_path: Path) -> None:
    server = EmbeddedServer(tmp_path, binary=binary)
    await server.stop()
    await server.start()
    await server.stop()
    await server.stop()
    assert "STOPPED" in repr(server)


async def test_starting_twice_is_our_mistake_and_harms_nothing(binary: Path, tmp_path: Path) -> None:
    async with EmbeddedServer(tmp_path, binary=binary) as server:
        with pytest.raises(OurMistake, match="started already"):
            await server.start()
        assert await answers(server.url)


async def test_data_survives_a_stop_and_a_start(binary: Path, tmp_path: Path) -> None:
    server = EmbeddedServer(tmp_path, binary=binary)
    async with connected(await server.start()) as client:
        await client.set("word", "kept")
    await server.stop()
    async with connected(await server.start()) as client:
        assert await client.get("word") == "kept"
    await server.stop()


@pytest.mark.parametrize("fsync", ["everysec", "always"])
async def test_the_settings_forget_nothing(binary: Path, tmp_path: Path, fsync: Fsync) -> None:
    async with (
        EmbeddedServer(tmp_path, binary=binary, fsync=fsync) as server,
        connected(server.url) as client,
    ):
        settings = await client.config_get("*")
    assert settings["appendonly"] == "yes"
    assert settings["appendfsync"] == fsync
    assert settings["save"] == ""
    assert settings["maxmemory-policy"] == "noeviction"
    assert settings["port"] == "0"


async def test_the_folder_the_socket_and_the_data_are_private(binary: Path, tmp_path: Path) -> None:
    folder = tmp_path / "made" / "by us"
    async with EmbeddedServer(folder, binary=binary):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        others = [file.name for file in folder.rglob("*") if file.stat().st_mode & 0o077]
    assert others == []


async def test_the_server_gets_no_secret_of_our_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-secret")
    reveals = script(tmp_path, "env; exit 1")
    with pytest.raises(StoreUnavailable, match="LC_ALL=C") as caught:
        await EmbeddedServer(tmp_path / "data", binary=reveals).start()
    assert "xoxb-secret" not in str(caught.value)


async def test_a_locale_that_the_machine_lacks_does_no_harm(
    binary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "tlh_QO.UTF-8")
    async with EmbeddedServer(tmp_path, binary=binary) as server:
        assert await answers(server.url)
    assert "LOCALE" not in (tmp_path / "server.log").read_text(), "some versions refuse to start over it"


@pytest.mark.parametrize("name", ["a space, 100 % # and ?", "gebäude", "x" * 120])
async def test_any_name_of_a_folder_will_do(binary: Path, tmp_path: Path, name: str) -> None:
    server = EmbeddedServer(tmp_path / name, binary=binary)
    async with connected(await server.start()) as client:
        await client.set("word", "kept")
    await server.stop()
    async with connected(await server.start()) as client:
        assert await client.get("word") == "kept"
    await server.stop()
    socket = Path(unquote(server.url.removeprefix("unix://")))
    assert len(os.fsencode(socket)) <= data_directory.SOCKET_PATH_BYTES
    assert socket.parent == tmp_path / name or not socket.parent.exists(), "a folder was left behind"


async def test_a_foreign_folder_in_the_place_of_the_socket_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    server = EmbeddedServer(tmp_path / ("x" * 120))
    folder = Path(unquote(server.url.removeprefix("unix://"))).parent
    folder.mkdir()
    folder.chmod(0o777)
    with pytest.raises(StoreUnavailable, match="not a private folder of ours"):
        await server.start()


async def test_a_socket_left_by_a_killed_server_is_replaced(binary: Path, tmp_path: Path) -> None:
    (tmp_path / "store.sock").write_text("stale")
    async with EmbeddedServer(tmp_path, binary=binary) as server:
        assert await answers(server.url)


async def test_start_returns_when_the_data_is_loaded(binary: Path, tmp_path: Path) -> None:
    server = EmbeddedServer(tmp_path, binary=binary)
    async with connected(await server.start()) as client:
        await client.eval("for i = 1, 300000 do redis.call('set', 'k' .. i, i) end", 0)
    await server.stop()
    async with connected(await server.start()) as client:
        assert await client.dbsize() == 300_000
    await server.stop()


async def test_a_killed_server_is_restarted_and_the_url_stays(binary: Path, tmp_path: Path) -> None:
    async with EmbeddedServer(tmp_path, binary=binary) as server:
        await restarted_after(server, kill(server.pid))
        assert await answers(server.url)
        assert repr(server) == f"<EmbeddedServer READY pid {server.pid} on {tmp_path}, restarts: 1>"


async def test_a_killed_server_loses_no_acknowledged_write_of_eight_writers(
    binary: Path, tmp_path: Path
) -> None:
    """With `always`: with `everysec` it may answer before it has written, while the disk is busy."""
    async with EmbeddedServer(tmp_path, binary=binary, fsync="always") as server:
        writers = [Writer(server.url, f"writer:{number}") for number in range(8)]
        writing = [asyncio.create_task(writer.write()) for writer in writers]
        for _ in range(2):
            await each_is_acknowledged(writers, 50)
            await restarted_after(server, kill(server.pid))
        await each_is_acknowledged(writers, 1)
        for writer in writers:
            writer.stopped = True
        await asyncio.gather(*writing)
        async with connected(server.url) as client:
            for writer in writers:
                stored = {int(word) for word in await client.smembers(writer.key)}
                assert set(writer.acknowledged) <= stored


class Writer:
    """Adds 0, 1, 2 ... to a set, and notes each one when the server has said yes."""

    def __init__(self, url: str, key: str) -> None:
        self.url = url
        self.key = key
        self.acknowledged: list[int] = []
        self.stopped = False

    async def write(self) -> None:
        """Until stopped."""
        async with connected(self.url) as client:
            while not self.stopped:
                number = len(self.acknowledged)
                try:
                    await client.sadd(self.key, number)
                except Disconnected:
                    await asyncio.sleep(0.002)  # a socket without a server refuses before the loop can turn
                else:
                    self.acknowledged.append(number)


async def each_is_acknowledged(writers: list[Writer], more: int) -> None:
    """Wait until each writer had so many more writes confirmed."""
    goals = [len(writer.acknowledged) + more for writer in writers]
    await eventually(lambda: all(len(w.acknowledged) >= goal for w, goal in zip(writers, goals, strict=True)))


async def restarted_after(server: EmbeddedServer, killed: int) -> None:
    """Wait until another process has taken the place of the killed one."""
    await eventually(lambda: server.pid not in (killed, None))


async def test_a_server_that_cannot_start_is_an_error_with_its_last_words(tmp_path: Path) -> None:
    server = EmbeddedServer(tmp_path / "data", binary=script(tmp_path, "echo no luck today >&2; exit 3"))
    with pytest.raises(StoreUnavailable, match=r"status 3[\s\S]*no luck today"):
        await server.start()
    assert "STOPPED" in repr(server)


async def test_after_a_failed_start_the_folder_is_free(binary: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable):
        await EmbeddedServer(tmp_path / "data", binary=script(tmp_path, "exit 1")).start()
    async with EmbeddedServer(tmp_path / "data", binary=binary, patience=0) as server:
        assert await answers(server.url)


async def test_a_cancelled_start_leaves_no_server(tmp_path: Path, binary: Path) -> None:
    mute = script(tmp_path, f"echo here >{tmp_path}/launched; exec sleep 1000")
    start = asyncio.create_task(EmbeddedServer(tmp_path / "data", binary=mute).start())
    await eventually((tmp_path / "launched").exists)
    start.cancel()
    await asyncio.wait([start])
    assert start.cancelled()
    async with EmbeddedServer(tmp_path / "data", binary=binary, patience=0):
        """The folder is free at once: the mute one is gone."""


async def test_a_server_that_dies_again_and_again_is_tried_with_growing_pauses(
    binary: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken"
    fragile = script(tmp_path, f'[ -e "{broken}" ] && echo "broken again" && exit 7; exec "{binary}" "$@"')
    with capture_logs() as logs:
        async with EmbeddedServer(tmp_path / "data", binary=fragile) as server:
            broken.touch()
            kill(server.pid)
            await eventually(lambda: len(deaths(logs)) >= 4)
            assert "RESTARTING" in repr(server)
            broken.unlink()
            await eventually(lambda: server.pid is not None)
            assert await answers(server.url)
    pauses = [float(death["pause"]) for death in deaths(logs)]
    assert pauses[0] == 0
    assert all(later > earlier for earlier, later in pairwise(pauses))
    assert "broken again" in deaths(logs)[1]["reason"]


async def test_a_full_disk_is_waited_for_and_named(binary: Path, tmp_path: Path) -> None:
    async with EmbeddedServer(tmp_path, binary=binary) as server:
        async with connected(server.url) as redis:
            await redis.set("said", "and kept")
        server.room = MORE_THAN_ANY_DISK
        with capture_logs() as logs:
            kill(server.pid)
            await eventually(lambda: bool(server.trouble))
            assert server.trouble == f"the disk of {tmp_path} is full: make room"
            assert len(deaths(logs)) == 2, "its death, and why it is not started again"
        server.room = 0
        await eventually(lambda: server.pid is not None)
        assert not server.trouble
        async with connected(server.url) as redis:
            assert await redis.get("said") == "and kept"


async def test_a_stop_while_the_disk_is_full_ends_the_waiting(binary: Path, tmp_path: Path) -> None:
    server = EmbeddedServer(tmp_path, binary=binary)
    await server.start()
    server.room = MORE_THAN_ANY_DISK
    kill(server.pid)
    await eventually(lambda: bool(server.trouble))
    await server.stop()
    assert "STOPPED" in repr(server)


async def test_on_a_full_disk_no_server_is_started(binary: Path, tmp_path: Path) -> None:
    server = EmbeddedServer(tmp_path, binary=binary, room=MORE_THAN_ANY_DISK)
    with pytest.raises(StoreUnavailable, match="is full: make room"):
        await server.start()
    assert not (tmp_path / "server.log").exists()


async def test_the_last_words_of_a_server_are_its_own(binary: Path, tmp_path: Path) -> None:
    with capture_logs() as logs:
        async with EmbeddedServer(tmp_path, binary=binary) as server:
            for _ in range(2):
                killed = server.pid
                kill(killed)
                await eventually(lambda killed=killed: server.pid not in (killed, None))  # type: ignore[misc]  # a default argument
    assert [death["reason"].count("Configuration loaded") for death in deaths(logs)] == [1, 1]


def deaths(logs: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """What was logged of servers that died."""
    return [entry for entry in logs if entry["log_level"] == "error"]


async def test_a_stop_during_a_pause_ends_the_trying(binary: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    fragile = script(tmp_path, f'[ -e "{broken}" ] && exit 7; exec "{binary}" "$@"')
    with capture_logs() as logs:
        server = EmbeddedServer(tmp_path / "data", binary=fragile)
        await server.start()
        broken.touch()
        kill(server.pid)
        await eventually(lambda: len(deaths(logs)) >= 2)
        await server.stop()
    assert "STOPPED" in repr(server)
    async with EmbeddedServer(tmp_path / "data", binary=binary, patience=0):
        """The folder is free."""


async def test_a_stop_right_after_a_death_starts_nothing_anew(binary: Path, tmp_path: Path) -> None:
    server = EmbeddedServer(tmp_path, binary=binary)
    await server.start()
    kill(server.pid)
    await server.stop()
    assert not await answers(server.url)
    async with EmbeddedServer(tmp_path, binary=binary, patience=0):
        """The folder is free."""


async def test_a_stuck_server_is_killed_when_its_time_is_up(
    binary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deaf = script(tmp_path, f'trap "" TERM; exec "{binary}" "$@"')
    monkeypatch.setattr(
        "bot.adapters.store.server_process.ServerProcess.end.__kwdefaults__", {"patience": 0.2}
    )
    server = EmbeddedServer(tmp_path / "data", binary=deaf)
    async with connected(await server.start()) as client:
        stuck = asyncio.ensure_future(client.eval("while true do end", 0))
        await eventually(lambda: is_stuck(server.url))
        await server.stop()
        with pytest.raises(Disconnected):
            await stuck
    async with EmbeddedServer(tmp_path / "data", binary=binary, patience=0):
        """The folder is free."""


async def is_stuck(url: str) -> bool:
    """Whether the server, which answers in less than a millisecond, leaves a question open."""
    async with connected(url) as client:
        try:
            async with asyncio.timeout(0.1):
                await client.ping()
        except TimeoutError:
            return True
    return False


async def test_a_second_threadline_waits_and_is_told_whose_folder_it_is(binary: Path, tmp_path: Path) -> None:
    async with EmbeddedServer(tmp_path, binary=binary) as first:
        began = asyncio.get_running_loop().time()
        with pytest.raises(StoreUnavailable, match="another Threadline is using") as caught:
            await EmbeddedServer(tmp_path, binary=binary, patience=0.2).start()
        assert asyncio.get_running_loop().time() - began >= 0.2
        assert str(tmp_path) in str(caught.value)
        assert await answers(first.url)


async def test_a_second_threadline_takes_over_when_the_first_has_stopped(
    binary: Path, tmp_path: Path
) -> None:
    first, second = (EmbeddedServer(tmp_path, binary=binary) for _ in range(2))
    await first.start()
    waiting = asyncio.create_task(second.start())
    await eventually(lambda: "STARTING" in repr(second))
    await first.stop()
    assert await answers(await waiting)
    await second.stop()


async def test_a_file_in_place_of_the_folder_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("not a folder")
    with pytest.raises(StoreUnavailable, match=f"{tmp_path}/data cannot be used"):
        await EmbeddedServer(tmp_path / "data").start()


async def test_a_log_that_grows_long_is_put_aside(
    binary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "LOG_CHECK", 0.01)
    log = tmp_path / "server.log"
    async with EmbeddedServer(tmp_path, binary=binary):
        with log.open("a") as words:
            words.write("x" * (data_directory.LOG_BYTES + 1))
        await eventually((tmp_path / "server.log.1").exists)
    assert log.stat().st_size < data_directory.LOG_BYTES
    assert "bye bye" in log.read_text()


async def test_data_of_redis_is_read_by_the_valkey_of_the_wheel(tmp_path: Path) -> None:
    old, new = path_binary(), wheel_binary()
    if old is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(NO_REDIS)
    async with EmbeddedServer(tmp_path, binary=old) as server, connected(server.url) as client:
        await client.set("word", "kept")
    async with EmbeddedServer(tmp_path, binary=new) as server, connected(server.url) as client:
        assert await client.get("word") == "kept"


def script(folder: Path, lines: str) -> Path:
    """A binary of our own making."""
    path = folder / "server.sh"
    path.write_text(f"#!/bin/sh\n{lines}\n")
    path.chmod(0o700)
    return path
