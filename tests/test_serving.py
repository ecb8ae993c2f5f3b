"""Processes of ours, started as people start them: they say where they are, share a store, refuse clearly, stop quickly."""

from __future__ import annotations

import asyncio
import math
import os
import re
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, CookieJar, web

from bot.adapters.slack.client import TIMEOUT
from bot.serving import app_runner
from tests.visitor_gateway.site import Tab


THREADLINE = Path(sys.executable).parent / "threadline"
DESK = "server: {port: 0}\ndesk: {enabled: true, people: [ann]}\n"
SECRET = "a-secret-of-at-least-thirty-two-characters"  # noqa: S105  it opens nothing

pytestmark = pytest.mark.timeout(60)  # several processes start one after the other, on a machine that is busy


@dataclass
class Running:
    """A process that has said where it is."""

    process: Process
    said: str

    @property
    def url(self) -> str:
        found = re.search(r"http://\S+?(?=/?\n)", self.said)
        assert found, self.said
        return found[0]

    @property
    def link(self) -> str:
        found = re.search(r"Desk of ann\s+(\S+)", self.said)
        assert found, self.said
        return found[1]

    async def stop(self, how: signal.Signals = signal.SIGTERM) -> tuple[int, float, str]:
        """Stop it; answers its status, how many seconds it took, and what it wrote to standard error."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        self.process.send_signal(how)
        out, err = await asyncio.wait_for(self.process.communicate(), 20)
        self.said += out.decode()
        assert self.process.returncode is not None
        return self.process.returncode, loop.time() - began, err.decode()


async def launched(folder: Path, *words: str, **environment: str) -> Process:
    given = {"PATH": os.environ["PATH"], "HOME": str(folder), **environment}
    return await asyncio.create_subprocess_exec(
        THREADLINE, *words, cwd=folder, env=given, stdout=PIPE, stderr=PIPE
    )


@asynccontextmanager
async def running(
    folder: Path, *words: str, until: str = r"\S\n\n", **environment: str
) -> AsyncIterator[Running]:
    """A process, from the moment at which it has said `until` to the end of the block."""
    process = await launched(folder, *words, **environment)
    assert process.stdout
    try:
        said = ""
        async with asyncio.timeout(30):
            while not re.search(until, said):
                line = (await process.stdout.readline()).decode()
                if not line:
                    assert process.stderr
                    raise AssertionError(f"it ended: {said}{(await process.stderr.read()).decode()}")
                said += line
        yield Running(process, said)
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def refused(folder: Path, *words: str, **environment: str) -> str:
    """Start a process that must not start; answers why it says it does not."""
    process = await launched(folder, *words, **environment)
    out, err = await asyncio.wait_for(process.communicate(), 30)
    assert (process.returncode, out) == (1, b"")
    assert b"Traceback" not in err
    return next(line for line in err.decode().splitlines() if line.startswith("threadline: "))


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    """A browser, with its cookies."""
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as one:
        yield one
        await asyncio.gather(*(socket.close() for socket in opened))
        opened.clear()


opened: list[ClientWebSocketResponse] = []
"""The sockets of this test, which are closed behind it."""


async def socket_to(session: ClientSession, url: str, origin: str | None = None) -> ClientWebSocketResponse:
    opened.append(await session.ws_connect(url, origin=origin))
    return opened[-1]


async def visitor(session: ClientSession, url: str) -> Tab:
    tab = Tab(await socket_to(session, f"{url}/visitor/main"))
    assert (await tab.hello())["type"] == "welcome"
    return tab


@dataclass
class Ann:
    """An agent at her desk, by its WebSocket."""

    socket: ClientWebSocketResponse
    seen: list[dict[str, Any]]

    @classmethod
    async def at(cls, session: ClientSession, at: Running) -> Ann:
        async with session.get(at.link) as opening:
            assert opening.status == 200
        socket = await socket_to(session, f"{at.url}/desk/socket", origin=at.url)
        await socket.send_json({"type": "hello", "after": 0})
        return cls(socket, [])

    async def until(self, kind: str) -> dict[str, Any]:
        """Read on to the next frame of this type."""
        while True:
            frame: dict[str, Any] = msgspec.json.decode((await self.socket.receive(timeout=10)).data)
            if frame["type"] == "posts":
                self.seen += [post for _, post in frame["posts"]]
            if frame["type"] == kind:
                return frame

    async def sees(self, kind: str, **fields: object) -> dict[str, Any]:
        """Read on until there is such a post."""
        while True:
            for post in self.seen:
                if post["type"] == kind and all(post[name] == value for name, value in fields.items()):
                    return post
            await self.until("posts")

    async def sends(self, **frame: object) -> None:
        await self.socket.send_json(frame)


async def a_whole_conversation(tab: Tab, ann: Ann) -> None:
    """From hello to the end, in both directions."""
    await tab.ask_for_a_person()
    card = await ann.sees("card")
    await ann.sends(type="press", id="p1", thread=card["id"], action="accept")
    await tab.sees("agent_accepted")
    assert (await tab.wish("message", text="Do you ship to Austria?"))["type"] == "accepted"
    await ann.sees("said", text="Do you ship to Austria?")
    await ann.sends(type="reply", id="r1", thread=card["id"], text="We do.")
    await tab.sees("agent_wrote", text="We do.")
    await ann.sends(type="reply", id="r2", thread=card["id"], text="!end")
    await tab.sees("conversation_ended", by="agent")


# --- what is said at the start


async def test_who_starts_it_with_nothing_set_is_told_what_is_missing(tmp_path: Path) -> None:
    async with running(tmp_path, "serve", until="threadline demo", THREADLINE_PORT="0") as bare:
        assert "Nobody can answer visitors yet" in bare.said
        assert "admin claim" not in bare.said


async def test_who_serves_the_desk_is_told_how_to_become_the_admin(tmp_path: Path) -> None:
    (tmp_path / "threadline.yaml").write_text(DESK)
    async with running(tmp_path, "serve", until="admin claim") as desk:
        assert "Nobody can answer" not in desk.said


# --- starting


async def test_one_process_with_its_own_store_carries_a_whole_conversation(
    tmp_path: Path, session: ClientSession
) -> None:
    (tmp_path / "threadline.yaml").write_text(DESK)
    async with running(tmp_path, "serve") as house:
        assert "Website with the widget" in house.said
        async with session.get(f"{house.url}/readyz") as ready:
            assert ready.status == 200
        await a_whole_conversation(await visitor(session, house.url), await Ann.at(session, house))
        status, _, err = await house.stop()
    assert status == 0
    assert "Austria" not in err, "message text is never in the log"
    assert "Traceback" not in err


async def test_a_gateway_and_a_bot_share_a_store_and_carry_a_whole_conversation(
    tmp_path: Path, session: ClientSession, store_url: str
) -> None:
    (tmp_path / "threadline.yaml").write_text(DESK + "site: {id: main}\n")
    shared = {"REDIS_URL": f"{store_url}?db=7", "THREADLINE_SECRET": SECRET}
    async with AsyncExitStack() as stack:
        starting = [running(tmp_path, "serve", "--only", part, **shared) for part in ("gateway", "bot")]
        gateway, bot = [await stack.enter_async_context(one) for one in starting]
        for path, of, status in (
            ("/", gateway, 200),
            ("/", bot, 404),
            ("/desk", gateway, 404),
            ("/readyz", gateway, 200),
            ("/readyz", bot, 200),
        ):
            async with session.get(f"{of.url}{path}") as answer:
                assert answer.status == status, (path, of.said)
        await a_whole_conversation(await visitor(session, gateway.url), await Ann.at(session, bot))
        for one in (gateway, bot):
            assert (await one.stop())[0] == 0
        assert ("claim" in gateway.said, "claim" in bot.said) == (False, True)


async def test_the_code_for_the_first_admin_is_said_until_it_is_used(
    tmp_path: Path, session: ClientSession
) -> None:
    (tmp_path / "threadline.yaml").write_text(DESK)
    claim, codes = r"/livechat admin claim (\S+)\n", list[str]()
    for _ in range(2):
        async with running(tmp_path, "serve", until=claim) as house:
            codes += re.findall(claim, house.said)
            await house.stop()
    assert codes == [codes[0]] * 2, "a code that somebody wrote down goes on working"
    async with running(tmp_path, "serve") as house:
        ann = await Ann.at(session, house)
        await ann.sends(type="command", id="c1", text=f"/livechat admin claim {codes[0]}")
        assert "admin" in (await ann.until("answered"))["text"]
        await house.stop()
    async with running(tmp_path, "serve") as house:
        await house.stop()
        assert "claim" not in house.said


async def test_many_visitors_who_come_at_once_wait_to_be_accepted_and_need_not_dial_again(
    tmp_path: Path,
) -> None:
    (tmp_path / "threadline.yaml").write_text(DESK)
    async with running(tmp_path, "serve") as ours, AsyncExitStack() as stack:
        host, _, port = ours.url.removeprefix("http://").partition(":")
        ours.process.send_signal(signal.SIGSTOP)  # it accepts nobody, as while it starts or is busy
        dialled = [asyncio.open_connection(host, int(port)) for _ in range(500)]
        try:
            async with asyncio.timeout(20):
                for _, writer in await asyncio.gather(*dialled):
                    stack.callback(writer.close)
        finally:
            ours.process.send_signal(signal.SIGCONT)


async def test_a_link_that_was_made_beside_the_server_opens_its_desk(
    tmp_path: Path, session: ClientSession
) -> None:
    (tmp_path / "threadline.yaml").write_text(DESK)
    async with running(tmp_path, "serve") as house:
        made = await launched(tmp_path, "desk", "link", "ann")
        out, _ = await made.communicate()
        key = out.decode().strip().partition("?")[2]
        async with session.get(f"{house.url}/desk?{key}") as opening:
            assert opening.status == 200


# --- not starting


async def test_a_port_in_use_is_named_with_a_way_out(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = await refused(tmp_path, "serve", THREADLINE_PORT=str(port))
    assert said == f"threadline: Port {port} is in use. Choose another one: THREADLINE_PORT={port + 1}"


async def test_an_address_of_another_machine_is_named(tmp_path: Path) -> None:
    said = await refused(tmp_path, "serve", THREADLINE_HOST="192.0.2.1", THREADLINE_PORT="0")
    assert said.startswith("threadline: Cannot listen on 192.0.2.1:0: ")


async def test_two_processes_do_not_share_a_data_directory(tmp_path: Path, session: ClientSession) -> None:
    (tmp_path / "threadline.yaml").write_text(DESK)
    async with running(tmp_path, "serve") as house:
        said = await refused(tmp_path, "serve")
        assert "another Threadline is using" in said
        assert str(tmp_path) in said
        async with session.get(f"{house.url}/readyz") as ready:
            assert ready.status == 200, "the first one goes on"


# --- stopping


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_it_quickly_also_with_open_sockets(
    tmp_path: Path, session: ClientSession, how: signal.Signals
) -> None:
    (tmp_path / "threadline.yaml").write_text(DESK)
    async with running(tmp_path, "serve") as house:
        tabs = [await visitor(session, house.url) for _ in range(20)]
        ann = await Ann.at(session, house)
        stopping = asyncio.create_task(house.stop(how))
        closes = await asyncio.gather(*(tab.closing() for tab in tabs))
        assert set(closes) == {1001}
        while not ann.socket.closed:
            await ann.socket.receive(timeout=10)
        status, seconds, err = await stopping
    assert (status, "Traceback" in err) == (0, False)
    assert seconds < 5


async def test_a_signal_during_the_start_ends_it_without_waiting_for_anybody(tmp_path: Path) -> None:
    """Here for a Slack that takes connections and says nothing."""
    loop = asyncio.get_running_loop()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.setblocking(False)
        config = (
            f"slack: {{api_url: 'http://127.0.0.1:{silent.getsockname()[1]}/api/'}}\nserver: {{port: 0}}\n"
        )
        (tmp_path / "threadline.yaml").write_text(config)
        given = {
            "THREADLINE_SLACK_BOT_TOKEN": "xoxb-1-2-abc",
            "THREADLINE_SLACK_APP_TOKEN": "xapp-1-A1-2-abc",
        }
        process = await launched(tmp_path, "serve", **given)
        asked, _ = await asyncio.wait_for(loop.sock_accept(silent), 20)
        process.send_signal(signal.SIGTERM)
        out, err = await asyncio.wait_for(process.communicate(), (TIMEOUT.total or 0) - 2)
        asked.close()
    assert (process.returncode, out) == (0, b"")
    assert b"stopping before everything was open" in err
    assert b"Traceback" not in err
    assert not (tmp_path / "data" / "store" / "store.sock").exists(), "its store has ended too"


async def test_what_was_said_before_a_stop_is_there_after_the_next_start(
    tmp_path: Path, session: ClientSession
) -> None:
    (tmp_path / "threadline.yaml").write_text(DESK)
    async with running(tmp_path, "serve") as house:
        before = await visitor(session, house.url)
        await before.ask_for_a_person()
        assert (await before.wish("message", id="w1", text="Hello?"))["type"] == "accepted"
        await house.stop()
    async with running(tmp_path, "serve") as house:
        after = Tab(await socket_to(session, f"{house.url}/visitor/main"), before.token)
        await after.hello()
        assert after.conversation == before.conversation
        assert (await after.sees("visitor_wrote"))["text"] == "Hello?"
        await house.stop()


LOADED = """
import asyncio, sys
from pathlib import Path
from bot.app import open_house
from config.settings import Desk, Settings, Store

async def main():
    settings = Settings(desk=Desk(enabled=True, people=("ann",)), store=Store(data_directory=sys.argv[1]))
    async with open_house(settings, frozenset({"gateway", "bot"})):
        return {name.partition(".")[0] for name in sys.modules}

loaded = asyncio.run(main())
print(*sorted(loaded & {"aiohttp", "botbuilder", "botframework", "msrest", "requests"}))
"""
"""Opens everything, and says which of these libraries it has loaded."""


async def test_what_proves_activities_of_teams_is_loaded_only_where_teams_is_set_up(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", LOADED, str(tmp_path), stdout=PIPE, stderr=asyncio.subprocess.DEVNULL
    )
    said, _ = await process.communicate()
    assert said.decode().splitlines()[-1] == "aiohttp"


STARTED = """
import gc, sys
from bot.start import main

begun = []
gc.callbacks.append(lambda phase, info: begun.append(info["generation"]))
sys.argv = ["threadline", "version"]
try:
    main()
except SystemExit:
    print(2 in begun, gc.get_freeze_count() > 10_000, gc.isenabled())
"""
"""Runs a command, and says whether all of memory was looked through meanwhile, and how the collector is left."""


async def test_nobody_looks_for_garbage_among_what_a_start_loads() -> None:
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", STARTED, stdout=PIPE)
    said, _ = await process.communicate()
    assert said.decode().splitlines()[-1] == "False True True"


async def test_each_connection_keeps_its_own_time() -> None:
    runner = app_runner(web.Application())
    await runner.setup()
    try:
        assert runner.server is not None
        assert runner.server()._timeout_ceil_threshold == math.inf  # aiohttp shows it nowhere else
    finally:
        await runner.cleanup()
