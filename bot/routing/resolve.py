"""From the live chat card's option to the terms of the conversation: which pools are gone through, and how. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from bot.events import Fallback, Line, Terms
from bot.ids import AgentId, TeamName
from bot.routing.accounts import account_pool
from bot.routing.facts import Facts
from bot.routing.fallback_texts import fallback_fields, fallback_text
from bot.routing.pools import EVERYBODY, agent_pool, pool_of_rule, team_pool
from bot.routing.rules import Rule, qualifying
from bot.routing.site_rules import SiteRules, Team


class RoundRobin(NamedTuple):
    """All agents, in turn."""


class ToAgent(NamedTuple):
    """One named agent."""

    agent: AgentId


class ToTeam(NamedTuple):
    """The agents of one named team, in turn."""

    team: TeamName


class CustomRules(NamedTuple):
    """The site's rules, in their order."""


Option = RoundRobin | ToAgent | ToTeam | CustomRules

DAY = 86_400_000
IDLE_WARNING = 120_000
"""How long before the end both sides are warned, in milliseconds; of a shorter silence the half."""
VIP = 1
"""The priority in line of a visitor who qualifies for a VIP rule; everybody else's is 0."""


def resolve(option: Option, facts: Facts, site: SiteRules) -> Terms:
    """Say which pools a live chat goes through and under which terms.

    The account's pool comes first. A visitor who qualifies for no rule gets neither the round robin fallback nor a
    place in line: an account match apart, their `pools` are empty and the fallback message comes at once.
    """
    settings = site.settings
    qualified = qualifying(site.rules, facts)
    account = account_pool(site.accounts, facts.attributes.get("email", ""))
    chosen = _pools(option, qualified)
    pools = tuple(dict.fromkeys(pool for pool in (account, *chosen) if pool))
    rest = settings.round_robin_fallback and chosen and EVERYBODY not in pools
    return Terms(
        pools=pools,
        rest=EVERYBODY if rest else "",
        accept_window=settings.accept_window * 1000,
        wait_limit=settings.wait_limit * 1000,
        max_offers=settings.max_offers,
        away_after_missed=settings.away_after_missed,
        idle=settings.idle_limit * 1000,
        idle_warning=min(IDLE_WARNING, settings.idle_limit * 500),
        reopen_within=settings.reopen_days * DAY,
        rating=settings.rating,
        line=_line(qualified, site) if settings.queue and chosen else None,
        fallback=_fallback(_team(pools, qualified, site), facts, site),
        reason="nobody_on_duty" if chosen else "no_rule",
    )


def _pools(option: Option, qualified: tuple[Rule, ...]) -> tuple[str, ...]:
    match option:
        case RoundRobin():
            return (EVERYBODY,)
        case ToAgent():
            return (agent_pool(option.agent),)
        case ToTeam():
            return (team_pool(option.team),)
        case CustomRules():
            return tuple(pool_of_rule(rule) for rule in qualified)


def _line(qualified: Iterable[Rule], site: SiteRules) -> Line:
    vip = any(rule.vip for rule in qualified)
    return Line(limit=site.settings.queue_length, priority=VIP if vip else 0)


def _team(pools: Iterable[str], qualified: Iterable[Rule], site: SiteRules) -> Team | None:
    """The first team that the pools name, on their own or among a rule's targets."""
    targets = {pool_of_rule(rule): rule.targets for rule in qualified}
    names = (target for pool in pools for target in targets.get(pool, (pool,)))
    return next((team for target in names if (team := site.team(target))), None)


def _fallback(team: Team | None, facts: Facts, site: SiteRules) -> Fallback:
    settings, locale = site.settings, facts.locale
    channel = team.channel if team and team.channel else settings.missed_channel
    asks = settings.fallback_asks and bool(channel)  # a message that nobody reads is not asked for
    return Fallback(
        text=fallback_text(settings.fallback, locale, asks=asks),
        fields=fallback_fields(locale, facts.attributes.get("email", "")) if asks else (),
        booking=settings.fallback_booking,
        channel=channel,
        team=team.name if team else TeamName(""),
    )
