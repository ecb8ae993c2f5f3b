"""Plays a dialogue for a visitor: what it is told of the world, and its steps in the words of the conversation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from bot.conversation import Conversation
from bot.errors import BadInput, NotNow
from bot.events import AnyEvent, Page, Terms, VisitorAnswered
from bot.ids import AgentId, MessageId, TeamName
from bot.ports import Clock, Prospects
from bot.routing import resolve
from bot.routing.facts import Facts
from bot.routing.site_rules import SiteRules, open_hours
from visitor_gateway.dialogue import stream
from visitor_gateway.dialogue.context import Booking, Context
from visitor_gateway.dialogue.errors import BadAnswer, NotWaiting
from visitor_gateway.dialogue.routing import CustomRules, RoundRobin, Routing, ToAgent, ToTeam
from visitor_gateway.dialogue.step import Step
from visitor_gateway.dialogue.whole import Dialogue
from visitor_gateway.dialogue_events import events_of


NOT_ASKED = "This question is not asked any more. Please start a new conversation."


class Unlooked(Exception):
    """Raised when a step may depend on which agents there are: `look` with these facts, and take the step again."""

    def __init__(self, dialogue: Dialogue, facts: Facts) -> None:
        super().__init__(dialogue.id)
        self.dialogue = dialogue
        self.facts = facts


class Given(NamedTuple):
    """What a visitor answered, and when."""

    message: MessageId
    card: str
    answer: str | Mapping[str, str]
    at: int


class Player:
    """Plays the dialogues of one site. `documents` is the path, ending in `/`, under which PDFs are served."""

    def __init__(
        self,
        rules: Callable[[], SiteRules],
        prospects: Prospects,
        clock: Clock,
        *,
        locale: str,
        documents: str,
    ) -> None:
        self.rules = rules
        self._prospects = prospects
        self._clock = clock
        self._locale = locale
        self._documents = documents

    async def opening(
        self, dialogue: Dialogue, page: Page, locale: str, attributes: Mapping[str, str], at: int
    ) -> list[AnyEvent]:
        """What the dialogue does before the visitor has done anything. Raises `StoreUnavailable`."""
        context = self._context(self._facts(dialogue, page, locale, attributes))
        if _asks(dialogue):
            context = await self.look(dialogue, context.facts)
        step = stream.start(dialogue, attributes, context)
        return self._events(step, context.facts, at)

    def answered(
        self, dialogue: Dialogue | None, c: Conversation, given: Given, looked: Context | None
    ) -> Sequence[AnyEvent]:
        """What an answer leads to. Raises `NotNow`, `BadInput`, and `Unlooked` where `looked` is wanted."""
        if dialogue is None:
            raise NotNow(NOT_ASKED)
        context = looked or self._context(self._facts(dialogue, c.page, c.locale, c.attributes))
        try:
            step = stream.answer(dialogue, given.card, given.answer, c.attributes, context)
        except BadAnswer as bad:
            raise BadInput(str(bad), bad.problems) from bad
        except NotWaiting as gone:
            raise NotNow(NOT_ASKED) from gone
        if looked is None and _asks(dialogue):
            raise Unlooked(dialogue, _knowing(context.facts, step.known))
        answered = VisitorAnswered(
            at=given.at,
            message=given.message,
            card=given.card,
            text=step.said,
            attributes=step.attributes,
        )
        return [answered, *self._events(step, replace(context.facts, attributes=c.attributes), given.at)]

    async def look(self, dialogue: Dialogue, facts: Facts) -> Context:
        """The context with what the dialogue asks of the router. Raises `StoreUnavailable`."""
        eligible = {
            card: await self._prospects.anybody(_pools(self._terms(routing, facts)))
            for card, routing in dialogue.asks_eligible.items()
        }
        met = {
            card: await self._prospects.to_meet(_pools(self._terms(routing, facts)))
            for card, routing in dialogue.asks_booking.items()
        }
        bookings = {card: Booking(agent.booking, agent.name) for card, agent in met.items() if agent}
        return replace(self._context(replace(facts, eligible=eligible)), bookings=bookings)

    def _context(self, facts: Facts) -> Context:
        return Context(facts=facts, site_locale=self._locale, documents=self._documents)

    def _facts(self, dialogue: Dialogue, page: Page, locale: str, attributes: Mapping[str, str]) -> Facts:
        at = self._clock.now()
        return Facts(
            attributes=attributes,
            page=page,
            locale=locale,
            device=page.device,
            dialogue=dialogue.id,
            at=at,
            time_zone=self.rules().settings.time_zone,
            open_hours=open_hours(self.rules(), at),
        )

    def _events(self, step: Step, facts: Facts, at: int) -> list[AnyEvent]:
        card = step.live_chat
        terms = self._terms(card.routing, _knowing(facts, step.known)) if card else None
        return events_of(step, at, terms)

    def _terms(self, routing: Routing, facts: Facts) -> Terms:
        return resolve.resolve(_option(routing), facts, self.rules())


def _asks(dialogue: Dialogue) -> bool:
    return bool(dialogue.asks_eligible or dialogue.asks_booking)


def _knowing(facts: Facts, known: Mapping[str, str]) -> Facts:
    return replace(facts, attributes={**facts.attributes, **known})


def _pools(terms: Terms) -> tuple[str, ...]:
    return (*terms.pools, terms.rest) if terms.rest else terms.pools


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
