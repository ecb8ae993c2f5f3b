"""Account routing: domains of e-mail addresses that are sent to somebody."""

from __future__ import annotations

from collections.abc import Mapping

from bot.commands.finding import Names, folded, names, pools_of_targets
from bot.commands.parts import Parts
from bot.commands.plainly import plainly
from bot.commands.row import Asked
from bot.commands.wording import bullets, code, command, counted, plain
from bot.errors import BadInput, UnknownKey
from bot.routing.accounts import domain, read_accounts
from bot.routing.pools import agent_pool, team_pool


NO_ACCOUNTS = f"There are no accounts yet. Add the first: {command('account add acme.com @sam')}"
SHOWN = 100
"""Accounts in one answer."""


async def add(parts: Parts, asked: Asked) -> str:
    """Send the visitors of a domain to an agent or a team."""
    name = _domain(asked.texts["DOMAIN"])
    if len(asked.targets) > 1:
        raise BadInput("An account is sent to one agent or one team. Make them a team, or use a rule.")
    known = await names(parts)
    [pool] = await pools_of_targets(parts, asked.targets, known)
    before = (await parts.directory.accounts.accounts()).get(name)
    await _put(parts, asked, {name: pool})
    was = f" Before it was {known.target(before)}." if before and before != pool else ""
    return f"Visitors whose e-mail ends in {code('@' + name)} are sent to {known.target(pool)} first.{was}"


def _domain(typed: str) -> str:
    """Read a domain, also out of an address or a link, as platforms make them of what is typed."""
    bare = typed.removeprefix("https://").removeprefix("http://").rstrip("/")
    with plainly():
        return domain(bare.rpartition("@")[2])


async def import_list(parts: Parts, asked: Asked) -> str:
    """Take a whole list, or nothing of it."""
    known = await names(parts)
    with plainly():
        accounts = read_accounts(asked.texts["LIST"], lambda target: _pool(target, known))
    changed = await _put(parts, asked, accounts)
    same = len(accounts) - changed
    also = f", {same} {_be(same, 'was', 'were')} so already" if same else ""
    put = f"{counted(changed, 'account')} of {len(accounts)} {_be(changed, 'is', 'are')} new or changed"
    return f"{put}{also}. {command('account list')} shows all."


def _be(number: int, one: str, more: str) -> str:
    return one if number == 1 else more


async def _put(parts: Parts, asked: Asked, accounts: Mapping[str, str]) -> int:
    try:
        return await parts.directory.accounts.put(accounts, parts.by(asked.caller))
    except UnknownKey:
        raise BadInput("One of the targets has just gone. Please look and try again.") from None


def _pool(typed: str, known: Names) -> str:
    """Find a target in a list, where nobody can be mentioned: by the name of a team, or the name or id of an agent.

    ``team Sales`` and ``agent Sam Lee`` are taken too, as where one account is added.
    """
    kind, _, name = typed.partition(" ")
    found = _called(typed, known) or [
        pool for pool in _called(name, known) if pool.startswith(f"{kind.casefold()}:")
    ]
    if len(found) != 1:
        problem = f"{len(found)} agents are called" if found else "there is no team and no agent called"
        raise BadInput(f'{problem} "{plain(typed)}".' if typed else "the target is missing: acme.com,Sales")
    return found[0]


def _called(typed: str, known: Names) -> list[str]:
    name = folded(typed.removeprefix("@"))
    teams = [team_pool(one.team.name) for one in known.teams if folded(one.team.name) == name]
    agents = [
        agent_pool(one.agent.id)
        for one in known.statuses
        if name in (folded(one.agent.name), folded(one.agent.id))
    ]
    return teams or agents


async def list_all(parts: Parts, asked: Asked) -> str:
    """List the accounts; only those with a word in them, if one is given."""
    accounts, known = await parts.directory.accounts.accounts(), await names(parts)
    if not accounts:
        return NO_ACCOUNTS
    wanted = asked.texts.get("WORD", "").casefold()
    lines = [f"{code(name)} → {known.target(pool)}" for name, pool in sorted(accounts.items())]
    lines = [line for line in lines if wanted in line.casefold()]
    more = (
        f"\nand {len(lines) - SHOWN} more: {command('account list WORD')} finds one"
        if len(lines) > SHOWN
        else ""
    )
    return f"*{counted(len(lines), 'account')}*\n{bullets(lines[:SHOWN])}{more}"


async def remove(parts: Parts, asked: Asked) -> str:
    """Remove one account."""
    name = _domain(asked.texts["DOMAIN"])
    pool = (await parts.directory.accounts.accounts()).get(name)
    if pool is None or not await parts.directory.accounts.remove(name, parts.by(asked.caller)):
        raise BadInput(f"There is no account {code(name)}. {command('account list')} shows all.")
    to = (await names(parts)).target(pool)
    return f"{code(name)} is no account any more. It was sent to {to}."
