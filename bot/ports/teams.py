"""Teams as the core needs them kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple, Protocol

from bot.ids import AgentId, Channel, Group, TeamName
from bot.ports.by import By
from bot.routing.hours import Schedule
from bot.routing.site_rules import Team


class TeamMembers(NamedTuple):
    """A team and who is in it, by the order in which they came."""

    team: Team
    members: tuple[AgentId, ...]
    leads: tuple[AgentId, ...]
    """Those members who see and join all chats of the team."""


class Teams(Protocol):
    """The teams of one site. Names are compared without regard to case.

    All methods raise `StoreUnavailable`; changes raise `UnknownKey` for a team or an agent that is not there.
    Those that say whether something changed wrote nothing when it did not.
    """

    async def teams(self) -> Sequence[TeamMembers]:
        """List all teams, by name."""

    async def create(self, team: TeamName, by: By) -> bool:
        """Create a team. Says whether it is new."""

    async def delete(self, team: TeamName, by: By) -> None:
        """Delete a team. Visitors who wait for it alone get the fallback message."""

    async def rename(self, team: TeamName, to: TeamName, by: By) -> bool:
        """Give a team another name; rules, accounts, turns and the waiting line follow. False: there is one of that name."""

    async def add(self, team: TeamName, agent: AgentId, by: By) -> bool:
        """Put an agent into a team. Says whether they are new there."""

    async def remove(self, team: TeamName, agent: AgentId, by: By) -> bool:
        """Take an agent out of a team. Says whether they were in it. Their chats go on."""

    async def set_members(self, team: TeamName, members: Sequence[AgentId], by: By) -> bool:
        """Have exactly these agents in a team: who stays keeps their place. Says whether somebody came or left."""

    async def set_group(self, team: TeamName, group: Group, name: str, by: By, *, adds: bool = False) -> None:
        """Say from which group of a platform the members come; empty for none. It changes no member.

        With `adds` people of the group who are no agents become agents.
        """

    async def set_lead(self, team: TeamName, agent: AgentId, by: By, *, lead: bool) -> bool:
        """Make a member a lead, or no longer one. Says whether it changed. Raises `UnknownKey` for who is no member."""

    async def set_channel(self, team: TeamName, channel: Channel, by: By) -> None:
        """Set the team's home channel; empty for none."""

    async def set_inbox(self, team: TeamName, inbox: Literal["dm", "channel"], by: By) -> None:
        """Set where the threads of the team's agents are."""

    async def set_capacity(self, team: TeamName, capacity: int, by: By) -> None:
        """Set the capacity of members who have none of their own; 0 is the site's."""

    async def set_hours(self, team: TeamName, schedule: Schedule | None, by: By) -> None:
        """Set the team's hours: outside of them nobody is asked for the team. None is always."""
