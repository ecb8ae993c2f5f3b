"""Runs the dialogue until the live chat card, and hands over to the relay.

The dialogue and the conversation are two pure machines that do not know each other; here their words are translated.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from bot.content import KeptFile
from bot.conversation import Conversation, State, decisions
from bot.errors import BadToken, NotNow, UnknownKey
from bot.events import FOLLOW_UP, AnyEvent, ConversationStarted, LinkOpened, Page
from bot.ids import ConversationId, EntryNumber, MessageId, SiteId, VisitorId
from bot.ports import Clock, Conversations, Known
from bot.relay import Relay
from bot.relay.changes import Decide
from bot.routing.blocked_texts import blocked_text
from bot.routing.fallback_texts import fallback_text
from visitor_gateway import follow_up
from visitor_gateway.barrier import Barrier
from visitor_gateway.choosing import Choosing, Wanted
from visitor_gateway.dialogue import stream
from visitor_gateway.dialogue.context import Context
from visitor_gateway.dialogue.whole import Dialogue
from visitor_gateway.opening import DAY, Opening, OpeningNames
from visitor_gateway.playing import Given, Player, Unlooked
from visitor_gateway.preview import Previews
from visitor_gateway.repertoire import Repertoire
from visitor_gateway.showings import Showings


Where = ConversationId | Opening
"""A conversation, or what will be one with the first thing that the visitor does."""

PREVIEW_OVER = "This preview has expired. Make a new link: threadline dialogue preview"


class Who(NamedTuple):
    """Who is to be shown what opens a conversation, and where they are."""

    visitor: VisitorId
    page: Page
    locale: str
    known: Known
    opened: int
    """Since when they have been shown it; see `Bearer`."""
    preview: str = ""
    """The token of a preview link, or empty."""
    wanted: Wanted = Wanted()
    """The dialogue that their browser names."""


class Conversing:
    """The conversations of one site's visitors."""

    def __init__(
        self,
        site: SiteId,
        relay: Relay,
        conversations: Conversations,
        repertoire: Repertoire,
        choosing: Choosing,
        player: Player,
        clock: Clock,
        secret: str,
        showings: Showings,
    ) -> None:
        self._site = site
        self._names = OpeningNames(secret)
        self._previews = Previews(secret, site)
        self._relay = relay
        self._conversations = conversations
        self.repertoire = repertoire
        self._choosing = choosing
        self._player = player
        self._clock = clock
        self._showings = showings
        self._barrier = Barrier(player.rules, clock)

    async def known(self, visitor: VisitorId) -> Known:
        """The visitor's conversation, if they have one, and what is known of them."""
        return await self._conversations.of_visitor(visitor)

    async def is_over(self, conversation: ConversationId) -> bool:
        """Say whether the conversation has ended, or is not even kept any more."""
        try:
            return (await self._conversations.load(conversation)).state is State.ENDED
        except UnknownKey:
            return True

    def left_for_opening(self, named: str | None, visitor: VisitorId, present: ConversationId) -> bool:
        """Say whether a client that names `named` has left the visitor's conversation for what opens the next one."""
        return self._names.is_turn(named, visitor, present)

    async def open(self, who: Who, *, after: ConversationId | None) -> Opening:
        """What a visitor is shown before they have done anything. Nothing is stored."""
        now = self._clock.now()
        at = who.opened if now - who.opened < DAY else now
        dialogue = await self._previewed(who.preview) if who.preview else self._chosen(who)
        started = ConversationStarted(
            at=at,
            site=self._site,
            visitor=who.visitor,
            dialogue=dialogue.id if dialogue else "",
            dialogue_version=dialogue.version if dialogue else "",
            locale=who.locale,
            page=who.page,
            attributes=who.known.attributes,
            instead_of=after or "",
            preview=bool(who.preview),
        )
        if self._barrier.stops(who.visitor, who.known.attributes):
            return self._names.closed(after, started, blocked_text(who.locale))
        if dialogue is None:
            return self._names.closed(after, started, self._why_closed(who))
        shown = await self._player.opening(dialogue, who.page, who.locale, who.known.attributes, at)
        opening = self._names.opening(after, dialogue, started, shown)
        self._showings.note(opening)
        return opening

    async def stays(self, present: ConversationId, named: str | None, preview: str, wanted: Wanted) -> bool:
        """Say whether the visitor goes on with their conversation. For a preview they leave what is not of its version.

        One that has ended is shown to a client that knows it, and left by one that comes for a preview or a dialogue.
        """
        if not preview:
            return named == present or not wanted.dialogue or not await self.is_over(present)
        try:
            version = self._previews.read(preview, now=self._clock.now())
            c = await self._conversations.load(present)
        except (BadToken, UnknownKey):
            return False
        same = (c.dialogue, c.dialogue_version) == version
        return same and (c.state is not State.ENDED or named == present)

    async def _previewed(self, token: str) -> Dialogue | None:
        try:
            return await self.repertoire.version(*self._previews.read(token, now=self._clock.now()))
        except BadToken:
            return None

    def _why_closed(self, who: Who) -> str:
        if who.preview:
            return PREVIEW_OVER
        return fallback_text(self._player.rules().settings.fallback, who.locale, asks=False)

    async def begin(self, opening: Opening) -> bool:
        """Begin a conversation whose opening waits for nothing; False when the visitor has begun another one since."""
        if opening.dialogue:
            await self.repertoire.keep(opening.dialogue)
        return await self._relay.begin(opening.name, opening.events) is not None

    def _chosen(self, who: Who) -> Dialogue | None:
        known = who.known
        return self._choosing.dialogue_for(
            who.page, who.locale, known.attributes, known.completed, who.wanted
        )

    async def wrote(self, where: Where, message: MessageId, text: str) -> EntryNumber | None:
        """The visitor wrote: an answer to a question that waits, else a message. Raises `NotNow`, `BadInput`.

        None, as everywhere here: the visitor has begun another conversation since, and nothing was changed.
        """
        at = self._clock.now()
        dialogue = await self._dialogue_of(where)

        def decide(c: Conversation, looked: Context | None) -> Sequence[AnyEvent]:
            if c.state is State.DIALOGUE and dialogue and stream.takes_words(dialogue, c.card):
                return self._player.answered(dialogue, c, Given(message, c.card, text, at), looked)
            return decisions.visitor_wrote(c, message, text, at)

        return await self._commit_answer(where, decide, message)

    async def answered(
        self, where: Where, message: MessageId, card: str, given: str | Mapping[str, str]
    ) -> EntryNumber | None:
        """The visitor answered a card, or left a message for later. Raises `NotNow` and `BadInput`."""
        at = self._clock.now()
        dialogue = await self._dialogue_of(where)

        def decide(c: Conversation, looked: Context | None) -> Sequence[AnyEvent]:
            if c.state is State.FOLLOW_UP and card == FOLLOW_UP:
                return follow_up.left(c, message, given, at)
            _awaited(c, card)
            return self._player.answered(dialogue, c, Given(message, card, given, at), looked)

        return await self._commit_answer(where, decide, message)

    async def opened(self, where: Where, message: MessageId, card: str) -> EntryNumber | None:
        """The visitor opened the link of a card. Raises `NotNow`."""
        at = self._clock.now()
        dialogue = await self._dialogue_of(where, always=True)

        def decide(_: Conversation) -> Sequence[AnyEvent]:
            if dialogue is None or not dialogue.has_link(card):
                raise NotNow("There is nothing to open.")
            return [LinkOpened(at=at, message=message, card=card)]

        return await self._commit(where, decide, message)

    async def is_news(self, conversation: ConversationId, facts: Mapping[str, str]) -> bool:
        """Say whether a page that tells these facts says anything new."""
        try:
            c = await self._relay.changes.snapshot(conversation)
        except UnknownKey:  # no longer kept
            return False
        return bool(decisions.given(c, facts, {}, self._clock.now()))

    async def given(
        self, conversation: ConversationId, facts: Mapping[str, str], *, vouched: Mapping[str, str]
    ) -> None:
        """The page tells facts about the visitor, or its website vouches for them, in the middle of their conversation."""
        at = self._clock.now()
        if facts or vouched:
            await self._relay.told(conversation, lambda c: decisions.given(c, facts, vouched, at))

    async def sent_file(
        self, conversation: ConversationId, message: MessageId, file: KeptFile
    ) -> EntryNumber:
        """The visitor sent a file, and it is kept. Raises `NotNow`, `Blocked`."""
        at = self._clock.now()
        decide = partial(decisions.visitor_sent_file, message=message, file=file, at=at)
        return await self._relay.from_visitor(conversation, self._barrier.guarded(decide), message)

    async def ended(self, where: Where, message: MessageId) -> EntryNumber | None:
        """The visitor ends the conversation."""
        at = self._clock.now()
        return await self._store(where, partial(decisions.visitor_ended, at=at), message)

    async def rated(self, where: Where, message: MessageId, score: int, comment: str) -> EntryNumber | None:
        """The visitor says how the conversation was. Raises `NotNow`."""
        at = self._clock.now()
        return await self._commit(
            where, lambda c: decisions.visitor_rated(c, message, score, comment, at), message
        )

    async def _commit_answer(
        self,
        where: Where,
        decide: Callable[[Conversation, Context | None], Sequence[AnyEvent]],
        message: MessageId,
    ) -> EntryNumber | None:
        """Commit; where the dialogue turns on which agents there are, look for them first: few dialogues do."""
        try:
            return await self._commit(where, lambda c: decide(c, None), message)
        except Unlooked as asks:
            looked = await self._player.look(asks.dialogue, asks.facts)
            return await self._commit(where, lambda c: decide(c, looked), message)

    async def _commit(self, where: Where, decide: Decide, message: MessageId) -> EntryNumber | None:
        """Commit, unless the visitor is blocked. To end is all that they may do then."""
        return await self._store(where, self._barrier.guarded(decide), message)

    async def _store(self, where: Where, decide: Decide, message: MessageId) -> EntryNumber | None:
        if not isinstance(where, Opening):
            return await self._relay.from_visitor(where, decide, message)
        if where.dialogue is None:
            raise NotNow(where.closed)
        events = (*where.events, *decide(where.snapshot))
        await self.repertoire.keep(where.dialogue)
        return await self._relay.begin(where.name, events, message)

    async def _dialogue_of(self, where: Where, *, always: bool = False) -> Dialogue | None:
        """The version that the visitor began with, whatever is live now, while it is spoken (or `always`).

        None where it is not kept any more. A conversation never changes its dialogue, and never goes back to it.
        """
        if isinstance(where, Opening):
            return where.dialogue
        c = await self._relay.changes.snapshot(where)
        if c.state is not State.DIALOGUE and not always:
            return None
        dialogue = await self.repertoire.version(c.dialogue, c.dialogue_version)
        if dialogue is not None and c.state is State.DIALOGUE:
            await self.repertoire.keep(dialogue)
        return dialogue


def _awaited(c: Conversation, card: str) -> None:
    if c.state is State.ENDED:
        raise NotNow("This conversation has ended.")
    if c.state is not State.DIALOGUE or c.card != card:
        raise NotNow("This was answered already.")
