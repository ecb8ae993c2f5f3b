"""What one client is shown: its visitor's conversation, or what opens one, and all that comes, until it goes away.

A connection is the road in, this is the road out: the hub, the waiting room and the presence know a connection by it.
A slow reader costs no memory: what comes faster than it is taken is read from the log later.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.errors import StoreUnavailable
from bot.events import Entry, Page, VisitorQueued
from bot.ids import ConversationId, EntryNumber, VisitorId
from visitor_gateway import wire
from visitor_gateway.hub import opening_topic
from visitor_gateway.opening import Opening
from visitor_gateway.outlet import GOING_AWAY, TRY_AGAIN, Outlet
from visitor_gateway.reading import AT_ONCE, missed, read
from visitor_gateway.session import Session
from visitor_gateway.site import Site, Socket
from visitor_gateway.tokens import Bearer


class View:
    """Shows one client, whose connection tells it whose that is and on which page."""

    def __init__(self, site: Site, session: Session, socket: Socket, outlet: Outlet) -> None:
        self._site = site
        self._session = session
        self._socket = socket
        self._outlet = outlet
        self.bearer = Bearer(VisitorId(""))
        """Nobody, until they have said hello."""
        self.page = Page()
        self.opening: Opening | None = None
        self.watching: ConversationId | None = None
        self.is_acting = False
        """What the visitor wished for is being done: its answer mostly takes along what comes of it."""
        self._topic: str | None = None
        self._behind = False
        self._moved = False
        self._sending: asyncio.Task[None] | None = None

    def __repr__(self) -> str:
        return f"<View {self._session!r}>"

    # --- what the client is to see

    async def open(self, opening: Opening, *, seen: int) -> None:
        """Show what opens a conversation, from where the client left it."""
        async with self._outlet.lock:
            self.bearer = self.bearer._replace(opened=opening.at)
            token = self._site.tokens.issue(self.bearer)
            past = 0 if seen else opening.last
            self._session.welcome(token, opening.name, opening.entries(after=seen), opening.last, past=past)
        self.opening, self.watching = opening, None
        await self._listen(opening_topic(self.bearer.visitor))

    async def show(self, conversation: ConversationId, seen: int, news: Sequence[Entry]) -> None:
        """Bring the client up to date with a conversation, and keep it so."""
        if conversation != self.watching:
            await self._leave()
        last = news[-1].n if news else EntryNumber(seen)
        more = len(news) == AT_ONCE
        length = (await self._site.conversations.load(conversation)).version if more else last
        async with self._outlet.lock:
            self.bearer = self.bearer._replace(opened=0)
            token = self._site.tokens.issue(self.bearer)
            self._session.welcome(token, conversation, news, last, past=0 if seen else length)
        self.opening, self.watching, self._behind = None, conversation, more
        await self._listen(conversation)
        self._site.room.enter(self, conversation)
        self._site.presence.enter(self, conversation, self.page)
        if more:
            self._send_soon()

    async def show_all(self, conversation: ConversationId) -> None:
        """Show a conversation from its beginning."""
        await self.show(conversation, *await missed(self._site.conversations, conversation, 0))

    async def go_on(self, conversation: ConversationId) -> None:
        """What was shown as an opening has begun."""
        self.opening, self.watching, self._behind = None, conversation, True
        await self._listen(conversation)
        self._site.presence.enter(self, conversation, self.page)

    async def follow(self) -> None:
        """Go where the visitor went in another tab, if they did."""
        self._moved = self._behind = False
        present, opening = await self._present()
        if present is None and opening is None:  # the visitor is forgotten: they come back as nobody
            await self._socket.close(code=GOING_AWAY, message=b"forgotten")
            return
        if present is None or present == (opening.after if opening else self.watching):
            return
        if opening and present == opening.name:
            await self.go_on(present)
        else:
            await self.show_all(present)

    async def close(self) -> None:
        """The client is gone."""
        await self._leave()
        if self._sending:
            self._sending.cancel()

    async def _present(self) -> tuple[ConversationId | None, Opening | None]:
        """The visitor's conversation, and what we show them in its place, as both were at the same moment."""
        while True:
            opening, watching = self.opening, self.watching
            present = (await self._site.conversing.known(self.bearer.visitor)).conversation
            if opening is self.opening and watching == self.watching:  # else they went on meanwhile
                return present, opening

    async def _listen(self, topic: str) -> None:
        if topic == self._topic:
            return
        await self._leave()
        self._topic = topic
        await self._site.hub.watch(topic, self)

    async def _leave(self) -> None:
        topic, self._topic = self._topic, None
        self._site.room.leave(self)
        if topic:
            self._site.presence.leave(self, ConversationId(topic))
            await self._site.hub.leave(topic, self)

    # --- what comes

    def stands(self, position: int) -> None:
        """The visitor's place in line, from the waiting room."""
        self._session.stands(position)
        self._send_soon()

    def arrived(self, entries: Sequence[Entry]) -> None:
        """New entries, from the hub."""
        self._queued(entries)
        if not entries or self._outlet.lock.locked() or not self._session.arrived(entries[0].n, entries):
            self._behind = True
        self._send_soon()

    def may_have_missed(self) -> None:
        """The hub does not know whether we have everything."""
        self._behind = True
        self._send_soon()

    def agent_types(self, frame: wire.AgentTyping) -> None:
        """The agent is typing, from the hub. A slow reader is not told."""
        if not self._session.outgoing:
            self._session.say(frame)
            self._send_soon()

    def moved(self) -> None:
        """The visitor has begun another conversation, in another tab."""
        self._moved = True
        self._send_soon()

    # --- sending

    def _send_soon(self) -> None:
        if self.is_acting:
            asyncio.get_running_loop().call_soon(self._send_rest)
        else:
            self._send()

    def _send_rest(self) -> None:
        if self._session.outgoing or self._moved or self._behind:
            self._send()

    def _send(self) -> None:
        if self._sending is None or self._sending.done():
            self._sending = asyncio.create_task(self._catch_up())

    async def _catch_up(self) -> None:
        try:
            await self._outlet.flush()
            while self._topic and (self._moved or self._behind):
                if self._moved or self.opening:
                    await self.follow()
                if self.watching:
                    await self._read_log(self.watching)
                # What arrives meanwhile is not queued.
                await self._outlet.flush()
        except StoreUnavailable as error:
            self._outlet.log_away(error)
            await self._socket.close(code=TRY_AGAIN, message=b"store unavailable")
        except ConnectionResetError:
            pass  # the visitor is gone

    async def _read_log(self, conversation: ConversationId) -> None:
        self._behind = False
        last, past = self._session.last, self._session.past
        upto = min(last + AT_ONCE, past) if last < past else last + AT_ONCE
        entries = await read(self._site.conversations, conversation, after=last, upto=upto)
        if conversation != self.watching or not entries:
            return
        self._queued(entries)
        if not self._session.arrived(entries[0].n, entries) or entries[-1].n == upto:
            self._behind = True

    def _queued(self, entries: Sequence[Entry]) -> None:
        if self.watching and any(type(entry.event) is VisitorQueued for entry in entries):
            self._site.room.enter(self, self.watching)
