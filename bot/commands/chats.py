"""Chats that go on: who is on them, and coming to one from outside of its thread."""

from __future__ import annotations

from collections.abc import Sequence

from bot.commands.moments import lasting
from bot.commands.parts import Parts
from bot.commands.row import Asked
from bot.commands.wording import bold, code, command, counted
from bot.conversation import Conversation, State
from bot.errors import BadInput, UnknownKey


NOTHING = "No chat goes on that you could see: your own, those of teams that you lead, and for admins all."
SHOWN = 50
"""Chats in one answer."""
CODE = 8
"""Letters of a conversation's name that stand for it in a list."""
YOURS = "You are on it: the chat opens in your inbox."


async def show(parts: Parts, asked: Asked) -> str:
    """List the chats that go on: all of them to admins, to others their own and those of teams that they lead."""
    chats = await _seen(parts, asked)
    if not chats:
        return NOTHING
    now = parts.clock.now()
    lines = [
        f"{code(c.id[:CODE])} {bold(c.visitor_name)} with {', '.join(bold(one.name) for one in c.present)}, "
        f"for {lasting(c.waiting_since, now)}"
        for c in chats[:SHOWN]
    ]
    verb = "goes on" if len(chats) == 1 else "go on"
    more = f"\nand {len(chats) - SHOWN} more" if len(chats) > SHOWN else ""
    return "\n".join([f"*{counted(len(chats), 'chat')}* {verb}", *lines]) + f"{more}{_how(chats, asked)}"


def _how(chats: Sequence[Conversation], asked: Asked) -> str:
    """How to come to the first chat that the caller is not on: who sees one leads its agents, or is an admin."""
    others = (c.id[:CODE] for c in chats if not any(one.goes_by(asked.caller) for one in c.present))
    first = next(others, "")
    if not first:
        return ""
    return f"\n{command(f'chat join {first}')} lets you talk too, {command(f'chat take {first}')} makes it yours."


async def join(parts: Parts, asked: Asked) -> str:
    """Be on a chat beside those who are on it, in a thread of one's own."""
    return await _come(parts, asked, take_over=False)


async def take(parts: Parts, asked: Asked) -> str:
    """Make a chat one's own."""
    return await _come(parts, asked, take_over=True)


async def _come(parts: Parts, asked: Asked, *, take_over: bool) -> str:
    wanted = asked.texts["CODE"].casefold()
    found = [name for name in await parts.conversations.active() if name.startswith(wanted)]
    if len(found) != 1 or len(wanted) < CODE:
        raise BadInput(f"No chat is called {code(wanted)}. {command('chat')} lists those that go on.")
    return await parts.offers.come(found[0], asked.caller, take_over=take_over) or YOURS


async def _seen(parts: Parts, asked: Asked) -> Sequence[Conversation]:
    mine = await parts.directory.agents.agent_of(asked.caller)
    teams = await parts.directory.teams.teams() if asked.role.leads else ()
    theirs = {one for each in teams if each.team.name in asked.role.leads for one in each.members}
    theirs |= {mine.id} if mine else set()
    found = []
    for name in await parts.conversations.active():
        try:
            c = await parts.conversations.load(name)
        except UnknownKey:  # erased at the same moment
            continue
        if c.state is State.LIVE and (asked.role.admin or theirs & {one.id for one in c.present}):
            found.append(c)
    return sorted(found, key=lambda c: c.waiting_since)
