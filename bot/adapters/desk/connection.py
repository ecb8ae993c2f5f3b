"""One page's socket: what the page sends is acted on in its order; `showing` shows what changes on the board.

::

    page                 connection            board               relay
      reply r1  ──────────▶  put r1  ─────────▶
                              thread_message(r1)  ─────────────────▶  commit
      accepted r1  ◀──────────────────────────────────────────────────
      posts [r1]  ◀──────────────────────────── changes

A reply is accepted after its commit, never before. Where the store does not answer, the socket is closed: the page
comes back and sends again, in order, what was not accepted.
"""

from __future__ import annotations

import asyncio
import time

import msgspec
import structlog
from aiohttp import ClientConnectionResetError, WSCloseCode, WSMsgType, web

from bot.adapters.desk import board, parse, render
from bot.adapters.desk.names import SHARED, inbox_of, shown_name
from bot.adapters.desk.parts import Parts
from bot.adapters.desk.showing import Showing, send
from bot.errors import BadFrame, StoreUnavailable
from bot.forms import Form
from bot.ids import Person


log = structlog.get_logger(__name__)

HELLO_WITHIN = 10.0
"""Seconds in which a page must have said `hello`."""

COMMANDS_AT_ONCE = 10
"""Commands of one page that are carried out at the same time; the page is not read further until one is done."""

TYPING_PAUSE = 2.0
"""Seconds between two times that a visitor is told that somebody is typing."""

SIGNED_OUT = 4401
"""Close code: the session is over; the page does not come back by itself."""

LATE = 4408
"""Close code: no `hello` in time."""

FORM_OPENS = "Please fill in the form."
"""What is answered to a command that asks by a form."""


class DeskConnection:
    """Serves one page until it goes away, the session is over, or the store does not answer."""

    def __init__(self, socket: web.WebSocketResponse, who: Person, parts: Parts, *, until: int) -> None:
        """`until` is when the session is over, in seconds since 1970."""
        self._socket = socket
        self._who = who
        self._inbox = inbox_of(who)
        self._parts = parts
        self._board, self._clock = parts.board, parts.clock
        self._until = until
        self._typed_at = -TYPING_PAUSE
        self._running: set[asyncio.Task[None]] = set()

    def __repr__(self) -> str:
        return f"<DeskConnection of {self._who}, {len(self._running)} commands running>"

    async def serve(self) -> None:
        """Hear `hello`, then hear and show until either ends. The socket is closed afterwards."""
        hello = await self._hello()
        if hello is None:
            return
        showing = asyncio.create_task(Showing(self._socket, self._who, self._board).run(hello))
        try:
            await self._listen()
        except StoreUnavailable:
            await self._socket.close(code=WSCloseCode.TRY_AGAIN_LATER)
        except ClientConnectionResetError:
            log.debug("= page went away", person=self._who)
        finally:
            showing.cancel()
            await asyncio.gather(showing, *self._running, return_exceptions=True)

    # --- hearing ---

    async def _hello(self) -> parse.Hello | None:
        try:
            message = await self._socket.receive(timeout=HELLO_WITHIN)
            frame = parse.frame(message.data) if message.type is WSMsgType.TEXT else None
        except TimeoutError:
            await self._socket.close(code=LATE)
            return None
        except BadFrame as mistake:
            await self._socket.close(code=WSCloseCode.POLICY_VIOLATION, message=str(mistake).encode()[:120])
            return None
        if not isinstance(frame, parse.Hello):
            await self._socket.close(code=WSCloseCode.POLICY_VIOLATION, message=b"hello comes first")
            return None
        return frame

    async def _listen(self) -> None:
        async for message in self._socket:
            if self._clock.now() >= self._until * 1000:
                await self._socket.close(code=SIGNED_OUT)
            elif message.type is WSMsgType.TEXT:
                await self._hear(message.data)
            else:
                await self._send(render.Error(text="Frames are texts."))

    async def _hear(self, raw: str) -> None:
        try:
            frame = parse.frame(raw)
        except BadFrame as mistake:
            await self._send(render.Error(text=str(mistake)))
            return
        match frame:
            case parse.Reply():
                await self._reply(frame)
            case parse.Press():
                await self._press(frame)
            case parse.Submit():
                submitted = parse.form_submitted(self._who, frame, at=self._clock.now())
                await self._send(render.asked(frame.id, await self._parts.forms.submit(submitted)))
            case parse.Command():
                # Alongside: a command that asks a slow platform must not hold up replies, unless there are many.
                if len(self._running) >= COMMANDS_AT_ONCE:
                    await asyncio.wait(self._running, return_when=asyncio.FIRST_COMPLETED)
                running = asyncio.create_task(self._command(frame))
                self._running.add(running)
                running.add_done_callback(self._running.discard)
            case parse.Typing():
                await self._typing(frame)
            case parse.Ping():
                await self._send(render.Pong())
            case parse.Hello():
                await self._send(render.Error(text="Hello comes once."))

    async def _reply(self, frame: parse.Reply) -> None:
        card = await self._card(frame.thread)
        if card is None:
            await self._send(render.Refused(id=frame.id, text="There is no such thread."))
            return
        now = self._clock.now()
        author = shown_name(self._who) if card.channel else ""
        post = board.Reply(id=frame.id, thread=frame.thread, at=now, text=frame.text, author=author)
        stored = (await self._board.put(SHARED if card.channel else self._inbox, post)).post
        if not isinstance(stored, board.Reply) or msgspec.structs.replace(stored, at=now) != post:
            await self._send(render.Refused(id=frame.id, text="This id was used for something else."))
            return
        await self._parts.relay.thread_message(parse.thread_message(self._who, card, stored, at=now))
        await self._send(render.Accepted(id=frame.id))

    async def _press(self, frame: parse.Press) -> None:
        card = await self._card(frame.thread)
        if card is None:
            await self._send(render.Refused(id=frame.id, text="There is no such thread."))
            return
        pressed = parse.button_pressed(self._who, card, frame.action, at=self._clock.now())
        actions = self._parts.actions
        take = actions.choose if frame.action in card.more else actions.press
        await self._send(render.asked(frame.id, await take(pressed)))

    async def _typing(self, frame: parse.Typing) -> None:
        """Pass it on, but not for every key."""
        now = time.monotonic()
        if now - self._typed_at < TYPING_PAUSE:
            return
        self._typed_at = now
        if card := await self._card(frame.thread):
            await self._parts.signals.agent_types(self._who, card.conversation, card.number)

    async def _command(self, frame: parse.Command) -> None:
        typed = parse.command_typed(self._who, frame.text, at=self._clock.now())
        try:
            form = await self._parts.commands.form_for(typed)
            if isinstance(form, Form):
                await self._send(render.Answered(id=frame.id, text=FORM_OPENS))
                await self._send(render.asked(frame.id, form))
                return
            await self._send(render.Answered(id=frame.id, text=await self._parts.commands.run(typed)))
        except StoreUnavailable:
            await self._send(render.Refused(id=frame.id, text="The store does not answer. Please try again."))
        except ClientConnectionResetError:
            log.debug("= page went away before its answer", person=self._who)
        except Exception:  # a task's error would be lost: say it here, and let the person know
            log.exception("= command failed", person=self._who)
            await self._send(render.Refused(id=frame.id, text="That failed. The log says why."))

    async def _card(self, thread: str) -> board.Card | None:
        card = await self._board.get(self._inbox, thread) or await self._board.get(SHARED, thread)
        return card if isinstance(card, board.Card) else None

    async def _send(self, frame: render.AnyFrame) -> None:
        await send(self._socket, frame)
