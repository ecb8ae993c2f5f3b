"""Keeps out visitors who are blocked: by their browser, or by an address, also one that becomes known of them just now."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bot.blocking import blocking
from bot.conversation import Conversation
from bot.errors import Blocked
from bot.events import AnyEvent, AttributesSet, FollowUpLeft, VisitorAnswered
from bot.ids import VisitorId
from bot.ports import Clock
from bot.relay.changes import Decide
from bot.routing.blocked_texts import blocked_text
from bot.routing.site_rules import SiteRules


class Barrier:
    """Goes by the blocks that `rules` has now."""

    def __init__(self, rules: Callable[[], SiteRules], clock: Clock) -> None:
        self._rules = rules
        self._clock = clock

    def stops(self, visitor: VisitorId, attributes: Mapping[str, str]) -> bool:
        """Say whether a visitor of whom so much is known is blocked."""
        return blocking(self._rules().blocks, visitor, attributes, self._clock.now()) is not None

    def guarded(self, decide: Decide) -> Decide:
        """Refuse what a visitor does who is blocked, or becomes so by the address that they give, with `Blocked`."""

        def unless_blocked(c: Conversation) -> Sequence[AnyEvent]:
            events = decide(c)
            if self.stops(c.visitor, {**c.attributes, **_learnt(events)}):
                raise Blocked(blocked_text(c.locale))
            return events

        return unless_blocked


def _learnt(events: Sequence[AnyEvent]) -> dict[str, str]:
    """What becomes known of the visitor by these events."""
    learnt: dict[str, str] = {}
    for event in events:
        if isinstance(event, VisitorAnswered | AttributesSet):
            learnt |= event.attributes
        elif isinstance(event, FollowUpLeft):
            learnt["email"] = event.email
    return learnt
