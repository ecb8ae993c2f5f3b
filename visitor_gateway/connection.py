"""One WebSocket, or what stands for one: carries out what the session asks for; its `view` keeps the client up to date."""

from __future__ import annotations

import time

import structlog
from aiohttp import WSMsgType
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
)
from bot.events import Page
from bot.ids import ConversationId, EntryNumber, VisitorId
from bot.ports import Known
from visitor_gateway import wire
from visitor_gateway.admission import Admitted
from visitor_gateway.choosing import Wanted
from visitor_gateway.conversing import Who
from visitor_gateway.opening import Opening
from visitor_gateway.outlet import Outlet
from visitor_gateway.reading import missed
from visitor_gateway.session import NO_HELLO, Session
from visitor_gateway.site import Site, Socket
from visitor_gateway.tokens import Bearer, new_visitor
from visitor_gateway.view import View
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
        self._view = View(site, self._session, socket, self._outlet)
        self._facts: dict[str, str] = {}
        self._locale = ""
        self._preview = ""
        self._wanted = Wanted()

    def __repr__(self) -> str:
        return f"<Connection {self._session!r}>"

    @property
    def _visitor(self) -> VisitorId:
        return self._view.bearer.visitor

    async def serve(self) -> None:
        """Serve the connection until it is closed by either side."""
        try:
            await self._read()
        except ConnectionResetError:
            pass  # the visitor is gone; what was not acknowledged comes again
        finally:
            await self._view.close()

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
            self._view.is_acting = True
            await self._carry_out(frame)
            self._view.is_acting = False
        await self._outlet.flush()

    async def _greet(self, hello: wire.Hello) -> None:
        said = hello.page
        self._view.page = Page(url=said.url, title=said.title, referrer=said.referrer, device=hello.device)
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
        self._view.bearer = admitted.bearer
        self._facts = {**with_room(known.attributes, admitted.facts), **admitted.vouched}
        present = known.conversation
        left = present and conversing.left_for_opening(hello.conversation, self._visitor, present)
        gone = left and present and await conversing.is_over(present)
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
                await self._view.show(present, seen, news)
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

    async def _open(
        self, known: Known, *, after: ConversationId | None, named: str | None, seen: int
    ) -> None:
        """Show what opens a conversation, from where the client left it if it names this one."""
        known = known._replace(attributes={**known.attributes, **self._facts})
        visitor, opened, _ = self._view.bearer
        who = Who(visitor, self._view.page, self._locale, known, opened, self._preview, self._wanted)
        opening = await self._site.conversing.open(who, after=after)
        if not opening.waits:
            await self._begin_at_once(opening)
            return
        await self._view.open(opening, seen=seen if named == opening.name and seen <= opening.last else 0)

    async def _begin_at_once(self, opening: Opening) -> None:
        if wait := self._site.beginnings.take(self._address, time.monotonic()):
            await self._outlet.turn_away(wait, TOO_MANY)
            return
        begun = opening.name
        if not await self._site.conversing.begin(opening):
            known = await self._site.conversing.known(self._visitor)
            begun = known.conversation or begun
        await self._view.show_all(begun)

    def _signalled(self, signal: wire.Signal) -> None:
        """Pass on how the visitor is; before their first word there is nobody to know it."""
        presence, view = self._site.presence, self._view
        if isinstance(signal, wire.Visit):
            view.page = replace(view.page, url=signal.url, title=signal.title)
        if view.watching is None:
            return
        match signal:
            case wire.Typing(on=on):
                presence.types(view.watching, on=on)
            case wire.Visit():
                presence.goes_to(view.watching, view.page)
            case wire.Seen(n=n):
                presence.reads(view.watching, min(n, self._session.last))

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
            log.exception("= a visitor's wish failed", conversation=self._view.watching)
            self._session.refuse(wish.id, "not_now", "Sorry, this did not work.")
        else:
            if number is not None:
                self._session.say(wire.Accepted(id=wish.id, n=number))

    async def _do(self, wish: wire.Wish) -> EntryNumber | None:
        opening, watching = self._view.opening, self._view.watching
        if opening:
            return await self._begin(opening, wish)
        if watching is None:
            raise NotNow("There is no conversation yet.")
        if isinstance(wish, wire.Start):
            return await self._start(watching)
        if not may(self._site, self._session, self._visitor, wish):
            return None
        return await do(self._site.conversing, watching, wish)

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
            await self._view.go_on(opening.name)
            return number
        await self._view.follow()
        if self._view.watching != opening.name:
            raise NotNow("You have gone on elsewhere. Please send this again if it belongs here.")
        return await self._do(wish)

    async def _start(self, ended: ConversationId) -> EntryNumber | None:
        if not await self._site.conversing.is_over(ended):
            raise NotNow("This conversation is still going on.")
        self._wanted = Wanted()
        known = await self._site.conversing.known(self._visitor)
        await self._open(known, after=ended, named=None, seen=0)
        return EntryNumber(self._session.last)
