"""An agent who is somebody on both platforms: one inbox, which they move now and then."""

from __future__ import annotations

from bot.conversation.actions import Action
from tests.faults.platforms.on_slack import SlackSeat
from tests.faults.platforms.on_teams import TeamsSeat
from tests.faults.platforms.seat import Card, Said, Seat


class LinkedSeat:
    """Fills `Seat`. What they have stays where it began."""

    def __init__(self, slack: SlackSeat, teams: TeamsSeat) -> None:
        self.slack = slack
        self.teams = teams
        self._inbox: Seat = slack

    @property
    def name(self) -> str:
        """What they are called on both."""
        return self.slack.name

    def cards(self) -> list[Card]:
        """Those on both."""
        return [*self.slack.cards(), *self.teams.cards()]

    def _of(self, one: Card | Said) -> Seat:
        return self.slack if one.thread.startswith("slack:") else self.teams

    def heard(self, card: Card) -> int:
        """Where the card is."""
        return self._of(card).heard(card)

    async def presses(self, action: Action, card: Card) -> None:
        """Likewise."""
        await self._of(card).presses(action, card)

    async def writes(self, card: Card, text: str) -> Said:
        """Likewise."""
        return await self._of(card).writes(card, text)

    async def sends(self, card: Card, name: str, content: bytes) -> Said | None:
        """Likewise."""
        return await self._of(card).sends(card, name, content)

    async def blurts(self, text: str) -> Said | None:
        """In the chat of Teams."""
        return await self.teams.blurts(text)

    async def edits(self, said: Said, text: str) -> None:
        """Where it stands."""
        await self._of(said).edits(said, text)

    async def deletes(self, said: Said) -> None:
        """Likewise."""
        await self._of(said).deletes(said)

    async def reacts(self, said: Said) -> None:
        """Likewise."""
        await self._of(said).reacts(said)

    async def unreacts(self, said: Said) -> None:
        """Likewise."""
        await self._of(said).unreacts(said)

    async def types(self, line: str) -> None:
        """Where they are just now."""
        await self._inbox.types(line)

    async def moves(self) -> None:
        """Have what is new come on the other platform."""
        self._inbox = self.teams if self._inbox is self.slack else self.slack
        await self._inbox.types(f"notify where {'slack' if self._inbox is self.slack else 'teams'}")
