"""Who is who in Teams: people's chats with the bot, their names, who can be an agent; what channels are called."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import TypeVar

import structlog

from bot.adapters.teams.connector import Connector, Member
from bot.adapters.teams.graph import Graph
from bot.adapters.teams.names import teams_person, tenant_of
from bot.errors import PlatformError, Refused
from bot.ids import Channel, Person, place
from bot.ports import Profile


_T = TypeVar("_T")

log = structlog.get_logger(__name__)

KEPT = 10_000
"""People who are remembered; the oldest give way."""
NOT_FOR_THEM = (
    "I am no app of theirs in Teams. They can add me under Apps, or an admin can install me for them."
)
GUEST = "#ext#"
"""In the user principal name of everybody who belongs to another tenant."""


class People:
    """Chats and members, asked for once: neither a chat's id nor who somebody is to Entra ever changes."""

    def __init__(self, connector: Connector) -> None:
        self._connector = connector
        self._chats: OrderedDict[Person, Channel] = OrderedDict()
        self._members: OrderedDict[Person, Member] = OrderedDict()

    async def chat(self, person: Person) -> Channel:
        """Open somebody's chat with the bot. Raises as `Connector`: `Refused` where the app is not installed for them."""
        if person not in self._chats:
            try:
                _keep(self._chats, person, await self._connector.open_chat(person))
            except Refused as refused:
                raise Refused(NOT_FOR_THEM, gone=refused.gone) from refused
        return self._chats[person]

    async def member(self, person: Person, where: Channel | None = None) -> Member:
        """Look somebody up who is known already, or is in a channel; without one in their chat."""
        if person not in self._members:
            return await self.renewed(person, where)
        return self._members[person]

    async def renewed(self, person: Person, where: Channel | None = None) -> Member:
        """Look somebody up anew."""
        member = await self._connector.member(where or await self.chat(person), person)
        _keep(self._members, person, member)
        return member

    async def name(self, person: Person, where: Channel) -> str | None:
        """What to call somebody who is mentioned; '' if Teams does not say now: a mention is worth more than a name.

        None for who is not there, and so cannot be mentioned.
        """
        try:
            return shown_name(await self.member(person, where))
        except PlatformError as error:
            log.info("teams_name_unknown", person=person, error=str(error))
            return None if isinstance(error, Refused) and error.gone else ""

    def forget(self, person: Person) -> None:
        """Look somebody up anew when they are mentioned next."""
        self._members.pop(person, None)

    async def at(self, address: str, teams: Sequence[Channel]) -> Person | None:
        """Look in these teams for whoever has an e-mail address, a user principal name or an id of Entra."""
        wanted = address.casefold()
        for team in teams:
            for member in await self._connector.members(team):
                if wanted in (
                    member.email.casefold(),
                    member.user_principal_name.casefold(),
                    member.entra_id.casefold(),
                ):
                    return teams_person(tenant_of(team), member.id)
        return None

    async def profile(self, person: Person, graph: Graph) -> Profile:
        """Fetch name and picture. No picture is no error."""
        member = await self.renewed(person)
        try:
            picture = await graph.picture(member.entra_id)
        except PlatformError as error:
            log.info("teams_picture_unreachable", error=str(error))
            picture = None
        return Profile(shown_name(member), picture, is_person(member, person))


async def channel_name(connector: Connector, channel: Channel, team: Channel) -> str | None:
    """Ask for a channel of a team; None where that has none of this id."""
    called = {one.id: one.name or "General" for one in await connector.channels(team)}
    return called.get(place(channel).name)


def shown_name(member: Member) -> str:
    """What people call somebody."""
    names = (member.name, f"{member.given_name} {member.surname}", member.user_principal_name, member.email)
    return next((name.strip() for name in names if name.strip()), "")


def is_person(member: Member, person: Person) -> bool:
    """Say whether somebody may be an agent: of this tenant, no guest and no bot."""
    return (
        member.user_role.casefold() in ("", "user")
        and GUEST not in member.user_principal_name.casefold()
        and member.tenant_id in ("", tenant_of(person))
    )


def _keep(kept: OrderedDict[Person, _T], person: Person, what: _T) -> None:
    kept[person] = what
    kept.move_to_end(person)
    while len(kept) > KEPT:
        kept.popitem(last=False)
