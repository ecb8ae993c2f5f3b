"""A site that is served on a real port over a real store, and the people who come to it."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import msgspec
from aiohttp import ClientSession, ClientWebSocketResponse, TCPConnector, WSMsgType, web
from aiohttp.test_utils import BaseTestServer, TestServer
from redis.asyncio import Redis

from bot.adapters.store.connection import connect
from bot.app import House, Part, open_house
from bot.arrivals import ButtonPressed, ThreadMessage
from bot.conversation.actions import Action
from bot.events import AnyEvent, Entry
from bot.ids import AgentId, ConversationId, MessageId, Person, channel, person, thread_ref
from bot.ports import Agent, Picture
from config.secret_values import Secret, Secrets
from config.settings import Desk, Dialogues, Files, Server, Settings, Site, Visitors
from tests.conversation.commits import BY
from tests.waiting import until
from visitor_gateway.gateway import GATEWAY
from visitor_gateway.repertoire import Repertoire
from visitor_gateway.tokens import VisitorTokens


SIGNING = "a secret for tests, longer than thirty-two characters"
ANN = person("desk", "local", "ann")
INBOX = channel("desk", "local", "inbox-ann")
GENEROUS = Visitors(
    messages_per_minute=100_000,
    frames_per_second=100_000,
    connections_per_address=5_000,
    conversations_per_hour=100_000,
)
"""Limits that no test meets by accident."""

_sites = itertools.count(1)
_ids = itertools.count(1)

Frame = dict[str, Any]


class Closed(Exception):
    """Raised when the gateway has closed the connection."""

    def __init__(self, code: int | None) -> None:
        super().__init__(code)
        self.code = code


@dataclass
class Tab:
    """One connection of a visitor, and what it has been shown."""

    socket: ClientWebSocketResponse
    token: str | None = None
    conversation: str | None = None
    last: int = 0
    entries: dict[int, Frame] = field(default_factory=dict)

    async def send(self, frame: Frame) -> None:
        await self.socket.send_json(frame)

    async def receive(self) -> Frame:
        """The next frame, taken note of. Raises `Closed`."""
        message = await self.socket.receive(timeout=8)
        if message.type is not WSMsgType.TEXT:
            raise Closed(self.socket.close_code)
        frame: Frame = msgspec.json.decode(message.data)
        if frame["type"] == "welcome":
            if frame["conversation"] != self.conversation:
                self.entries.clear()
            self.token, self.conversation = frame["token"], frame["conversation"]
        if frame["type"] in ("welcome", "entries"):
            self.last = frame["last"]
            self.entries.update({entry["n"]: entry for entry in frame["entries"]})
        return frame

    async def until(self, *types: str) -> Frame:
        """Read on to the next frame of one of these types."""
        while (frame := await self.receive())["type"] not in types:
            pass
        return frame

    async def hello(self, **said: object) -> Frame:
        """Say hello as who we are, and hear the answer."""
        known = {"token": self.token, "conversation": self.conversation, "last": self.last}
        await self.send({"type": "hello", "protocol": 1, **known, **said})
        return await self.until("welcome", "error")

    async def wish(self, kind: str, *, id: str | None = None, **fields: object) -> Frame:  # noqa: A002  its name on the wire
        """Send something that is accepted or refused, and hear which."""
        name = id or f"m{next(_ids)}"
        await self.send({"type": kind, "id": name, **fields})
        while (frame := await self.until("accepted", "refused"))["id"] != name:
            pass
        return frame

    async def sees(self, kind: str, **fields: object) -> Frame:
        """Read on until there is such an entry."""
        while True:
            for entry in self.entries.values():
                if entry["type"] == kind and all(entry[name] == value for name, value in fields.items()):
                    return entry
            await self.until("entries", "welcome")

    async def ask_for_a_person(self) -> None:
        """Go through the sample dialogue to its live chat."""
        answered = await self.wish("answer", card="talk", answer="Yes, please")
        assert answered["type"] == "accepted", answered
        filled = await self.wish(
            "capture", card="who", values={"first_name": "Vera", "email": "vera@example.com"}
        )
        assert filled["type"] == "accepted", filled
        await self.sees("live_chat_requested")

    async def closing(self) -> int | None:
        """Read on to the end, and say with which code it came."""
        try:
            while True:
                await self.receive()
        except Closed as closed:
            return closed.code


@dataclass
class Served:
    """A site, and what is behind it."""

    house: House
    app: web.Application
    server: BaseTestServer
    redis: Redis
    session: ClientSession
    opened: list[Tab] = field(default_factory=list)
    """Every connection of this test: one that nobody holds would close itself."""

    @property
    def site(self) -> str:
        return self.house.settings.site.id

    def url(self, path: str) -> str:
        return str(self.server.make_url(path))

    @property
    def repertoire(self) -> Repertoire:
        return self.app[GATEWAY].shared.conversing.repertoire

    @property
    def tokens(self) -> VisitorTokens:
        return self.app[GATEWAY].shared.tokens

    async def open(self, **connecting: Any) -> Tab:
        """A connection that has not said hello."""
        tab = Tab(await self.session.ws_connect(self.url(f"/visitor/{self.site}"), **connecting))
        self.opened.append(tab)
        return tab

    async def close_tabs(self) -> None:
        """Leave nothing open that would be found, and complained of, in somebody else's test."""
        await asyncio.gather(*(tab.socket.close() for tab in self.opened))

    async def tab(self, like: Tab | None = None, **hello: object) -> Tab:
        """A connection that was welcomed; another one of the same visitor, who knows nothing, where `like` is given."""
        tab = await self.open()
        tab.token = like.token if like else None
        welcome = await tab.hello(**hello)
        assert welcome["type"] == "welcome", welcome
        return tab

    async def agent(self, picture: Picture | None = None) -> None:
        """Somebody who answers, without any page or platform."""
        agent = Agent(id=AgentId("agent-secret-id"), name="Ann", person=ANN, inbox=INBOX)
        await self.house.directory.agents.put(agent, picture, BY)

    async def live(self) -> Tab:
        """A visitor whom Ann has accepted."""
        await self.agent()
        tab = await self.tab()
        await tab.ask_for_a_person()
        await self.accept(tab)
        await tab.sees("agent_accepted")
        return tab

    async def accept(self, tab: Tab) -> None:
        """Ann accepts."""
        conversation = ConversationId(tab.conversation or "")
        snapshot = await self.house.conversations.load(conversation)
        assert snapshot.current, snapshot
        ref = thread_ref(INBOX, f"post-{conversation}")
        await self.house.relay.thread_opened(conversation, snapshot.current, ref)
        pressed = ButtonPressed(
            person=ANN, at=2, conversation=conversation, thread=snapshot.current, action=Action.ACCEPT
        )
        assert await self.house.relay.button(pressed) == ""

    async def accept_when_offered(self, tab: Tab) -> None:
        """Ann accepts as soon as she is asked."""
        conversation = ConversationId(tab.conversation or "")
        await until(lambda: self._is_offered(conversation))
        await self.accept(tab)

    async def _is_offered(self, conversation: ConversationId) -> bool:
        return (await self.house.conversations.load(conversation)).current is not None

    async def agent_writes(self, tab: Tab, text: str, *, person: Person = ANN) -> None:
        """Ann, or somebody else, writes in the thread."""
        arrival = ThreadMessage(
            person=person,
            at=3,
            thread=thread_ref(INBOX, f"post-{tab.conversation}"),
            message=MessageId(f"a{next(_ids)}"),
            text=text,
            sent=3,
            ours=True,
        )
        await self.house.relay.thread_message(arrival)

    async def log(self, tab: Tab) -> list[Entry]:
        return await self.house.conversations.entries(ConversationId(tab.conversation or ""))

    async def append(self, tab: Tab, events: Sequence[AnyEvent], *, told: int) -> None:
        """Put events into the log behind everybody's back, and tell the bus of the last `told` of them only."""
        packed = [msgspec.json.encode(event) for event in events]
        keys, conversation = self.house.keys, ConversationId(tab.conversation or "")
        length = int(await self.redis.rpush(keys.of("log", conversation), *packed))
        if told:
            news = b"\n".join([str(length - told).encode(), *packed[-told:]])
            await self.house.bus.publish(conversation, news)


@asynccontextmanager
async def served(
    store_url: str,
    *,
    visitors: Visitors = GENEROUS,
    site: Site | None = None,
    server: Server | None = None,
    dialogues: Dialogues | None = None,
    desk: Desk | None = None,
    files: Files | None = None,
    parts: frozenset[Part] = frozenset({"gateway"}),
    identity_secret: Secret | None = None,
) -> AsyncIterator[Served]:
    """Serve a site that nobody else uses. The part `bot` is only needed where deliveries are looked at."""
    settings = Settings(
        site=site or Site(id=f"served-{next(_sites)}"),
        server=server or Server(),
        dialogues=dialogues or Dialogues(),
        desk=desk or Desk(),
        visitors=visitors,
        files=files or Files(max_megabytes=0),
        secrets=Secrets(redis_url=Secret(store_url), secret=Secret(SIGNING), identity_secret=identity_secret),
    )
    async with AsyncExitStack() as stack:
        house, app = await stack.enter_async_context(open_house(settings, parts))
        running = await stack.enter_async_context(TestServer(app))
        redis = connect(store_url)
        stack.push_async_callback(redis.aclose)
        session = await stack.enter_async_context(ClientSession(connector=TCPConnector(limit=0)))
        made = Served(house, app, running, redis, session)
        stack.push_async_callback(made.close_tabs)
        yield made
