"""Account routing: domains of e-mail addresses that are sent to somebody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from bot.commands.finding import Names, folded, names, pools_of_targets
from bot.commands.parts import Parts
from bot.commands.plainly import plainly
from bot.commands.row import CHECK, SKIP, Asked
from bot.commands.wording import bullets, code, command, counted, plain, unmarked
from bot.errors import BadInput, UnknownKey
from bot.routing.accounts import domain, listed, read_accounts, read_lines
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


class Planned(NamedTuple):
    """What a list would change."""

    accounts: Mapping[str, str]
    changed: int
    """How many of them are new or otherwise than before."""
    bad: Mapping[str, str]
    """Lines with something wrong, which are left out."""

    def told(self) -> str:
        """Say it, before anything is changed."""
        same = len(self.accounts) - self.changed
        out = (
            f"\n{counted(len(self.bad), 'line')} left out:\n{unmarked(listed(self.bad))}" if self.bad else ""
        )
        put = f"{counted(self.changed, 'account')} of {len(self.accounts)} would be new or changed, {same} {_be(same, 'is', 'are')} so already."
        return f"{put} Nothing is changed yet.{out}"


async def importing(parts: Parts, typed: str, *, skips: bool) -> Planned | str:
    """Say what a list would change, or why it cannot be taken: bad lines refuse it, unless they are to be left out."""
    known = await names(parts)
    try:
        accounts, bad = read_lines(typed, lambda target: _pool(target, known))
    except BadInput as problem:
        return unmarked(str(problem))
    if bad and not (skips and accounts):
        return unmarked(f"Mend these lines, or leave them out:\n{listed(bad)}")
    before = await parts.directory.accounts.accounts()
    return Planned(accounts, sum(before.get(name) != pool for name, pool in accounts.items()), bad)


async def import_list(parts: Parts, asked: Asked) -> str:
    """Take a whole list, or nothing of it; with ``--skip`` what is right of it, with ``--check`` only say what it would change."""
    skips = SKIP.word in asked.options
    if CHECK.word in asked.options:
        planned = await importing(parts, asked.texts["LIST"], skips=skips)
        if isinstance(planned, str):
            raise BadInput(planned)
        return planned.told()
    known = await names(parts)
    with plainly():
        accounts, bad = _read_list(asked.texts["LIST"], known, skips=skips)
    changed = await _put(parts, asked, accounts)
    same = len(accounts) - changed
    also = f", {same} {_be(same, 'was', 'were')} so already" if same else ""
    put = f"{counted(changed, 'account')} of {len(accounts)} {_be(changed, 'is', 'are')} new or changed"
    out = f"\n{counted(len(bad), 'line')} left out:\n{unmarked(listed(bad))}" if bad else ""
    return f"{put}{also}. {command('account list')} shows all.{out}"


def _read_list(typed: str, known: Names, *, skips: bool) -> tuple[dict[str, str], Mapping[str, str]]:
    def pool(target: str) -> str:
        return _pool(target, known)

    if not skips:
        return read_accounts(typed, pool), {}
    accounts, bad = read_lines(typed, pool)
    return (accounts, bad) if accounts else (read_accounts(typed, pool), {})


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
