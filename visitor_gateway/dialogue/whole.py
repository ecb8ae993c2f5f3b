"""A whole dialogue: what its file says, and what is worked out of that once, when it is loaded."""

from __future__ import annotations

from functools import cached_property
from hashlib import sha256
from itertools import chain
from typing import Annotated, NamedTuple

import msgspec

from bot.routing.conditions import All, AnyOf, Test
from bot.routing.conditions import Condition as Criterion
from bot.routing.facts import ELIGIBLE
from visitor_gateway.dialogue.cards import (
    Action,
    Card,
    Condition,
    Document,
    FieldType,
    Goal,
    InformationCapture,
    LiveChat,
    Meeting,
    Message,
    Question,
)
from visitor_gateway.dialogue.parts import (
    NAME,
    NAME_EXPECTED,
    Attribute,
    CardId,
    DialogueId,
    Name,
    Part,
)
from visitor_gateway.dialogue.routing import Routing
from visitor_gateway.dialogue.targeting import Priority, Status, Targeting
from visitor_gateway.dialogue.when import condition


class Place(NamedTuple):
    """Where a card stands: the list it is in, and its number there, from 0."""

    branch: tuple[Card, ...]
    number: int

    @property
    def card(self) -> Card:
        return self.branch[self.number]

    @property
    def follower(self) -> Card | None:
        """The next card of the same list, or none at its end."""
        return self.branch[self.number + 1] if self.number + 1 < len(self.branch) else None


class Dialogue(Part, frozen=True, kw_only=True, dict=True):  # a dict for the cached properties
    """A whole dialogue. Of several that are for a visitor the one with the highest priority is shown.

    `repeatable` shows it again to those who have completed it. `attributes` names the facts about visitors, and
    their types, that no dialogue asks for, because the site itself tells them.
    """

    id: Annotated[DialogueId, msgspec.Meta(pattern=NAME, extra={"expected": NAME_EXPECTED})]
    name: Name
    stream: Annotated[tuple[Card, ...], msgspec.Meta(min_length=1, extra={"mend": "Add a card."})]
    priority: Priority = 0
    status: Status = "published"
    repeatable: bool = False
    targeting: Targeting = Targeting()
    poke: bool = False
    attributes: dict[Attribute, FieldType] = msgspec.field(default_factory=dict)

    def indexed(self) -> Dialogue:
        """The same, with everything that depends on the number of cards worked out: no visitor has to wait for that.

        Raises `BadInput` for a condition that nothing can be compared by, which no checked dialogue has.
        """
        _ = self.version, self.audience, self.asks_eligible, self.asks_booking
        return self

    @cached_property
    def version(self) -> str:
        """A hash of the content, 12 hexadecimal digits. Comments, layout and the status do not change it."""
        content = msgspec.structs.replace(self, status="published")
        return sha256(msgspec.json.encode(content)).hexdigest()[:12]

    @cached_property
    def places(self) -> dict[CardId, Place]:
        """Every card by its id, at any depth."""
        places: dict[CardId, Place] = {}
        branches = [self.stream]
        while branches:
            branch = branches.pop()
            places |= {card.id: Place(branch, number) for number, card in enumerate(branch)}
            branches += [cards for card in branch for cards in branches_of(card)]
        return places

    @cached_property
    def conditions(self) -> dict[CardId, tuple[Criterion, ...]]:
        """For each condition card those of its branches."""
        return {
            card.id: tuple(condition(case.when) for case in card.branches)
            for card in self._cards
            if isinstance(card, Condition)
        }

    @cached_property
    def audience(self) -> Criterion | None:
        """Who is meant; None is everybody."""
        return condition(self.targeting.audience) if self.targeting.audience else None

    @cached_property
    def asks_eligible(self) -> dict[CardId, Routing]:
        """The live chat cards of which some condition asks whether they would find an eligible agent."""
        asked = {
            subject
            for tested in chain.from_iterable(self.conditions.values())
            for subject in subjects(tested)
            if subject.startswith(ELIGIBLE)
        }
        return {
            card.id: card.routing
            for card in self._cards
            if isinstance(card, LiveChat) and f"{ELIGIBLE}{card.id}" in asked
        }

    @cached_property
    def asks_booking(self) -> dict[CardId, Routing]:
        """The meeting cards that show an agent's booking link."""
        return {card.id: card.routing for card in self._cards if isinstance(card, Meeting) and card.routing}

    def has_link(self, card: str) -> bool:
        """Say whether there is something to open at this card."""
        place = self.places.get(CardId(card))
        return place is not None and isinstance(place.card, Document | Meeting)

    @cached_property
    def _cards(self) -> tuple[Card, ...]:
        return tuple(place.card for place in self.places.values())


def branches_of(card: Card) -> tuple[tuple[Card, ...], ...]:
    """The lists of cards inside a card."""
    match card:
        case Question():
            return tuple(answer.cards for answer in card.answers)
        case Condition():
            return tuple(case.cards for case in card.branches)
        case Message() | InformationCapture() | Document() | Meeting() | Goal() | Action() | LiveChat():
            return ()


def subjects(tested: Criterion) -> frozenset[str]:
    """What a condition asks about."""
    match tested:
        case Test():
            return frozenset([tested.subject])
        case All() | AnyOf():
            return frozenset(chain.from_iterable(map(subjects, tested.of)))
