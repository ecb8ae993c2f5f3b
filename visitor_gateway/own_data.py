"""What a visitor may ask of their data: all of it as a file, and that it be forgotten."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from typing import Literal, NamedTuple

import msgspec

from bot.conversation.told import moved
from bot.conversation.transcript import lines
from bot.errors import BadFrame, BadInput
from bot.events import AnyEvent, ConversationStarted, Entry
from bot.ids import SiteId, VisitorId
from bot.ports import Clock, Conversations
from bot.relay import Relay
from bot.relay.erasing import conversations_of
from visitor_gateway import wire
from visitor_gateway.admission import Admission
from visitor_gateway.entries import shown
from visitor_gateway.limits import Limit
from visitor_gateway.reading import read
from visitor_gateway.tokens import VisitorTokens


NOBODY = "Nothing is kept of you here."


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """The body of a wish. The token says who asks, and for a user of the website its word, as in `hello`."""

    token: str
    identity: wire.IdentitySaid | None = None
    format: Literal["json", "text"] = "json"


class Spoken(msgspec.Struct, frozen=True, kw_only=True):
    """One conversation, with the entries that its visitor sees."""

    id: str
    started_at: int
    locale: str
    page: str
    entries: list[msgspec.Raw]


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that is kept of a visitor. Times in milliseconds since 1970."""

    site: str
    visitor: str
    exported_at: int
    attributes: dict[str, str]
    dialogues_completed: list[str]
    conversations: list[Spoken]


class File(NamedTuple):
    """What is sent to the visitor."""

    content_type: str
    name: str
    body: bytes


class OwnData:
    """The data of one site's visitors, for themselves. Raises `BadToken`, `BadIdentity`, `BadFrame`, `BadInput` and `StoreUnavailable`."""

    def __init__(
        self,
        site: SiteId,
        tokens: VisitorTokens,
        admission: Admission,
        conversations: Conversations,
        relay: Relay,
        clock: Clock,
        wishes: Limit,
        *,
        ours: str,
    ) -> None:
        self._site = site
        self._tokens = tokens
        self._admission = admission
        self._conversations = conversations
        self._relay = relay
        self._clock = clock
        self._wishes = wishes
        self._ours = ours
        self._one_at_a_time = asyncio.Lock()
        """All that somebody ever said is in memory for a moment; not all that everybody ever said."""

    async def download(self, body: bytes) -> File:
        """Put everything that is kept of a visitor into one file."""
        asked, visitor = await self._admit(body)
        async with self._one_at_a_time:
            return await self._file(asked, visitor)

    async def _file(self, asked: Asked, visitor: VisitorId) -> File:
        logs = await self._logs(visitor)
        if asked.format == "text":
            text = "\n\n".join(self._as_text(log) for log in logs) or NOBODY
            return File("text/plain", "chat.txt", f"{text}\n".encode())
        known = await self._conversations.of_visitor(visitor)
        kept = Kept(
            site=self._site,
            visitor=visitor,
            exported_at=self._clock.now(),
            attributes=known.attributes,
            dialogues_completed=sorted(known.completed),
            conversations=[_spoken(name, log) for name, log in logs],
        )
        return File("application/json", "chat.json", msgspec.json.format(msgspec.json.encode(kept), indent=2))

    async def erase(self, body: bytes) -> None:
        """Forget a visitor. When this returns nobody is known by their token, and the agents' threads are being told."""
        _, visitor = await self._admit(body)
        await self._relay.forget(visitor)

    async def _admit(self, body: bytes) -> tuple[Asked, VisitorId]:
        try:
            asked = msgspec.json.decode(body, type=Asked)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise BadFrame("Send an object with your token, and format json or text.") from error
        bearer = self._tokens.read(asked.token)
        if self._wishes.take(bearer.visitor, time.monotonic()):
            raise BadInput("Slower, please.")
        admitted = await self._admission.admit(bearer, asked.identity)
        return asked, admitted.bearer.visitor

    async def _logs(self, visitor: VisitorId) -> list[tuple[str, list[Entry]]]:
        """Every log of the visitor's, the oldest first."""
        names = [name async for name in conversations_of(self._conversations, visitor)]
        logs = [(name, await read(self._conversations, name)) for name in reversed(names)]
        return [(name, log) for name, log in logs if log]  # another wish may have been to be forgotten

    def _as_text(self, log: tuple[str, Sequence[Entry]]) -> str:
        events: list[AnyEvent] = [entry.event for entry in log[1]]
        began = time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(events[0].at / 1000))
        said = lines(events, visitor="You", ours=self._ours)
        return "\n".join([began, *(f"{line.author}: {moved(line.text)}" for line in said)])


def _spoken(name: str, log: Sequence[Entry]) -> Spoken:
    began = log[0].event
    page, locale = (began.page.url, began.locale) if isinstance(began, ConversationStarted) else ("", "")
    entries = [raw for entry in log if (raw := shown(entry)) is not None]
    return Spoken(id=name, started_at=began.at, locale=locale, page=page, entries=entries)
