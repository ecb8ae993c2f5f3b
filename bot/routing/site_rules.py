"""What a process knows of a site's routing: one snapshot, read all at once. Pure.

It may be some moments old. That is harmless: who is eligible is judged in the atomic pick only.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from bot.blocking import Block, BlockedWho
from bot.ids import Channel, Group, TeamName
from bot.routing.hours import Holidays, Schedule, always, is_open
from bot.routing.pools import team_pool
from bot.routing.rules import Rule
from bot.routing.settings import RoutingSettings


class Team(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A team as routing sees it."""

    name: TeamName
    channel: Channel = Channel("")
    """Its home channel, or empty."""
    inbox: Literal["dm", "channel"] = "dm"
    """Where its agents' threads are."""
    schedule: Schedule | None = None
    """Its hours; None is always."""
    capacity: int = 0
    """Of each member who has none of their own; 0 is the site's."""
    group: Group = Group("")
    """The group of a platform from which its members come, or empty where they are put in one by one."""
    group_name: str = ""
    """What that group was called when it was named."""
    group_adds: bool = False
    """People of the group who are no agents become agents."""


class SiteRules(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The routing of one site."""

    settings: RoutingSettings = RoutingSettings()
    rules: tuple[Rule, ...] = ()
    accounts: dict[str, str] = {}
    """From the domain of an e-mail address to a target's pool word."""
    teams: tuple[Team, ...] = ()
    hours: Schedule | None = None
    """The site's; None is every day but holidays."""
    holidays: Holidays = ()
    blocks: dict[BlockedWho, Block] = {}
    """Who may not chat."""

    def team(self, pool: str) -> Team | None:
        """The team of a pool word, if it is one's."""
        return next((team for team in self.teams if team_pool(team.name) == pool), None)


def open_hours(site: SiteRules, at: int) -> dict[str, bool]:
    """Say who is within their hours at `at`, as `Facts` wants it."""
    schedules = {team.name.casefold(): team.schedule for team in site.teams}
    schedules[""] = site.hours or always(site.settings.time_zone)
    return {
        name: schedule is None or is_open(schedule, site.holidays, at) for name, schedule in schedules.items()
    }
