"""What handlers work with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from bot.commands.standing import Now
from bot.ids import AgentId, ConversationId, Person
from bot.ports import (
    By,
    Clock,
    Conversations,
    Dialogues,
    Directory,
    People,
    Point,
    Statistics,
    Workspaces,
)


class Offers(Protocol):
    """What becomes of open offers and chats by a command. `Offers` of bot/relay fills this."""

    async def agent_removed(
        self, agent: AgentId, conversations: Sequence[ConversationId], *, keep: bool
    ) -> int:
        """Withdraw the open offers of a removed agent among the conversations that hold a place of theirs.

        Active chats stay with them until they end, or, without `keep`, are handed over. Answers how many these are.
        Raises `StoreUnavailable`.
        """

    async def identity_gone(
        self, agent: AgentId, person: Person, conversations: Sequence[ConversationId]
    ) -> int:
        """Let an agent who is this person no longer go on as another one. Answers how many conversations go on elsewhere.

        Raises `StoreUnavailable`.
        """

    async def come(self, conversation: ConversationId, person: Person, *, take_over: bool) -> str:
        """Let an agent join a chat, or take it over. Answers why they cannot; empty when they are on it."""

    async def blocked(self, conversation: ConversationId) -> bool:
        """End the conversation of a visitor who is blocked now. Says whether it was still going on."""


class Health(Protocol):
    """The condition of our own parts."""

    async def check(self) -> list[Point]:
        """Say it of the store, the delivery and the like."""


class Uses(Protocol):
    """Where agents and teams are named outside of what commands change: in published dialogues."""

    def places(self, target: str) -> Sequence[str]:
        """Name the places, such as ``welcome.yaml, card chat``, that send visitors to an agent or a team, by its pool."""

    def targets(self) -> Sequence[str]:
        """Every agent's and team's pool that some dialogue names."""


class InFile(NamedTuple):
    """A dialogue as its file in the folder of dialogues has it."""

    name: str
    version: str
    published: bool
    """Whether its file says that it is live."""


class Playbill(Protocol):
    """What dialogues there are, besides those of which the store knows, and what they say."""

    def files(self) -> Mapping[str, InFile]:
        """The dialogues of the folder, by id."""

    async def sketch(self, dialogue: str, version: str) -> Sequence[str] | None:
        """A version in words, a line for each card and each way on; None where it cannot be read. Raises `StoreUnavailable`."""

    def picture(self, dialogue: str, version: str) -> str:
        """A link to the picture of a version, good for an hour; '' where there is no page for it."""


class Parts(NamedTuple):
    """Everything that a handler may use."""

    directory: Directory
    conversations: Conversations
    statistics: Statistics
    people: Mapping[str, People]
    """By platform."""
    offers: Offers
    health: Health
    uses: Uses
    dialogues: Dialogues
    playbill: Playbill
    clock: Clock
    workspaces: Workspaces | None = None
    """None: there is one, and no other can come."""

    def by(self, person: Person) -> By:
        """Somebody, now: for the audit log."""
        return By(person, self.clock.now())

    async def now(self, person: Person) -> Now:
        """This moment, in the time zone of somebody: of their own hours, else of the site."""
        agent = await self.directory.agents.agent_of(person)
        schedule = agent.schedule if agent else None
        zone = schedule.time_zone if schedule else (await self.directory.settings.settings()).time_zone
        return Now(self.clock.now(), zone, tuple(await self.directory.settings.holidays()))
