"""The directory in one piece, until the commands speak to its parts: see `bot.ports.directory`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from bot.ids import AgentId, ConversationId, Person, TeamName
from bot.ports.directory import Agent, AgentStatus, Picture


class FormerDirectory(Protocol):
    """Agents, teams and admins of one site. Each change is one step that also moves the turns. Raises `StoreUnavailable`."""

    async def agent(self, agent: AgentId) -> Agent | None:
        """Look up an agent who is not removed."""

    async def agent_of(self, person: Person) -> Agent | None:
        """Look up the agent that somebody on a platform is."""

    async def statuses(self) -> list[AgentStatus]:
        """List all agents, by name."""

    async def put_agent(self, agent: Agent, picture: Picture | None) -> bool:
        """Add an agent, or bring name, picture and inbox up to date. Says whether they are new; new ones are available."""

    async def remove_agent(self, agent: AgentId) -> tuple[ConversationId, ...]:
        """Take the permission at once. Answers the conversations that still hold a place of theirs."""

    async def set_available(self, agent: AgentId, *, available: bool) -> bool:
        """Switch availability. Says whether it changed."""

    async def picture(self, agent: AgentId) -> Picture | None:
        """Look up the stored profile picture."""

    async def create_team(self, team: TeamName) -> bool:
        """Create a team. Says whether it is new."""

    async def add_to_team(self, team: TeamName, agent: AgentId) -> bool:
        """Add an agent to a team. Says whether they are new there. Raises `UnknownKey` for no such team or agent."""

    async def teams(self) -> Mapping[TeamName, Sequence[Agent]]:
        """List all teams with their members."""

    async def is_admin(self, person: Person) -> bool:
        """Say whether somebody may change agents, teams and settings."""

    async def admins(self) -> list[Person]:
        """List the admins."""

    async def claim_admin(self, person: Person, code: str) -> bool:
        """Make somebody the first admin if `code` is the one-time code. The code works once."""

    async def audit(self, who: Person, what: str, *, at: int) -> None:
        """Write one line to the audit log."""
