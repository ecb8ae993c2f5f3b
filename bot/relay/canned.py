"""The canned replies that somebody may send."""

from __future__ import annotations

from collections.abc import Sequence

from bot.canned import CannedReply, usable
from bot.conversation.actions import WORDS, Action
from bot.ids import Person
from bot.ports import Directory


def may_be_canned(word: str) -> bool:
    """Say whether what stands behind a ``!`` may be the name of a canned reply, or asks for them."""
    row = WORDS.get(word.casefold())
    return row is None or row.action is Action.CANNED


async def canned(directory: Directory, person: Person) -> Sequence[CannedReply]:
    """List them by name: the site's, and those of the person's teams. Raises `StoreUnavailable`."""
    agent = await directory.agents.agent_of(person)
    replies = await directory.canned.replies()
    if agent is None or not replies:
        return ()
    if not any(reply.team for reply in replies):
        return usable(replies, ())
    teams = [each.team.name for each in await directory.teams.teams() if agent.id in each.members]
    return usable(replies, teams)
