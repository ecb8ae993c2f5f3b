"""The channels where we are, and whether replies there are heard that do not mention the bot.

Whether they are is a permission that a team's owner gives when the app is installed, and nobody tells a bot of it: the
first message that comes without a mention shows it, and an upgrade or a removal may have taken it away.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import structlog
from msgspec import DecodeError, Struct, json
from msgspec.structs import replace

from bot.ids import Channel
from bot.ports import Shelf


TEAMS, CHANNELS = "teams-places", "teams-channels"
"""The shelves: a `Team` each, and each channel's team."""
MOST_TEAMS = 1000
GOOD_FOR = 60.0
"""Seconds for which a process takes for written down what it saw there: another one may hear of an upgrade."""

log = structlog.get_logger(__name__)


class Team(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is known of a team."""

    team: Channel
    """Named by its General channel."""
    channels: tuple[Channel, ...] = ()
    """Those of which we have heard."""
    hears_all: bool = False
    """Messages come that do not mention the bot."""


class Places:
    """All of them. Durable when a method returns. Methods raise `StoreUnavailable`. `now` is in seconds."""

    def __init__(self, shelf: Shelf, now: Callable[[], float] = time.monotonic) -> None:
        self._shelf = shelf
        self._now = now
        self._written: dict[Channel, tuple[Channel, bool, float]] = {}
        """What this process has seen written down, and when: the channel's team, and that all is heard there."""

    def __repr__(self) -> str:
        return f"<Places, {len(self._written)} channels>"

    async def heard(self, channel: Channel, team: Channel, *, mentioned: bool) -> None:
        """Something came from a channel of a team. Most of the time it is nothing new, and costs nothing."""
        known, all_heard, at = self._written.get(channel, (Channel(""), False, -GOOD_FOR))
        if known == team and (all_heard or mentioned) and self._now() - at < GOOD_FOR:
            return
        if await self._shelf.get(CHANNELS, channel) != team.encode():
            await self._shelf.replace(CHANNELS, channel, team.encode())
        was, now = await self._change(team, lambda was: _after(was, channel, mentioned=mentioned))
        if now.hears_all and not was.hears_all:
            log.info("= every reply is heard", team=team)
        self._written[channel] = (team, now.hears_all, self._now())

    async def found(self, channel: Channel, team: Channel) -> None:
        """A channel turned out to be one of a team, from which nothing may have come yet."""
        await self.heard(channel, team, mentioned=True)

    async def hears(self, channel: Channel) -> bool:
        """Say whether replies that do not mention the bot are heard in a channel, as far as we know."""
        team = await self.team_of(channel)
        return team is not None and (await self._team(team)).hears_all

    async def team_of(self, channel: Channel) -> Channel | None:
        """The team of a channel, named by its General channel; None where nothing ever came from it."""
        named = await self._shelf.get(CHANNELS, channel)
        if named:
            return Channel(named.decode())
        return channel if await self._shelf.get(TEAMS, channel) else None

    async def teams(self) -> list[Team]:
        """The teams where we are, as far as we know, those first of which nothing new was heard for longest."""
        found = [_read(data) for _, data in await self._shelf.after(TEAMS, 0, limit=MOST_TEAMS)]
        return [team for team in found if team is not None]

    async def channels_of(self, team: Channel) -> tuple[Channel, ...]:
        """The channels of a team of which we know; that of its own name is one."""
        return tuple(dict.fromkeys((team, *(await self._team(team)).channels)))

    async def installed(self, team: Channel) -> None:
        """The app was installed in a team, or another version of it: its permissions may be others now."""
        self._forget(team)
        await self._change(team, lambda was: replace(was, hears_all=False))

    async def lost(self, team: Channel) -> None:
        """We are in a team no more."""
        self._forget(team)
        channels = await self.channels_of(team)
        await self._shelf.drop(TEAMS, [team])
        await self._shelf.drop(CHANNELS, channels)

    def _forget(self, team: Channel) -> None:
        self._written = {channel: what for channel, what in self._written.items() if what[0] != team}

    async def _team(self, team: Channel) -> Team:
        return _known(await self._shelf.get(TEAMS, team), team)

    async def _change(self, team: Channel, changed: Callable[[Team], Team]) -> tuple[Team, Team]:
        """Write down what is known now; `changed` is asked again where another process was first. Answers before and after."""
        while True:
            data = await self._shelf.get(TEAMS, team)
            now = changed(was := _known(data, team))
            if (data and now == was) or await self._shelf.exchange(TEAMS, team, data, json.encode(now)):
                return was, now


def _after(was: Team, channel: Channel, *, mentioned: bool) -> Team:
    channels = was.channels if channel in was.channels else (*was.channels, channel)
    return Team(team=was.team, channels=channels, hears_all=was.hears_all or not mentioned)


def _known(data: bytes | None, team: Channel) -> Team:
    return (_read(data) if data else None) or Team(team=team)


def _read(data: bytes) -> Team | None:
    try:
        return json.decode(data, type=Team)
    except DecodeError:
        return None
