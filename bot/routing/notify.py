"""How an agent is notified: where their threads are, and of what they are reminded. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal, NamedTuple

import msgspec
from msgspec import Meta

from bot.events import Reminders
from bot.ids import Channel, Identity, Person, workspace_of
from bot.routing.pools import team_pool
from bot.routing.site_rules import Team


Where = Literal["team", "dm", "channel", "both"]
"""`team`: as their team has it. `both`: in the channel, and told in direct messages as well."""

HALF = -1
"""Instead of seconds: half the accept window."""
LONGEST = 3600
"""Seconds after which nobody needs to be reminded any more."""


class NotifyOptions(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What an agent has chosen. Times in seconds, 0 for never."""

    where: Where = "team"
    offer_reminder: Annotated[int, Meta(ge=HALF, le=LONGEST)] = HALF
    """Of an offer that they have not answered."""
    reply_reminder: Annotated[int, Meta(ge=0, le=LONGEST)] = 120
    """Of a visitor who waits for a reply."""
    summary: bool = True
    """Whether they are told on coming back what happened meanwhile."""
    presence: Literal["site", "on", "off"] = "site"
    """Whether they are away while their platform shows them so; `site`: as the site's setting says."""
    identity: Person = Person("")
    """In whose direct messages, where they have several identities; empty for the first."""


class Inbox(NamedTuple):
    """Where one thread of an agent is."""

    channel: Channel
    person: Person
    """Who they are there."""
    mentioned: bool = False
    """It is a channel of many, where only a mention notifies the agent."""
    also: Channel = Channel("")
    """Where they are told of it besides, or empty."""


def inbox_for(
    options: NotifyOptions, identities: Sequence[Identity], pool: str, teams: Sequence[Team]
) -> Inbox:
    """Say where an agent's next thread is. `pool` is by what they were found, `teams` are those they are in.

    `identities` are those of theirs that can be reached, first the one in whose direct messages they want to be told.
    A team's channel is where it is: it is of no use to who is nobody in that workspace.
    """
    first = identities[0]
    known = {workspace_of(one.person): one.person for one in identities}
    near = [team for team in teams if team.channel and workspace_of(team.channel) in known]
    asked = next((team for team in near if team_pool(team.name) == pool), None)
    near.sort(key=lambda team: workspace_of(team.channel) != workspace_of(first.person))
    team = _in_channel(options, asked, near)
    if team is None:
        return Inbox(first.inbox, first.person)
    also = first.inbox if options.where == "both" else Channel("")
    return Inbox(team.channel, known[workspace_of(team.channel)], mentioned=True, also=also)


def _in_channel(options: NotifyOptions, asked: Team | None, near: Sequence[Team]) -> Team | None:
    """The team in whose channel the thread is; None for direct messages."""
    match options.where:
        case "dm":
            return None
        case "team":
            return asked if asked and asked.inbox == "channel" else None
        case "channel" | "both":
            return asked or next(iter(near), None)


def needs_teams(options: NotifyOptions, pool: str) -> bool:
    """Say whether `inbox_for` has to know teams at all."""
    return options.where in ("channel", "both") or (options.where == "team" and pool.startswith("team:"))


def reminders_of(options: NotifyOptions, accept_window: int) -> Reminders:
    """Say when an agent is reminded. `accept_window` is in milliseconds, 0 where there is none."""
    offer = accept_window // 2 if options.offer_reminder == HALF else options.offer_reminder * 1000
    return Reminders(offer=offer if offer < accept_window else 0, reply=options.reply_reminder * 1000)
