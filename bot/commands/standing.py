"""How agents and teams stand, in words: available or away, why, and until when. Pure."""

from __future__ import annotations

from typing import NamedTuple

from bot.commands.moments import moment
from bot.commands.wording import bold, code, counted
from bot.ids import TeamName, platform_of
from bot.ports import Agent, AgentStatus
from bot.routing.availability import Stand
from bot.routing.hours import Holidays, Schedule, is_open, next_change
from bot.routing.hours_words import schedule_words
from bot.text import platform_name


class Now(NamedTuple):
    """When and where something is looked at."""

    at: int
    """Milliseconds since 1970."""
    zone: str
    """The time zone of whoever asks."""
    holidays: Holidays = ()

    def moment(self, at: int) -> str:
        """Write a moment."""
        return moment(at, self.at, self.zone)


_WHY = {
    "self": "",
    "always": "",
    "schedule": "by {their} hours",
    "missed": "because {they} missed offers",
    "admin": "set by an admin or a lead",
    "presence": "as the platform shows {them}",
    "unreachable": "because {their} inbox cannot be reached",
}
_THEY = {"they": "they", "their": "their", "them": "them"}
_YOU = {"they": "you", "their": "your", "them": "you"}


def stand_words(stand: Stand, now: Now, *, you: bool = False) -> str:
    """Say how somebody stands: ``away until Monday 09:00, by your hours``."""
    word = "available" if stand.available else "away"
    until = f" until {now.moment(stand.changes_at)}" if stand.changes_at else ""
    why = _WHY[stand.why].format(**(_YOU if you else _THEY))
    return f"{word}{until}{', ' if why else ''}{why}"


def condition(status: AgentStatus, now: Now, *, you: bool = False) -> str:
    """Say whether an agent is available and how busy they are."""
    chats = f"{status.chats} of {counted(status.capacity, 'chat')}"
    return f"{stand_words(status.stand, now, you=you)}, {chats}"


def status_line(status: AgentStatus, now: Now) -> str:
    """Write one agent in a list."""
    teams = f", in {listed(status.teams)}" if status.teams else ""
    where = f", on {platforms_of(status.agent)}" if status.agent.linked else ""
    return f"{bold(status.agent.name)}: {condition(status, now)}{teams}{where}"


def platforms_of(agent: Agent) -> str:
    """Write where an agent is: ``Slack and Microsoft Teams``."""
    found = list(dict.fromkeys(platform_name(platform_of(one.person)) for one in agent.identities))
    return " and ".join(filter(None, [", ".join(found[:-1]), found[-1]]))


def listed(names: tuple[TeamName, ...]) -> str:
    """Write the names of teams."""
    return ", ".join(bold(name) for name in names)


def hours_words(schedule: Schedule | None, now: Now) -> str:
    """Write hours, and whether they are open now: ``mon-fri 9:00-17:00 (Europe/Stockholm), opens Monday 09:00``."""
    if schedule is None:
        return "always"
    there = now._replace(zone=schedule.time_zone)  # the one time zone that the reader sees beside it
    return f"{code(schedule_words(schedule))} ({schedule.time_zone}), {open_words(schedule, there)}"


def open_words(schedule: Schedule, now: Now) -> str:
    """Say whether it is open now and until when, or when it opens."""
    change = next_change(schedule, now.holidays, now.at)
    if is_open(schedule, now.holidays, now.at):
        return f"open now, closes {now.moment(change.at)}" if change else "open now"
    return f"closed now, opens {now.moment(change.at)}" if change else "closed, and does not open again"
