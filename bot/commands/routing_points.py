"""The points of `check` about who answers: agents, teams, channels, rules, accounts, and what dialogues name."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence

from bot.commands.channels import INVITE
from bot.commands.finding import Names, names, sayable
from bot.commands.parts import Parts
from bot.commands.user_groups import people_of
from bot.commands.wording import bold, code, command
from bot.errors import PlatformError, Refused
from bot.ids import Channel, place, platform_of
from bot.ports import AgentStatus, Point, TeamMembers, serving
from bot.routing.pools import agent_pool, team_pool
from bot.routing.rules import Rule
from bot.text import platform_name


NOWHERE_ELSE = "they are asked in channels alone until they add me again."
SOME = 5
"""How many of many are named."""


async def routing(parts: Parts) -> Sequence[Point]:
    """Look at everything that admins arrange. Raises `StoreUnavailable`."""
    known = await names(parts)
    missed = (await parts.directory.settings.settings()).missed_channel
    return [
        *_agents(known.statuses),
        *_teams(known.teams),
        *await _channels(parts, known.teams, missed),
        *await _groups(parts, known.teams),
        *_rules(await parts.directory.rules.rules(), known),
        *_accounts(await parts.directory.accounts.accounts(), known),
        *_dialogues(parts.uses.targets(), known),
        *_missed(missed, known.teams),
    ]


def _agents(statuses: Sequence[AgentStatus]) -> Iterator[Point]:
    yield _point("at least one agent", bool(statuses), f"Add the first: {command('agent add @sam')}")
    on_duty = any(status.available for status in statuses)
    type_it = f"Agents type {command('available')} when they can take chats."
    yield _point("an agent who is available", on_duty, type_it)
    for status in statuses:
        yield from _reached(status, sayable(status.agent, statuses))


def _reached(status: AgentStatus, typed: str) -> Iterator[Point]:
    """Whoever cannot be reached, at all or by one of their accounts. `typed` is what commands call them."""
    name = status.agent.name
    if status.stand.why == "unreachable":
        again = f"{command(f'agent add @{name}')} looks again; {command(f'agent remove {typed}')}"
        gone = f"Their inbox is gone or closed to me. {again} if they have left."
        yield Point(f"agent {bold(name)} can be reached", False, gone)
    elsewhere = any(one.person not in status.agent.lost for one in status.agent.identities)
    for platform in dict.fromkeys(platform_of(one) for one in status.agent.lost):
        off = command(f"agent unlink {typed} {platform}")
        instead = f"chats go to their other one. {off} if it is for good." if elsewhere else NOWHERE_ELSE
        gone = f"That account is deactivated, or I am not there any more: {instead}"
        yield Point(f"agent {bold(name)} can be reached on {platform_name(platform)}", False, gone)


def _teams(teams: Sequence[TeamMembers]) -> Iterator[Point]:
    for one in teams:
        if not one.members:
            name = one.team.name
            put = f"Put some in: {command(f'team add {name} @sam')}"
            yield Point(f"team {bold(name)} has members", False, put)


async def _channels(parts: Parts, teams: Sequence[TeamMembers], missed: Channel) -> Sequence[Point]:
    """Ask the platforms whether we are in the channels that are named. One that has no time to say is left out."""
    named = {one.team.channel: f"team {one.team.name}" for one in teams if one.team.channel}
    if missed:
        named[missed] = "missed_channel"
    closed = await asyncio.gather(*(_is_closed(parts, channel) for channel in named))
    return [
        _closed_to_us(channel, of) for (channel, of), shut in zip(named.items(), closed, strict=True) if shut
    ]


def _closed_to_us(channel: Channel, of: str) -> Point:
    platform, _, name = place(channel)
    return Point(f"channel of {bold(of)}", False, f"I am not in {code(name)}. {INVITE[platform]}.")


async def _groups(parts: Parts, teams: Sequence[TeamMembers]) -> Sequence[Point]:
    """Look whether the user groups can be read that say who is in a team."""
    following = [
        one.team for one in teams if one.team.group and serving(parts.people, one.team.group) is not None
    ]
    found = await asyncio.gather(*(people_of(parts, team.group) for team in following))
    return [
        Point(f"members of team {bold(team.name)} from {bold('@' + team.group_name)}", False, why)
        for team, why in zip(following, found, strict=True)
        if isinstance(why, str)
    ]


async def _is_closed(parts: Parts, channel: Channel) -> bool:
    people = serving(parts.people, channel)
    try:
        if people:
            await people.channel_name(channel)
    except Refused:
        return True
    except PlatformError:  # it says so itself, among its own points
        pass
    return False


def _rules(rules: Sequence[Rule], known: Names) -> Iterator[Point]:
    for rule in rules:
        targets = {pool: known.target(pool) for pool in rule.targets}
        if not any(_anybody(pool, known) for pool in targets):
            others = f"{command('help rule change')} gives it other targets."
            nobody = f"Nobody is in {', '.join(targets.values())}. {others}"
            yield Point(f"rule {bold(rule.name)} has agents", False, nobody)


def _anybody(pool: str, known: Names) -> bool:
    teams = [one for one in known.teams if team_pool(one.team.name) == pool and one.members]
    return bool(teams) or any(agent_pool(one.agent.id) == pool for one in known.statuses)


def _accounts(accounts: Mapping[str, str], known: Names) -> Iterator[Point]:
    gone = [name for name, pool in accounts.items() if not _anybody(pool, known)]
    if gone:
        more = f" and {len(gone) - SOME} more" if len(gone) > SOME else ""
        some = ", ".join(map(code, gone[:SOME])) + more
        elsewhere = f"Nobody is there for {some}. {command('help account add')} sends them elsewhere."
        yield Point("accounts have agents", False, elsewhere)


def _dialogues(targets: Sequence[str], known: Names) -> Iterator[Point]:
    there = {team_pool(one.team.name) for one in known.teams} | {
        agent_pool(one.agent.id) for one in known.statuses
    }
    for pool in targets:
        if pool not in there:
            kind, _, name = pool.partition(":")
            make = command(f"team create {name}") if kind == "team" else command("agent list")
            yield Point(f"dialogues name {kind} {bold(name)}", False, f"There is no such {kind}: {make}")


def _missed(channel: Channel, teams: Sequence[TeamMembers]) -> Iterator[Point]:
    """What works as it is, and could be better."""
    if not channel and not (teams and all(one.team.channel for one in teams)):
        yield Point(
            "missed visitors",
            True,
            "Nobody hears of visitors whom nobody could take, and these cannot leave a message. "
            f"Name a channel for that: {command('setting set missed_channel #channel')}",
        )


def _point(name: str, well: bool, remedy: str) -> Point:
    return Point(name, well, "" if well else remedy)
