"""Who somebody is in Teams: their chat with the bot, their name, and whether they can be an agent."""

from __future__ import annotations

from collections import OrderedDict
from typing import TypeVar

import structlog

from bot.adapters.teams.connector import Connector, Member
from bot.adapters.teams.names import tenant_of
from bot.errors import PlatformError
from bot.ids import Channel, Person


_T = TypeVar("_T")

log = structlog.get_logger(__name__)

KEPT = 10_000
"""People who are remembered; the oldest give way."""
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
            _keep(self._chats, person, await self._connector.open_chat(person))
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

    async def name(self, person: Person, where: Channel) -> str:
        """What to call somebody who is mentioned; '' if Teams does not say now: a mention is worth more than a name."""
        try:
            return shown_name(await self.member(person, where))
        except PlatformError as error:
            log.info("teams_name_unknown", person=person, error=str(error))
            return ""


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
