"""Canned replies in the store: fills `CannedReplies` of bot/ports/."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from bot.adapters.store.arranging import Arranger, Plan, written
from bot.adapters.store.connection import store_errors, text
from bot.adapters.store.structure import Structure
from bot.canned import MOST, CannedReply
from bot.errors import BadInput, UnknownKey
from bot.ids import TeamName
from bot.ports import By


_reply = msgspec.json.Decoder(CannedReply)


class RedisCannedReplies:
    """The canned replies of one site."""

    def __init__(self, arranger: Arranger) -> None:
        self._arranger = arranger

    async def replies(self) -> Sequence[CannedReply]:
        """List them all: the site's first, then each team's, by name."""
        found = (await canned(self._arranger)).values()
        return sorted(found, key=lambda reply: (reply.team.casefold(), reply.name))

    async def put(self, reply: CannedReply, by: By) -> CannedReply | None:
        """Add one, or put it in place of the one with its name and team, which is answered."""
        before: CannedReply | None = None

        async def decide(structure: Structure) -> Plan | None:
            nonlocal before
            if reply.team and reply.team.casefold() not in structure.teams:
                raise UnknownKey(f"no team {reply.team}")
            known = await canned(self._arranger)
            before = known.get(field_of(reply.name, reply.team))
            if before is None and len(known) >= MOST:
                raise BadInput(f"There are {MOST} canned replies already, and no more are kept.")
            if before == reply:
                return None
            verb = "changed" if before else "added"
            put = {"canned": {field_of(reply.name, reply.team): written(reply)}}
            return Plan(put=put, audit=[f"{verb} canned reply {reply.name}{_of(reply.team)}"])

        await self._arranger.arrange(by, decide)
        return before

    async def remove(self, name: str, team: TeamName, by: By) -> bool:
        """Remove one. Says whether it was there."""
        field = field_of(name, team)

        async def decide(_: Structure) -> Plan | None:
            if field not in await canned(self._arranger):
                return None
            return Plan(drop={"canned": [field]}, audit=[f"removed canned reply {name}{_of(team)}"])

        return await self._arranger.arrange(by, decide)


async def canned(arranger: Arranger) -> dict[str, CannedReply]:
    """Read all that there are, by where they are kept."""
    with store_errors():
        found = await arranger.redis.hgetall(arranger.keys.plain("canned"))
    return {text(field): _reply.decode(packed) for field, packed in found.items()}


def field_of(name: str, team: TeamName) -> str:
    """Where a reply is kept."""
    return f"{team.casefold()}|{name}"


def _of(team: TeamName) -> str:
    return f" of team {team}" if team else ""
