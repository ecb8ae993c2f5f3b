"""The opening: what a visitor is shown before they have done anything. Nothing of it is stored.

It is made anew for each connection, and committed together with the first thing that the visitor does.
Its name is made of what it shows and since when, which the visitor's token remembers: who comes back to the same cards is
in the same conversation, and may send again what was not acknowledged; whoever is shown others begins at their beginning.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from bot.conversation import Conversation, replay
from bot.events import AnyEvent, CardShown, ConversationStarted, Entry
from bot.ids import ConversationId, EntryNumber, VisitorId
from visitor_gateway.dialogue.whole import Dialogue


DAY = 86_400_000
"""Milliseconds for which an opening is the same for who comes back."""
CLOSED = "closed"
"""The card that says so."""
HALF = 6
"""Bytes of each half of a name: whose turn it is, and what is shown."""

_json = msgspec.json.Encoder()


class Opening(NamedTuple):
    """A conversation that has not begun."""

    name: ConversationId
    """The conversation's, once it has begun."""
    after: ConversationId | None
    """The visitor's conversation before this one."""
    dialogue: Dialogue | None
    """None where there is none to show; then nothing can begin."""
    events: tuple[AnyEvent, ...]
    snapshot: Conversation
    """What the conversation would be with these events."""
    closed: str = ""
    """Why nothing can begin, as the visitor is told."""

    @property
    def at(self) -> int:
        """When it was shown first, milliseconds since 1970."""
        return self.events[0].at

    @property
    def last(self) -> EntryNumber:
        """The number of its last entry."""
        return self.snapshot.version

    @property
    def waits(self) -> bool:
        """Whether it waits for the visitor. One that does not has begun when it is shown."""
        return bool(self.snapshot.card or self.closed)

    def entries(self, *, after: int = 0) -> list[Entry]:
        """Its entries behind number `after`, as the log will have them."""
        numbered = enumerate(self.events, 1)
        return [Entry(EntryNumber(n), event) for n, event in numbered if n > after]


class OpeningNames:
    """Names openings of one site. Nobody without the site's secret can guess one."""

    def __init__(self, secret: str) -> None:
        self._key = hashlib.sha256(f"threadline openings {secret}".encode()).digest()

    def opening(
        self,
        after: ConversationId | None,
        dialogue: Dialogue,
        started: ConversationStarted,
        shown: Sequence[AnyEvent],
    ) -> Opening:
        """Put an opening together. Raises `IllegalEvent` where its events do not follow each other."""
        name = self._name(started, after, [dialogue.id, dialogue.version, shown])
        events = (started, *shown)
        return Opening(name, after, dialogue, events, replay(name, events))

    def closed(self, after: ConversationId | None, started: ConversationStarted, why: str) -> Opening:
        """What is shown where there is nothing to begin."""
        events = (started, CardShown(at=started.at, card=CLOSED, kind="message", text=why))
        name = self._name(started, after, why)
        return Opening(name, after, None, events, replay(name, events), why)

    def _name(
        self, started: ConversationStarted, after: ConversationId | None, content: object
    ) -> ConversationId:
        # On which page it is shown makes no difference to what is shown.
        visitor = started.visitor
        mark = self._mark(visitor, after or "", started.at, content)
        return ConversationId(self._turn(visitor, after) + mark)

    def is_turn(self, name: str | None, visitor: VisitorId, after: ConversationId) -> bool:
        """Say whether this names an opening that came after the visitor's conversation `after`."""
        return name is not None and name.startswith(self._turn(visitor, after))

    def _turn(self, visitor: VisitorId, after: ConversationId | None) -> str:
        return f"c{self._mark(visitor, after or '')}"

    def _mark(self, *content: object) -> str:
        return hashlib.blake2b(_json.encode(content), key=self._key, digest_size=HALF).hexdigest()
