"""Teams: our adapter over the strict fake, with authentication on. Threads are in a team's channels, where every reply is heard."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

from aiohttp import ClientSession

from bot.adapters.store.shelf import RedisShelf
from bot.adapters.teams import tokens
from bot.adapters.teams.client import TeamsPlatform
from bot.adapters.teams.connector import Connector, open_session
from bot.adapters.teams.files import Hosts
from bot.adapters.teams.graph import Graph
from bot.adapters.teams.names import teams_channel, teams_person
from bot.adapters.teams.parts import Line
from bot.adapters.teams.places import Places
from bot.adapters.teams.service_urls import ServiceUrls
from bot.adapters.teams.tokens import Tokens
from bot.ids import Channel, MessageId, Person, PostRef, ThreadRef, place, split_ref
from bot.takers import Talk
from tests.adapters.contract.scene import Meanwhile, Platform, Seen, Trouble
from tests.adapters.recorder import Recorder
from tests.adapters.teams.logging_in import secret_login
from tests.adapters.teams.serving import serving, shown_at_once
from tests.conftest import Store
from tests.fake_teams import FakeTeams
from tests.fake_teams import Seen as TeamsSeen
from tests.fakes.clock import Clock
from tests.waiting import until


class Ahead:
    """A clock that can be set forward."""

    seconds = 0.0

    def now(self) -> float:
        return time.monotonic() + self.seconds


class TeamsScene:
    """Ann and Bob in one tenant, each with a chat with the bot, and in a team whose channels the bot may read."""

    def __init__(
        self, teams: FakeTeams, platform: TeamsPlatform, session: ClientSession, clock: Ahead
    ) -> None:
        self.teams = teams
        self._clock = clock
        self.platform: Platform = platform
        self._session = session
        self.recorder = Recorder(heard=teams.platform.changes.notify)
        humans = [teams.user(name, has_app=True) for name in ("Ann Lee", "Bob Ray")]
        self._people = {teams_person(teams.tenant.id, one.id): one for one in humans}
        self.ann, self.bob = self._people
        self._ann = humans[0]
        self.stranger = teams_person(teams.tenant.id, "29:nobody")
        self._support = teams.channel("support", members=humans, rsc=True)
        self._anns = teams.channel("ann", members=humans, rsc=True)
        self.inbox, self.channel = (
            teams_channel(teams.tenant.id, one.id) for one in (self._anns, self._support)
        )
        self.channel_called = "support"
        self.mention = "<at>Ann Lee</at>"
        self._answered: list[str] = []

    async def introduces_us(self) -> None:
        """Somebody writes in each channel: then we know of which team it is, and that we hear what is written there."""
        for channel in (self._anns, self._support):
            await self._ann.writes("Hello everybody", to=channel)
        await self.teams.settled()
        self.recorder.messages.clear()

    async def sees(self, thread: ThreadRef) -> Sequence[Seen]:
        self.recorder.known[thread] = Talk(thread, "Anna", is_open=True)
        return [_seen(one) for one in self._ann.thread(_where(thread))]

    async def told(self, person: Person) -> Sequence[str]:
        chat = self._people[person].chat
        in_chat = [_seen(one).text for one in self._people[person].sees(chat) if one.author == "Threadline"]
        return [*in_chat, *(self._answered if person == self.ann else ())]

    async def told_in(self, person: Person) -> ThreadRef | Channel:
        return teams_channel(self.teams.tenant.id, self._people[person].chat.id)

    async def trouble(self, what: Trouble) -> None:
        match what:
            case "dark":
                await self.teams.goes_dark()
                await until(self._hung_up)
            case "ratelimited":
                self._fail("ratelimited", retry_after=3)
            case "refusal":
                self._fail("BadArgument")
            case _:
                self._fail(what)

    def _fail(self, fault: str, *, retry_after: int = 1) -> None:
        for method in ("send", "create"):
            self.teams.fail(method, fault, retry_after=retry_after)

    async def _hung_up(self) -> bool:
        """No connection of ours is open any more: what is sent from now on meets closed doors."""
        connector = self._session.connector
        assert connector is not None
        return not any(kept.is_connected() for line in connector._conns.values() for kept, _ in line)

    def later(self, seconds: float) -> None:
        self._clock.seconds += seconds

    async def closes(self, channel: Channel) -> None:
        assert channel == self.channel
        self.teams.remove(self._support)
        await self.teams.settled()

    async def writes(self, thread: ThreadRef, text: str) -> MessageId:
        self.recorder.known[thread] = Talk(thread, "Anna", is_open=True)
        said = await self._ann.writes(text, in_thread=_where(thread))
        await self.teams.settled()
        return MessageId(f"{said.root}.{said.id}")

    async def sends_file(self, thread: ThreadRef, name: str, content: bytes, *, text: str) -> None:
        self.recorder.known[thread] = Talk(thread, "Anna", is_open=True)
        await self._ann.writes(text, in_thread=_where(thread), files=[(name, content)])
        await self.teams.settled()
        await self.teams.until(lambda: self._ann.sees(self._ann.chat))

    async def begins_to_type(self, thread: ThreadRef) -> None:
        raise AssertionError("Teams does not tell")

    async def edits(self, thread: ThreadRef, message: MessageId, text: str) -> None:
        await self._ann.edits((_where(thread)[0], message), text)
        await self.teams.settled()

    async def deletes(self, thread: ThreadRef, message: MessageId) -> None:
        await self._ann.deletes((_where(thread)[0], message))
        await self.teams.settled()

    async def reacts(self, post: PostRef, *, again: bool = False) -> None:
        act = self._ann.unreacts if again else self._ann.reacts
        await act(_where(post), "heart")
        await self.teams.settled()

    async def presses(self, label: str, thread: ThreadRef, meanwhile: Meanwhile | None = None) -> None:
        seen = self._ann.thread(_where(thread))[0]
        if meanwhile:
            await meanwhile()
        answer = await self._ann.presses(label, on=seen)
        self._hears(answer.text)
        await self.teams.settled()

    async def fills_in(self, **values: str) -> None:
        answer = await self._ann.submits({f"field.{name}": value for name, value in values.items()})
        self._hears(answer.text)

    def _hears(self, text: str) -> None:
        if text:
            self._answered.append(text)

    async def form(self) -> str:
        dialog = await self.teams.until(lambda: self._ann.dialog)
        return dialog.title if dialog else ""

    async def types(self, command: str) -> None:
        await self._ann.writes(command)
        await self.teams.settled()


def _seen(one: TeamsSeen) -> Seen:
    text = "\n".join(part for part in (one.text, *one.card, *one.files) if part)
    return Seen(one.author, text, one.buttons, one.pings)


def _where(ref: ThreadRef | PostRef) -> tuple[str, str]:
    channel, post = split_ref(ref)
    return place(channel).name, post


@asynccontextmanager
async def on_teams(store: Store) -> AsyncIterator[TeamsScene]:
    """A scene, with our side listening."""
    async with FakeTeams(clock=Clock(), buckets=False) as teams, AsyncExitStack() as stack:
        session, shelf = open_session(), RedisShelf(store.redis, store.keys, store.bus)
        stack.push_async_callback(session.close)
        login = secret_login(teams, session)
        connecting = Tokens(login, tokens.CONNECTOR)
        stack.push_async_callback(connecting.close)
        graph = Graph(session, Tokens(login, tokens.GRAPH), url=teams.graph_url)
        stack.push_async_callback(graph.close)
        clock = Ahead()
        addresses, hosts = ServiceUrls(shelf, fallback=teams.service_url), (teams.base_url,)
        line = Line(
            session,
            connecting,
            Connector(session, connecting, addresses, app_id=teams.app.app_id, hosts=hosts, now=clock.now),
            graph,
            Hosts(service=(), files=hosts),
        )
        platform = TeamsPlatform(
            line,
            places=Places(shelf),
            conversations=store.conversations,
            shelf=shelf,
            public_url="https://chat.example",
            pace=0,
        )
        scene = TeamsScene(teams, platform, session, clock)
        shown_at_once(scene.recorder, platform)
        async with serving(teams, line, platform, shelf, scene.recorder.takers, scene.recorder):
            await scene.introduces_us()
            yield scene
