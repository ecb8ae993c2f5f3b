"""One WebSocket, or what stands for one: carries out what the session asks for, and sends what it says."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence

import structlog
from aiohttp import WSCloseCode, WSMsgType
from msgspec.structs import replace

from bot import metrics
from bot.conversation.decisions import with_room
from bot.errors import (
    BadFrame,
    BadIdentity,
    BadInput,
    BadToken,
    Blocked,
    NotNow,
    OurMistake,
    StoreUnavailable,
    UnknownKey,
)
from bot.events import Entry, Page, VisitorQueued
from bot.ids import ConversationId, EntryNumber, VisitorId
from bot.ports import Known
from visitor_gateway import wire
from visitor_gateway.admission import Admitted
from visitor_gateway.choosing import Wanted
from visitor_gateway.conversing import Who
from visitor_gateway.hub import opening_topic
from visitor_gateway.opening import Opening
from visitor_gateway.outlet import TRY_AGAIN, Outlet
from visitor_gateway.reading import AT_ONCE, missed, read
from visitor_gateway.session import NO_HELLO, Session
from visitor_gateway.site import Site, Socket
from visitor_gateway.tokens import Bearer, new_visitor
from visitor_gateway.wishes import do, may


HELLO_TIME = 10.0
"""Seconds in which a connection must say hello."""
RETRY_AFTER = 1.0
"""Seconds after which a client is to send again what could not be stored."""
TOO_MANY = "Too many conversations from here. Please try later."

log = structlog.get_logger(__name__)


class Connection:
    """One visitor's connection, from hello to close."""

    def __init__(self, site: Site, socket: Socket, address: str) -> None:
        self._site = site
        self._socket = socket
        self._address = address
        self._session = Session(frames_per_second=site.frames_per_second, files=site.file_bytes)
        self._outlet = Outlet(site, self._session, socket, address)
        self._visitor = VisitorId("")
        self._opened = 0
        self._user = ""
        self._facts: dict[str, str] = {}
        self._page = Page()
        self._locale = ""
        self._preview = ""
        self._wanted = Wanted()
        self._opening: Opening | None = None
        self._watching: ConversationId | None = None
        self._topic: str | None = None
        self._behind = False
        self._moved = False
        self._carrying_out = False
        self._sending: asyncio.Task[None] | None = None

    def __repr__(self) -> str:
        return f"<Connection {self._session!r}>"

    # --- the road in

    async def serve(self) -> None:
        """Serve the connection until it is closed by either side."""
        try:
            await self._read()
        except ConnectionResetError:
            pass  # the visitor is gone; what was not acknowledged comes again
        finally:
            await self._leave()
            if self._sending:
                self._sending.cancel()

    async def _read(self) -> None:
        hello_by = time.monotonic() + HELLO_TIME
        while not self._socket.closed:
            # Not 0, which aiohttp takes for "as long as you like".
            left = None if self._visitor else max(0.001, hello_by - time.monotonic())
            try:
                message = await self._socket.receive(timeout=left)
            except TimeoutError:
                await self._socket.close(code=NO_HELLO, message=b"no hello")
                return
            if message.type is WSMsgType.TEXT:
                await self._take_in(message.data)
            elif message.type is WSMsgType.BINARY:
                self._session.receive_bytes(time.monotonic())
                await self._outlet.flush()
            else:
                return

    async def _take_in(self, data: str) -> None:
        frame = self._session.receive(data, time.monotonic())
        if isinstance(frame, wire.Hello):
            await self._greet(frame)
        elif isinstance(frame, wire.Signal):
            self._signalled(frame)
        elif frame is not None:
            self._carrying_out = True
            await self._carry_out(frame)
            self._carrying_out = False
        await self._outlet.flush()

    async def _greet(self, hello: wire.Hello) -> None:
        said = hello.page
        self._page = Page(url=said.url, title=said.title, referrer=said.referrer, device=hello.device)
        self._locale, self._preview = hello.locale, hello.preview
        self._wanted = Wanted(hello.dialogue, hello.asked)
        try:
            bearer = self._site.tokens.read(hello.token) if hello.token else Bearer(new_visitor())
            who = bearer.visitor if hello.token else self._address
            if wait := self._site.readings.take(who, time.monotonic()):
                await self._outlet.turn_away(wait, "Slower, please.")
                return
            admitted = await self._site.admission.admit(bearer, hello.identity, hello.attributes)
            await self._resume(hello, admitted)
        except (BadToken, BadIdentity) as error:
            self._session.say(wire.Error(code=error.code, text=str(error)))
        except StoreUnavailable as error:
            await self._outlet.store_away(error)

    async def _resume(self, hello: wire.Hello, admitted: Admitted) -> None:
        """Show the visitor's conversation from where this client left it, or what opens one if there is none."""
        conversing, known = self._site.conversing, admitted.known
        if known.forgotten:
            raise BadToken("This visitor is forgotten.")
        self._visitor, self._opened, self._user = admitted.bearer
        self._facts = {**with_room(known.attributes, admitted.facts), **admitted.vouched}
        present = known.conversation
        left = present and conversing.left_for_opening(hello.conversation, self._visitor, present)
        gone = left and present and await self._is_over(present)
        if (
            present
            and not gone
            and await conversing.stays(present, hello.conversation, self._preview, self._wanted)
        ):
            seen, news = await missed(
                self._site.conversations, present, hello.last if hello.conversation == present else 0
            )
            if news or seen:
                metrics.HELLOS.labels("resumed" if seen else "shown").inc()
                await self._show(present, seen, news)
                await self._tell(present, admitted)
                return
        # A conversation is kept for a shorter time than the visitor: its log may be gone.
        metrics.HELLOS.labels("new").inc()
        await self._open(known, after=present, named=hello.conversation, seen=hello.last)

    async def _tell(self, conversation: ConversationId, admitted: Admitted) -> None:
        """Write down what the page says of the visitor. What a browser says anew counts as a message."""
        conversing, facts = self._site.conversing, admitted.facts
        if facts and await conversing.is_news(conversation, facts):
            wait = self._site.messages.take(self._visitor, time.monotonic())
            facts = {} if wait else facts  # the next hello says it again
        await conversing.given(conversation, facts, vouched=admitted.vouched)

    async def _is_over(self, conversation: ConversationId) -> bool:
        try:
            return await self._site.conversing.is_over(conversation)
        except UnknownKey:  # no longer kept
            return True

    async def _open(
        self, known: Known, *, after: ConversationId | None, named: str | None, seen: int
    ) -> None:
        """Show what opens a conversation, from where the client left it if it names this one."""
        conversing = self._site.conversing
        known = known._replace(attributes={**known.attributes, **self._facts})
        who = Who(self._visitor, self._page, self._locale, known, self._opened, self._preview, self._wanted)
        opening = await conversing.open(who, after=after)
        if not opening.waits:
            await self._begin_at_once(opening)
            return
        seen = seen if named == opening.name and seen <= opening.last else 0
        async with self._outlet.lock:
            self._opened = opening.at
            token = self._site.tokens.issue(Bearer(self._visitor, self._opened, self._user))
            past = 0 if seen else opening.last
            self._session.welcome(token, opening.name, opening.entries(after=seen), opening.last, past=past)
        self._opening, self._watching = opening, None
        await self._listen(opening_topic(self._visitor))

    async def _begin_at_once(self, opening: Opening) -> None:
        if wait := self._site.beginnings.take(self._address, time.monotonic()):
            await self._outlet.turn_away(wait, TOO_MANY)
            return
        begun = opening.name
        if not await self._site.conversing.begin(opening):
            known = await self._site.conversing.known(self._visitor)
            begun = known.conversation or begun
        await self._show(begun, *await missed(self._site.conversations, begun, 0))

    async def _show(self, conversation: ConversationId, seen: int, news: Sequence[Entry]) -> None:
        """Bring the client up to date, and keep it so."""
        if conversation != self._watching:
            await self._leave()
        last = news[-1].n if news else EntryNumber(seen)
        more = len(news) == AT_ONCE
        length = (await self._site.conversations.load(conversation)).version if more else last
        async with self._outlet.lock:
            self._opened = 0
            token = self._site.tokens.issue(Bearer(self._visitor, user=self._user))
            self._session.welcome(token, conversation, news, last, past=0 if seen else length)
        self._opening, self._watching, self._behind = None, conversation, more
        await self._listen(conversation)
        self._site.room.enter(self, conversation)
        self._site.presence.enter(self, conversation, self._page)
        if more:
            self._send_soon()

    async def _go_on(self, conversation: ConversationId) -> None:
        """What was shown as an opening has begun."""
        self._opening, self._watching, self._behind = None, conversation, True
        await self._listen(conversation)
        self._site.presence.enter(self, conversation, self._page)

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

    def _signalled(self, signal: wire.Signal) -> None:
        """Pass on how the visitor is; before their first word there is nobody to know it."""
        presence, conversation = self._site.presence, self._watching
        if isinstance(signal, wire.Visit):
            self._page = replace(self._page, url=signal.url, title=signal.title)
        if conversation is None:
            return
        match signal:
            case wire.Typing(on=on):
                presence.types(conversation, on=on)
            case wire.Visit():
                presence.goes_to(conversation, self._page)
            case wire.Seen(n=n):
                presence.reads(conversation, min(n, self._session.last))

    async def _carry_out(self, wish: wire.Wish) -> None:
        """Do what the visitor wishes, and answer when it is durable or refused."""
        try:
            number = await self._do(wish)
        except (NotNow, Blocked, BadFrame) as error:
            self._session.refuse(wish.id, error.code, str(error))
        except BadInput as error:
            self._session.refuse(wish.id, error.code, str(error), problems=error.problems)
        except StoreUnavailable as error:
            self._outlet.log_away(error)
            self._session.refuse(wish.id, "unavailable", "Please wait a moment.", after=RETRY_AFTER)
        except OurMistake:
            log.exception("= a visitor's wish failed", conversation=self._watching)
            self._session.refuse(wish.id, "not_now", "Sorry, this did not work.")
        else:
            if number is not None:
                self._session.say(wire.Accepted(id=wish.id, n=number))

    async def _do(self, wish: wire.Wish) -> EntryNumber | None:
        if self._opening:
            return await self._begin(self._opening, wish)
        if self._watching is None:
            raise NotNow("There is no conversation yet.")
        if isinstance(wish, wire.Start):
            return await self._start(wish, self._watching)
        if not may(self._site, self._session, self._visitor, wish):
            return None
        return await do(self._site.conversing, self._watching, wish)

    async def _begin(self, opening: Opening, wish: wire.Wish) -> EntryNumber | None:
        """The first thing that the visitor does begins the conversation."""
        if isinstance(wish, wire.Start):
            return opening.last  # it was carried out already
        if not may(self._site, self._session, self._visitor, wish):
            return None
        if wait := self._site.beginnings.take(self._address, time.monotonic()):
            self._session.refuse(wish.id, "too_fast", TOO_MANY, after=wait)
            return None
        number = None
        try:
            number = await do(self._site.conversing, opening, wish)
        finally:
            if number is None:
                self._site.beginnings.give_back(self._address)
        if number is not None:
            await self._go_on(opening.name)
            return number
        await self._follow()
        if self._watching != opening.name:
            raise NotNow("You have gone on elsewhere. Please send this again if it belongs here.")
        return await self._do(wish)

    async def _start(self, wish: wire.Start, ended: ConversationId) -> EntryNumber | None:
        if not await self._is_over(ended):
            raise NotNow("This conversation is still going on.")
        self._wanted = Wanted()
        known = await self._site.conversing.known(self._visitor)
        await self._open(known, after=ended, named=None, seen=0)
        return EntryNumber(self._session.last)

    # --- the road out

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
        """The agent is typing, from the hub. A slow reader is not told: it costs no memory."""
        if not self._session.outgoing:
            self._session.say(frame)
            self._send_soon()

    def moved(self) -> None:
        """The visitor has begun another conversation, in another tab."""
        self._moved = True
        self._send_soon()

    def _send_soon(self) -> None:
        if self._carrying_out:  # mostly it is what was wished for, whose answer takes it along
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
                if self._moved or self._opening:
                    await self._follow()
                if self._watching:
                    await self._read_log(self._watching)
                # What arrives meanwhile is not queued: a slow reader costs no memory.
                await self._outlet.flush()
        except StoreUnavailable as error:
            self._outlet.log_away(error)
            await self._socket.close(code=TRY_AGAIN, message=b"store unavailable")
        except ConnectionResetError:
            pass  # the visitor is gone

    async def _follow(self) -> None:
        """Go where the visitor went in another tab, if they did."""
        self._moved = self._behind = False
        present, opening = await self._present()
        if present is None and opening is None:  # the visitor is forgotten: they come back as nobody
            await self._socket.close(code=WSCloseCode.GOING_AWAY, message=b"forgotten")
            return
        if present is None or present == (opening.after if opening else self._watching):
            return
        if opening and present == opening.name:
            await self._go_on(present)
        else:
            await self._show(present, *await missed(self._site.conversations, present, 0))

    async def _present(self) -> tuple[ConversationId | None, Opening | None]:
        """The visitor's conversation, and what we show them in its place, as both were at the same moment."""
        while True:
            opening, watching = self._opening, self._watching
            present = (await self._site.conversing.known(self._visitor)).conversation
            if opening is self._opening and watching == self._watching:  # else they went on meanwhile
                return present, opening

    async def _read_log(self, conversation: ConversationId) -> None:
        self._behind = False
        last, past = self._session.last, self._session.past
        upto = min(last + AT_ONCE, past) if last < past else last + AT_ONCE
        entries = await read(self._site.conversations, conversation, after=last, upto=upto)
        if conversation != self._watching or not entries:
            return
        self._queued(entries)
        if not self._session.arrived(entries[0].n, entries) or entries[-1].n == upto:
            self._behind = True

    def _queued(self, entries: Sequence[Entry]) -> None:
        if self._watching and any(type(entry.event) is VisitorQueued for entry in entries):
            self._site.room.enter(self, self._watching)
