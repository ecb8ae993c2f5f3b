"""The protocol of one connection, without any I/O.

Give it what was received; carry out the frame that it answers with, if any, and tell it the outcome.
What it wants to say stands in `outgoing`: send it, in order. When `close_code` is set, close with it.
`refused` gathers the codes of what was refused, for whoever counts them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.errors import BadFrame
from bot.events import Entry
from visitor_gateway import wire
from visitor_gateway.entries import Page, pages
from visitor_gateway.limits import Bucket


PROTOCOL = 1
PATIENCE = 20
"""Bad or too frequent frames in a row after which a connection is closed."""
TOO_FAST = 4429
NO_HELLO = 4408
_STANDS = wire.encode(wire.Queue(position=1)).partition(",")[0]
"""What the frames that tell the place in line begin with."""


class Session:
    """One connection's part of the conversation: who it is, and up to which entry it is up to date."""

    def __init__(self, *, frames_per_second: int, files: int = 0) -> None:
        """`files` is how many bytes a file of the visitor may have; 0: none are taken."""
        self._files = files
        self.outgoing: list[str] = []
        self.refused: list[str] = []
        self.close_code: int | None = None
        self.conversation: str | None = None
        self.last = 0
        self.past = 0
        """The entry up to which what is shown was said before this client came: history, and no news."""
        self._greeted = False
        self._bucket = Bucket(2 * frames_per_second, frames_per_second)
        self._offences = 0

    def __repr__(self) -> str:
        state = "CLOSING" if self.close_code else "OPEN" if self.conversation else "NEW"
        return f"<Session {state} {self.conversation} up to {self.last}>"

    def receive(self, data: str, now: float) -> wire.Hello | wire.Wish | wire.Signal | None:
        """Take in one frame at `now` (monotonic seconds). Answers what is to be carried out."""
        if wait := self._bucket.take(now):
            self._too_fast(data, wait)
            return None
        try:
            frame = wire.decode(data)
        except BadFrame as error:
            self._offend(data, "bad_frame", str(error))
            return None
        self._offences = 0
        return self._admit(frame)

    def receive_bytes(self, now: float) -> None:
        """Take in what is no text: as bad as any other frame that cannot be read."""
        if wait := self._bucket.take(now):
            self._too_fast("", wait)
        else:
            self._offend("", "bad_frame", "Frames are JSON texts.")

    def _admit(self, frame: wire.ClientFrame) -> wire.Hello | wire.Wish | wire.Signal | None:
        match frame:
            case wire.Ping():
                self.say(wire.Pong())
                return None
            case wire.Hello() if frame.protocol != PROTOCOL:
                self.say(wire.Error(code="bad_frame", text=f"I speak protocol {PROTOCOL} only."))
                return None
            case wire.Hello():
                self._greeted = True
                return frame
            case _ if not self._greeted:
                self.say(wire.Error(code="hello_first", text="The first frame must be hello."))
                return None
            case _:
                return frame

    def _too_fast(self, data: str, wait: float) -> None:
        self._offences += 1
        name = wire.id_of(data)
        if self._offences > PATIENCE:
            self.close_code = TOO_FAST
        elif name:
            self.refuse(name, "too_fast", "Slower, please.", after=wait)
        else:
            self.say(wire.Error(code="too_fast", text="Slower, please."))

    def _offend(self, data: str, code: str, text: str) -> None:
        self._offences += 1
        name = wire.id_of(data)
        if name:
            self.refuse(name, code, text)
        else:
            self.say(wire.Error(code=code, text=text))
        if self._offences > PATIENCE:
            self.close_code = TOO_FAST

    def say(self, frame: wire.ServerFrame) -> None:
        """Add a frame to what is to be sent."""
        if isinstance(frame, wire.Refused | wire.Error):
            self.refused.append(frame.code)
        self.outgoing.append(wire.encode(frame))

    def stands(self, position: int) -> None:
        """Say where the visitor stands in line, instead of where they stood when that is not sent yet."""
        if self.outgoing and self.outgoing[-1].startswith(_STANDS):
            self.outgoing.pop()
        self.say(wire.Queue(position=position))

    def refuse(
        self, name: str, code: str, text: str, *, problems: dict[str, str] | None = None, after: float = 0
    ) -> None:
        """Answer a wish that changed nothing."""
        self.say(wire.Refused(id=name, code=code, text=text, problems=problems or {}, after=round(after, 2)))

    def welcome(
        self, token: str, conversation: str, entries: Sequence[Entry], last: int, *, past: int = 0
    ) -> None:
        """The connection is up to date to entry `last` of its conversation, of which all up to `past` was said before."""
        self.conversation = conversation
        self.last = last
        self.past = past
        first, *more = pages(entries)
        upto = first.last if more else last
        self.say(
            wire.Welcome(
                token=token, conversation=conversation, last=upto, entries=first.entries, files=self._files
            )
        )
        self._show(more)

    def arrived(self, first: int, entries: Sequence[Entry]) -> bool:
        """New entries, numbered from `first`. Answers False when some before them are missing: read them from the log."""
        if first > self.last + 1:
            return False
        new = [entry for entry in entries if entry.n > self.last]
        if new:
            self.last = new[-1].n
            self._show(pages(new))
        return True

    def _show(self, pages: Iterable[Page]) -> None:
        for page in pages:
            if page.entries:
                self.say(wire.Entries(entries=page.entries, last=page.last, past=page.last <= self.past))
