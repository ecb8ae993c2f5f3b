"""The command `check`: is everything connected, permitted and set up, and what to do if not?"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence

from bot.commands.finding import Names, names
from bot.commands.introduce import why_not
from bot.commands.parts import Parts, Point
from bot.commands.row import Asked
from bot.commands.wording import bold, code, command, counted, platform_name
from bot.errors import PlatformError
from bot.ports import AgentStatus, People, TeamMembers
from bot.routing.pools import agent_pool, team_pool
from bot.routing.rules import Rule
from bot.routing.settings import RoutingSettings


async def check(parts: Parts, _asked: Asked) -> str:
    """List every point with a mark, and the remedy where something is missing."""
    platforms = await asyncio.gather(*(_of_platform(name, people) for name, people in parts.people.items()))
    sections = {platform_name(name): points for name, points in zip(parts.people, platforms, strict=True)}
    sections["Threadline"] = await parts.health.check()
    known = await names(parts)
    sections["Routing"] = await _routing(parts, known)
    missing = sum(not well for points in sections.values() for _, well, _ in points)
    verdict = f"*{counted(missing, 'point')} to mend*" if missing else "*Everything is well*"
    advice = _advice(await parts.directory.settings.settings(), known.teams)
    return "\n".join([verdict, *(_section(title, points) for title, points in sections.items()), *advice])


async def _of_platform(platform: str, people: People) -> list[Point]:
    try:
        return await people.check()
    except PlatformError as error:
        return [("an answer", False, why_not(error, platform))]


async def _routing(parts: Parts, known: Names) -> list[Point]:
    rules = await parts.directory.rules.rules()
    return [
        *_agents(known.statuses),
        *_teams(known.teams),
        *_rules(rules, known),
        *_accounts(await parts.directory.accounts.accounts(), known),
        *_dialogues(parts.uses.targets(), known),
    ]


def _agents(statuses: Sequence[AgentStatus]) -> Iterator[Point]:
    yield "at least one agent", bool(statuses), f"Add the first: {command('agent add @sam')}"
    on_duty = any(status.available for status in statuses)
    yield (
        "an agent who is available",
        on_duty,
        f"Agents type {command('available')} when they can take chats.",
    )
    for status in statuses:
        if status.stand.why == "unreachable":
            name = status.agent.name
            again = (
                f"{command(f'agent add @{name}')} looks again; {command(f'agent remove {status.agent.id}')}"
            )
            yield (
                f"{bold(name)} can be reached",
                False,
                f"Their inbox is gone or closed to me. {again} if they have left.",
            )


def _teams(teams: Sequence[TeamMembers]) -> Iterator[Point]:
    for one in teams:
        if not one.members:
            name = one.team.name
            yield f"team {bold(name)} has members", False, f"Put some in: {command(f'team add {name} @sam')}"


def _rules(rules: Sequence[Rule], known: Names) -> Iterator[Point]:
    for rule in rules:
        targets = {pool: known.target(pool) for pool in rule.targets}
        if not any(_anybody(pool, known) for pool in targets):
            remedy = f"Nobody is in {', '.join(targets.values())}. {command('help rule change')} gives it other targets."
            yield f"rule {bold(rule.name)} has agents", False, remedy


def _anybody(pool: str, known: Names) -> bool:
    teams = [one for one in known.teams if team_pool(one.team.name) == pool and one.members]
    return bool(teams) or any(agent_pool(one.agent.id) == pool for one in known.statuses)


def _accounts(accounts: Mapping[str, str], known: Names) -> Iterator[Point]:
    gone = [name for name, pool in accounts.items() if not _anybody(pool, known)]
    if gone:
        some = ", ".join(map(code, gone[:5])) + (f" and {len(gone) - 5} more" if len(gone) > 5 else "")
        yield (
            "accounts have agents",
            False,
            f"Nobody is there for {some}. {command('help account add')} sends them elsewhere.",
        )


def _dialogues(targets: Sequence[str], known: Names) -> Iterator[Point]:
    there = {team_pool(one.team.name) for one in known.teams} | {
        agent_pool(one.agent.id) for one in known.statuses
    }
    for pool in targets:
        if pool not in there:
            kind, _, name = pool.partition(":")
            make = command(f"team create {name}") if kind == "team" else command("agent list")
            yield f"dialogues name {kind} {bold(name)}", False, f"There is no such {kind}: {make}"


def _advice(settings: RoutingSettings, teams: Sequence[TeamMembers]) -> Iterator[str]:
    """What works as it is, and could be better."""
    if not settings.missed_channel and not (teams and all(one.team.channel for one in teams)):
        yield (
            "💡 Nobody hears of visitors whom nobody could take, and these cannot leave a message. "
            f"Name a channel for that: {command('setting set missed_channel #channel')}"
        )


def _section(title: str, points: Sequence[Point]) -> str:
    lines = [f"✅ {name}" if well else f"❌ {name}: {remedy}" for name, well, remedy in points]
    return "\n".join([f"*{title}*", *lines])
