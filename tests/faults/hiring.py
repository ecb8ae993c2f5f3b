"""Everybody finds a seat, and the first admin makes agents of them."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from urllib.parse import quote

from tests.fake_teams import Channel
from tests.fake_teams.human import Human as TeamsHuman
from tests.faults.platforms.choosing import ChoosingSeat
from tests.faults.platforms.linked import LinkedSeat
from tests.faults.platforms.on_slack import SlackSeat
from tests.faults.platforms.on_teams import TeamsSeat
from tests.faults.platforms.seat import Seat
from tests.faults.town import Town
from tests.waiting import until


BOSS = "Bo Boss"
SLOWER = "slow down"
PLACES = ("channel", "chat", "chat, by choice")
"""Where agents in Teams are, one after the other."""

CLAIM = re.compile(r"admin claim (\S+)")

Types = Callable[[str, str, float], Awaitable[None]]
"""Types a command, and waits for an answer with these words in it."""


async def seats(town: Town, agents: int) -> Sequence[Seat]:
    """Half in each platform where there are two, and the last one in Slack in both; in Teams in each kind of place."""
    found: list[Seat] = []
    for number in range(agents):
        name = f"Ada {number}"
        if town.platforms[number % len(town.platforms)] == "teams":
            found.append(_seat_in_teams(town, name, PLACES[number // len(town.platforms) % len(PLACES)]))
        elif "teams" in town.platforms and number == agents - len(town.platforms):
            slack = SlackSeat(town.slack, town.slack.user(name))
            found.append(LinkedSeat(slack, _seat_in_teams(town, name, "chat")))
        else:
            found.append(SlackSeat(town.slack, town.slack.user(name)))
    return found


def _seat_in_teams(town: Town, name: str, where: str) -> TeamsSeat:
    human, boss = town.teams.user(name), town.teams.user(BOSS)
    team = town.teams.team(f"Team of {name}", members=[human, boss], with_bot=False)
    town.teams.install(team, by=boss, rsc=True)
    if where == "chat, by choice":
        return ChoosingSeat(human)
    return TeamsSeat(human, next(iter(team.channels.values())) if where == "channel" else None)


async def hire(town: Town, patience: float) -> None:
    """Let the first admin claim, on the first of the platforms, and add everybody from there."""
    code = await _claim(town, patience)
    types: Types = _in_slack(town) if town.platforms[0] == "slack" else _in_teams(town)
    await types(f"admin claim {code}", "you are the admin now", patience)
    for agent in town.staff:
        await types(f"agent add {_named(agent.seat)}", f"{agent.seat.name} is an agent now", patience)
    for agent in town.staff:
        if isinstance(agent.seat, LinkedSeat):
            linked = f"agent link {_named(agent.seat)} {_named(agent.seat.teams)}"
            await types(linked, "is one agent on", patience)
    if "teams" in town.platforms:
        if town.platforms[0] != "teams":
            boss = town.teams.user(BOSS).account.email
            await types(f"admin add teams:{boss}", "admin", patience)
        for agent in town.staff:
            if isinstance(agent.seat, TeamsSeat) and agent.seat.channel:
                await _settle(town, agent.seat, agent.seat.channel, patience)


async def _claim(town: Town, patience: float) -> str:
    """The code for the first admin. Whichever process made it says it when it serves, a moment after it is ready."""

    async def said() -> list[str]:
        return [code for process in town.processes.values() for code in CLAIM.findall(process.log)]

    return (await until(said, seconds=patience))[0]


def _named(seat: Seat) -> str:
    if isinstance(seat, LinkedSeat):
        return _named(seat.slack)
    if isinstance(seat, SlackSeat):
        return f"@{seat.human.account.name}"
    if isinstance(seat, TeamsSeat):
        return f"teams:{seat.human.account.email}"
    raise TypeError(seat)


async def _settle(town: Town, seat: TeamsSeat, channel: Channel, patience: float) -> None:
    """A team of their own, whose channel is theirs, and where their chats arrive."""
    link = f"https://teams.microsoft.com/l/channel/{quote(channel.id)}/General?tenantId={channel.tenant.id}"
    types = _in_teams(town)
    team = f'"Team of {seat.name}"'
    await types(f"team create {team}", seat.name, patience)
    await types(f"team add {team} {_named(seat)}", seat.name, patience)
    await types(f"team channel {team} {link}", seat.name, patience)
    await _typed_in_teams(seat.human, "notify where channel", "channel", patience)


def _in_slack(town: Town) -> Types:
    boss = town.slack.user(BOSS)

    async def types(line: str, wanted: str, patience: float) -> None:
        before = len(boss.ephemerals)
        answer = await boss.types("/livechat", line)
        assert answer.ok, answer

        async def told() -> bool:  # answers that take long come afterwards
            return any(wanted in seen.text.replace("*", "") for seen in boss.ephemerals[before:])

        await until(told, seconds=patience)

    return types


def _in_teams(town: Town) -> Types:
    boss = town.teams.user(BOSS)

    async def types(line: str, wanted: str, patience: float) -> None:
        await _typed_in_teams(boss, line, wanted, patience)

    return types


async def _typed_in_teams(human: TeamsHuman, line: str, wanted: str, patience: float) -> None:
    """Whoever is asked to slow down does, and types it again."""
    answers: list[str] = []

    async def told() -> bool:
        answers[:] = [seen.text for seen in human.sees()[before:] if seen.message.by_bot]
        return any(wanted in text or SLOWER in text for text in answers)

    while not any(wanted in text for text in answers):
        before = len(human.sees())
        await human.writes(line)
        try:
            await until(told, seconds=patience)
        except AssertionError:
            raise AssertionError(f"{line!r} was answered {answers}") from None
        await asyncio.sleep(1.0 if any(SLOWER in text for text in answers) else 0)
