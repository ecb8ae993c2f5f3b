"""Visitors who wait for a place: who, for what, since when; and taking one of them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.commands.availability import CAN_ADD_THEMSELVES, MUST_ASK
from bot.commands.finding import Names, names, own
from bot.commands.moments import lasting
from bot.commands.parts import Parts
from bot.commands.row import Asked
from bot.commands.wording import bold, command, counted
from bot.errors import BadInput
from bot.ports import Waiter
from bot.routing.pools import EVERYBODY, agent_pool, pool_of_rule, team_pool
from bot.routing.rules import Rule


NOBODY = "Nobody waits."
SHOWN = 50
"""Visitors in one answer."""
_REFUSED = {
    "gone": f"Nobody waits there any more. {command('queue')} shows who does.",
    "full": "You have as many chats as you may at the same time. End one first.",
    "asked_before": "You have declined or missed this visitor already: somebody else takes them.",
}


async def show(parts: Parts, asked: Asked) -> str:
    """List who waits: all of them to admins, to others those whom they or their teams can take."""
    waiters = await _seen(parts, asked)
    if not waiters:
        return NOBODY
    known, rules, now = await names(parts), await parts.directory.rules.rules(), parts.clock.now()
    lines = [
        f"{number}. {bold(one.visitor_name or 'Visitor')} for {_wanted(one, known, rules)}, "
        f"{_place(one)}, waiting {lasting(one.since, now)}"
        for number, one in enumerate(waiters[:SHOWN], start=1)
    ]
    verb = "waits" if len(waiters) == 1 else "wait"
    more = f"\nand {len(waiters) - SHOWN} more" if len(waiters) > SHOWN else ""
    take = f"{command('queue take')} takes the first, {command('queue take 2')} the second of this list."
    return "\n".join([f"*{counted(len(waiters), 'visitor')}* {verb}", *lines]) + f"{more}\n{take}"


async def _seen(parts: Parts, asked: Asked) -> Sequence[Waiter]:
    waiters = await parts.directory.line.waiting()
    if asked.role.admin:
        return waiters
    status = await own(parts, asked)
    teams = {*asked.role.leads, *(status.teams if status else ())}
    pools = {EVERYBODY, *map(team_pool, teams)} | ({agent_pool(status.agent.id)} if status else set())
    rules = await parts.directory.rules.rules()
    pools |= {pool_of_rule(rule) for rule in rules if pools & {*rule.targets}}
    return [one for one in waiters if pools & {*one.pools}]


def _place(waiter: Waiter) -> str:
    """How many are before them in the lines they stand in, which is not their number in a list of all lines."""
    return "next" if waiter.position == 1 else f"{waiter.position - 1} before them"


def _wanted(waiter: Waiter, known: Names, rules: Sequence[Rule]) -> str:
    of_rules = {pool_of_rule(rule): f"rule {bold(rule.name)}" for rule in rules if len(rule.targets) > 1}
    said = {EVERYBODY: "anybody", **of_rules}
    return ", ".join(said.get(pool) or known.target(pool) for pool in waiter.pools)


async def take(parts: Parts, asked: Asked) -> str:
    """Take the first who waits for the caller, or another one by their place in the list."""
    status = await own(parts, asked)
    if status is None:
        raise BadInput(CAN_ADD_THEMSELVES if asked.role.admin else MUST_ASK)
    place = asked.numbers.get("PLACE")
    wanted = None
    if place is not None:
        waiters = await _seen(parts, asked)
        if not 1 <= place <= len(waiters):
            raise BadInput(f"There is no number {place} in the list. {command('queue')} shows who waits.")
        wanted = waiters[place - 1].conversation
    taken = await parts.directory.line.take(wanted, status.agent.id)
    if taken != "taken":
        return NOBODY if taken == "gone" and place is None else _REFUSED[taken]
    return "The visitor is yours: the chat opens in your inbox."
