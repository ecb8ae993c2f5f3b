"""Runs the dialogue until the live chat card, and hands over to the relay.

The dialogue and the conversation are two pure machines that do not know each other; here their words are translated.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

import structlog
from msgspec.structs import replace

from bot.conversation import Conversation, State, decisions
from bot.errors import BadInput, BadToken, NotNow, UnknownKey
from bot.events import (
    AnyEvent,
    ConversationStarted,
    LinkOpened,
    Page,
    VisitorAnswered,
)
from bot.ids import AgentId, ConversationId, EntryNumber, MessageId, SiteId, TeamName, VisitorId
from bot.ports import Clock, Conversations
from bot.relay import Relay
from bot.relay.changes import Decide
from bot.routing import resolve
from bot.routing.facts import Facts
from bot.routing.fallback_texts import fallback_text
from bot.routing.site_rules import SiteRules, open_hours
from visitor_gateway.dialogue import stream
from visitor_gateway.dialogue.context import Context
from visitor_gateway.dialogue.errors import BadAnswer, NotWaiting
from visitor_gateway.dialogue.routing import CustomRules, RoundRobin, Routing, ToAgent, ToTeam
from visitor_gateway.dialogue.step import Step
from visitor_gateway.dialogue.targeting import Targeting
from visitor_gateway.dialogue.whole import Dialogue
from visitor_gateway.dialogue_events import events_of
from visitor_gateway.opening import DAY, Opening, OpeningNames
from visitor_gateway.preview import Previews
from visitor_gateway.repertoire import Repertoire


Where = ConversationId | Opening
"""A conversation, or what will be one with the first thing that the visitor does."""

PREVIEW_OVER = "This preview has expired. Make a new link: threadline dialogue preview"
NOT_ASKED = "This question is not asked any more. Please start a new conversation."

log = structlog.get_logger(__name__)


class Who(NamedTuple):
    """Who is to be shown what opens a conversation, and where they are."""

    visitor: VisitorId
    page: Page
    locale: str
    attributes: dict[str, str]
    """What is known of them."""
    opened: int
    """Since when they have been shown it; see `Bearer`."""
    preview: str = ""
    """The token of a preview link, or empty."""


class Conversing:
    """The conversations of one site's visitors."""

    def __init__(
        self,
        site: SiteId,
        relay: Relay,
        conversations: Conversations,
        repertoire: Repertoire,
        rules: Callable[[], SiteRules],
        clock: Clock,
        secret: str,
    ) -> None:
        self._site = site
        self._names = OpeningNames(secret)
        self._previews = Previews(secret, site)
        self._relay = relay
        self._conversations = conversations
        self.repertoire = repertoire
        self._rules = rules
        self._clock = clock

    async def present(self, visitor: VisitorId) -> tuple[ConversationId | None, dict[str, str]]:
        """The visitor's conversation, if they have one, and what is known of them."""
        return await self._conversations.of_visitor(visitor)

    async def is_over(self, conversation: ConversationId) -> bool:
        """Say whether the conversation has ended."""
        return (await self._conversations.load(conversation)).state is State.ENDED

    def left_for_opening(self, named: str | None, visitor: VisitorId, present: ConversationId) -> bool:
        """Say whether a client that names `named` has left the visitor's conversation for what opens the next one."""
        return self._names.is_turn(named, visitor, present)

    async def open(self, who: Who, *, after: ConversationId | None) -> Opening:
        """What a visitor is shown before they have done anything. Nothing is stored."""
        now = self._clock.now()
        at = who.opened if now - who.opened < DAY else now
        dialogue = await self._previewed(who.preview) if who.preview else self._dialogue_for_anybody()
        started = ConversationStarted(
            at=at,
            site=self._site,
            visitor=who.visitor,
            dialogue=dialogue.id if dialogue else "",
            dialogue_version=dialogue.version if dialogue else "",
            locale=who.locale,
            page=who.page,
            attributes=who.attributes,
            instead_of=after or "",
            preview=bool(who.preview),
        )
        if dialogue is None:
            return self._names.closed(after, started, self._why_closed(who))
        facts = self._facts(who.page, who.locale, dialogue.id, who.attributes)
        step = stream.start(dialogue, who.attributes, Context(facts=facts))
        return self._names.opening(after, dialogue, started, self._events(step, facts, at))

    async def stays(self, present: ConversationId, named: str | None, preview: str) -> bool:
        """Say whether the visitor goes on with their conversation. For a preview they leave what is not of its version.

        One that has ended is shown to a client that knows it: its author wants to begin again and again.
        """
        if not preview:
            return True
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
        return fallback_text(self._rules().settings.fallback, who.locale, asks=False)

    async def begin(self, opening: Opening) -> bool:
        """Begin a conversation whose opening waits for nothing; False when the visitor has begun another one since."""
        if opening.dialogue:
            await self.repertoire.keep(opening.dialogue)
        return await self._relay.begin(opening.name, opening.events) is not None

    def _dialogue_for_anybody(self) -> Dialogue | None:
        """The dialogue for every page and everybody; of several that with the highest priority, then the first by name."""
        live = list(self.repertoire.live.values())
        general = [dialogue for dialogue in live if dialogue.targeting == Targeting()]
        return min(general or live, key=lambda dialogue: (-dialogue.priority, dialogue.id), default=None)

    async def wrote(self, where: Where, message: MessageId, text: str) -> EntryNumber | None:
        """The visitor wrote: an answer to a question that waits, else a message. Raises `NotNow`, `BadInput`.

        None, as everywhere here: the visitor has begun another conversation since, and nothing was changed.
        """
        at = self._clock.now()
        dialogue = await self._dialogue_of(where)

        def decide(c: Conversation) -> Sequence[AnyEvent]:
            if c.state is State.DIALOGUE and dialogue and stream.takes_words(dialogue, c.card):
                return self._answered(dialogue, c, c.card, message, text, at)
            return decisions.visitor_wrote(c, message, text, at)

        return await self._commit(where, decide, message)

    async def answered(
        self, where: Where, message: MessageId, card: str, given: str | Mapping[str, str]
    ) -> EntryNumber | None:
        """The visitor answered a card. Raises `NotNow` and `BadInput`."""
        at = self._clock.now()
        dialogue = await self._dialogue_of(where)
        return await self._commit(
            where, lambda c: self._answered(dialogue, c, card, message, given, at), message
        )

    async def opened(self, where: Where, message: MessageId, card: str) -> EntryNumber | None:
        """The visitor opened the link of a card. Raises `NotNow`."""
        at = self._clock.now()
        dialogue = await self._dialogue_of(where, always=True)

        def decide(_: Conversation) -> Sequence[AnyEvent]:
            if dialogue is None or not dialogue.has_link(card):
                raise NotNow("There is nothing to open.")
            return [LinkOpened(at=at, message=message, card=card)]

        return await self._commit(where, decide, message)

    async def ended(self, where: Where, message: MessageId) -> EntryNumber | None:
        """The visitor ends the conversation."""
        at = self._clock.now()
        return await self._commit(where, partial(decisions.visitor_ended, at=at), message)

    async def _commit(self, where: Where, decide: Decide, message: MessageId) -> EntryNumber | None:
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

    def _answered(
        self,
        dialogue: Dialogue | None,
        c: Conversation,
        card: str,
        message: MessageId,
        given: str | Mapping[str, str],
        at: int,
    ) -> Sequence[AnyEvent]:
        if c.state is State.ENDED:
            raise NotNow("This conversation has ended.")
        if c.state is not State.DIALOGUE or c.card != card:
            raise NotNow("This was answered already.")
        if dialogue is None:
            raise NotNow(NOT_ASKED)
        facts = self._facts(c.page, c.locale, c.dialogue, c.attributes)
        try:
            step = stream.answer(dialogue, card, given, c.attributes, Context(facts=facts))
        except BadAnswer as bad:
            raise BadInput(str(bad), bad.problems) from bad
        except NotWaiting as gone:
            raise NotNow(NOT_ASKED) from gone
        answered = VisitorAnswered(
            at=at, message=message, card=card, text=step.said, attributes=step.attributes
        )
        return [answered, *self._events(step, facts, at)]

    def _facts(self, page: Page, locale: str, dialogue: str, attributes: Mapping[str, str]) -> Facts:
        at = self._clock.now()
        return Facts(
            attributes=attributes,
            page=page,
            locale=locale,
            dialogue=dialogue,
            at=at,
            time_zone=self._rules().settings.time_zone,
            open_hours=open_hours(self._rules(), at),
        )

    def _events(self, step: Step, facts: Facts, at: int) -> list[AnyEvent]:
        """What a step of the dialogue is in the words of the conversation."""
        terms = None
        if step.live_chat:
            known = replace(facts, attributes={**facts.attributes, **step.known})
            terms = resolve.resolve(_option(step.live_chat.routing), known, self._rules())
        return events_of(step, at, terms)


def _option(routing: Routing) -> resolve.Option:
    match routing:
        case RoundRobin():
            return resolve.RoundRobin()
        case ToAgent():
            return resolve.ToAgent(AgentId(routing.agent))
        case ToTeam():
            return resolve.ToTeam(TeamName(routing.team))
        case CustomRules():
            return resolve.CustomRules()
