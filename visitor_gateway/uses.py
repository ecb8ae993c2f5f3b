"""Where published dialogues name agents and teams: fills `Uses` of bot/commands/."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from bot.ids import AgentId, TeamName
from bot.routing.pools import agent_pool, team_pool
from visitor_gateway.dialogue.cards import Card, LiveChat, Meeting
from visitor_gateway.dialogue.routing import ToAgent, ToTeam
from visitor_gateway.dialogue.whole import Dialogue


class DialogueUses:
    """What the dialogues of one site name. `dialogues` answers those that are live now."""

    def __init__(self, dialogues: Callable[[], Iterable[Dialogue]]) -> None:
        self._dialogues = dialogues

    def places(self, target: str) -> Sequence[str]:
        """Name the cards that send visitors to an agent or a team, by its pool: ``welcome, card chat``."""
        return [place for pool, place in self._named() if pool == target]

    def targets(self) -> Sequence[str]:
        """Every pool that is named, each once, sorted."""
        return sorted({pool for pool, _ in self._named()})

    def _named(self) -> Iterator[tuple[str, str]]:
        for dialogue in self._dialogues():
            for place in dialogue.places.values():
                if pool := _pool(place.card):
                    yield pool, f"{dialogue.id}, card {place.card.id}"


def _pool(card: Card) -> str:
    """The agent's or team's pool that a card names; empty if it names neither."""
    routing = card.routing if isinstance(card, LiveChat | Meeting) else None
    if isinstance(routing, ToAgent):
        return agent_pool(AgentId(routing.agent))
    return team_pool(TeamName(routing.team)) if isinstance(routing, ToTeam) else ""
