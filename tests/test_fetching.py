"""Files of agents: fetched by whoever is there, shown once, and given up with a word to the agent alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import cast

import pytest

from bot.adapters.store.fetches import RedisFetches
from bot.content import AttachedFile
from bot.errors import InDoubt, PlatformError, Refused, Throttled, Unreachable
from bot.events import AgentAccepted, AgentSentFile, FileNotFetched, ThreadOpened
from bot.fetching import NOT_REACHED, PATIENCE, Fetching
from bot.ids import Channel, MessageId
from bot.ports import Incoming, ThreadPlatform
from bot.relay import Relay
from bot.relay.fetched import FetchedFiles
from tests.conftest import Store
from tests.conversation.commits import BY, Carried, agent
from tests.conversation.scenes import C1, EVERY, NOW, deleted, said_in, words


CAT = AttachedFile(ref="F1", name="cat.txt", size=3)


@dataclass
class Shelfish:
    """A platform from which files come, or errors."""

    content: bytes = b"cat"
    errors: list[PlatformError] = field(default_factory=list)
    gate: asyncio.Event | None = None
    fetched: int = 0

    @asynccontextmanager
    async def fetch(self, inbox: Channel, file: AttachedFile) -> AsyncIterator[Incoming]:
        self.fetched += 1
        if self.gate:
            await self.gate.wait()
        if self.errors:
            raise self.errors.pop(0)
        yield Incoming(file.name, self._pieces(), len(self.content))

    async def _pieces(self) -> AsyncIterator[bytes]:
        yield self.content


class Clock:
    """A clock in the test's hand."""

    def __init__(self) -> None:
        self.at = NOW

    def now(self) -> int:
        return self.at


class Scene:
    """An agent who talks to a visitor, and those who fetch."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.clock = Clock()
        self.platform = Shelfish()
        self.relay = Relay(store.conversations, store.directory, self.clock)
        self.fetches = RedisFetches(store.redis, store.keys, lease=0.5)

    async def begins(self) -> None:
        await self.store.directory.agents.put(agent(), None, BY)
        c = Carried(self.store.conversations)
        await c.begins("everybody")
        await c.offers()
        await c.goes_on(EVERY[ThreadOpened], EVERY[AgentAccepted])

    async def sends(self, *files: AttachedFile, text: str = "look", message: str = "r1") -> None:
        arrival = words(text, message=message)
        given = {name: getattr(arrival, name) for name in arrival.__struct_fields__}
        await self.relay.thread_message(type(arrival)(**given | {"files": files or (CAT,)}))

    def fetching(self) -> Fetching:
        platforms = cast("Mapping[str, ThreadPlatform]", {"desk": self.platform})
        tells = FetchedFiles(self.store.conversations, self.relay.changes, self.clock)
        return Fetching(self.fetches, self.store.files, tells, platforms, self.clock)

    async def one_round(self, *fetching: Fetching) -> None:
        """Everybody takes what is due, and finishes it."""
        all_of_them = fetching or (self.fetching(),)
        await asyncio.gather(*(each.round() for each in all_of_them))
        for each in all_of_them:
            await each.finish()

    async def told(self) -> list[str]:
        events = [entry.event for entry in await self.store.conversations.entries(C1)]
        shown = [f"shown {e.file.name}" for e in events if isinstance(e, AgentSentFile) and e.file]
        return shown + [f"told {e.why}" for e in events if isinstance(e, FileNotFetched)]

    async def left(self) -> int:
        return int(await self.store.redis.zcard(self.store.keys.plain("fetches")))

    def kept(self) -> int:
        folder = self.store.files.folder
        return len([path for path in folder.rglob("*") if path.is_file() and path.suffix != ".json"])


@pytest.fixture
async def scene(store: Store) -> Scene:
    made = Scene(store)
    await made.begins()
    return made


async def test_files_are_shown_each_once(scene: Scene) -> None:
    await scene.sends(CAT, AttachedFile(ref="F2", name="dog.txt"))
    await scene.one_round()
    assert sorted(await scene.told()) == ["shown cat.txt", "shown dog.txt"]
    assert await scene.left() == 0
    assert scene.kept() == 2


async def test_ten_who_fetch_the_same_show_and_keep_it_once(scene: Scene) -> None:
    await scene.sends()
    (fetch,) = await scene.fetches.take(9)
    await asyncio.gather(*(scene.fetching().work(fetch) for _ in range(10)))
    assert await scene.told() == ["shown cat.txt"]
    assert scene.kept() == 1


@pytest.mark.parametrize("error", [Unreachable("down"), InDoubt("cut off"), Throttled(1.0)])
async def test_what_cannot_be_had_now_is_tried_again(scene: Scene, error: PlatformError) -> None:
    scene.platform.errors = [error]
    await scene.sends()
    await scene.one_round()
    assert await scene.told() == []
    assert await scene.left() == 1
    await scene.store.redis.zadd(scene.store.keys.plain("fetches"), {f"{C1}|{await _entry(scene)}": 0})
    await scene.one_round()
    assert await scene.told() == ["shown cat.txt"]


async def _entry(scene: Scene) -> int:
    (member,) = await scene.store.redis.zrange(scene.store.keys.plain("fetches"), 0, -1)
    return int(str(member, "utf-8").rpartition("|")[2]) if isinstance(member, bytes) else 0


async def test_what_can_never_be_had_is_told_to_the_agent(scene: Scene) -> None:
    scene.platform.errors = [Refused("It is gone.", tell="agent")]
    await scene.sends()
    await scene.one_round()
    assert await scene.told() == ["told It is gone."]
    assert await scene.left() == 0


async def test_what_does_not_come_for_half_an_hour_is_given_up(scene: Scene) -> None:
    scene.platform.errors = [Unreachable("down")]
    await scene.sends()
    scene.clock.at += PATIENCE + 1
    await scene.one_round()
    assert await scene.told() == [f"told {NOT_REACHED}"]


async def test_a_file_of_a_kind_that_is_not_taken_is_told_and_not_kept(scene: Scene) -> None:
    await scene.sends(AttachedFile(ref="F1", name="run.exe"))
    await scene.one_round()
    (told,) = await scene.told()
    assert "can do harm" in told
    assert scene.kept() == 0


async def test_a_file_whose_message_is_taken_back_meanwhile_is_neither_shown_nor_kept(scene: Scene) -> None:
    scene.platform.gate = asyncio.Event()
    await scene.sends()
    fetching = scene.fetching()
    await fetching.round()
    await scene.relay.message_changed(deleted(said_in(MessageId("r1"))))
    scene.platform.gate.set()
    await fetching.finish()
    assert await scene.told() == []
    assert await scene.left() == 0
    assert scene.kept() == 0


async def test_what_a_process_leaves_unfinished_is_fetched_by_the_next(scene: Scene) -> None:
    await scene.sends()
    assert len(await scene.fetches.take(9)) == 1  # by a process that dies now
    assert await scene.fetches.take(9) == []
    scene.fetches.now = str(2**50)  # much later, by the store's clock
    await scene.one_round()
    assert await scene.told() == ["shown cat.txt"]


async def test_the_file_of_a_conversation_that_is_no_longer_kept_is_forgotten(scene: Scene) -> None:
    await scene.sends()
    await scene.store.redis.delete(scene.store.keys.of("snapshot", C1), scene.store.keys.of("log", C1))
    scene.relay.changes.forget(C1)
    await scene.one_round()
    assert await scene.left() == 0
    assert scene.platform.fetched == 0
