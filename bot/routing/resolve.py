"""From the live chat card's option to the terms of the conversation: which pools are gone through, and how. Pure."""

from __future__ import annotations

from typing import NamedTuple

from bot.events import Fallback, Line, Terms
from bot.ids import AgentId, Channel, TeamName
from bot.routing.accounts import account_pool
from bot.routing.facts import Facts
from bot.routing.fallback_texts import fallback_text
from bot.routing.pools import EVERYBODY, agent_pool, pool_of_rule, team_pool
from bot.routing.rules import Rule, qualifying
from bot.routing.site_rules import SiteRules


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

VIP = 1
"""The priority in line of a visitor who qualifies for a VIP rule; everybody else's is 0."""


def resolve(option: Option, facts: Facts, site: SiteRules) -> Terms:
    """Say which pools a live chat goes through and under which terms.

    The account's pool comes first. A visitor who qualifies for no rule gets neither the round robin fallback nor a
    place in line: an account match apart, their `pools` are empty and the fallback message comes at once.
    """
    qualified = qualifying(site.rules, facts)
    account = account_pool(site.accounts, facts.attributes.get("email", ""))
    chosen = _pools(option, qualified)
    pools = tuple(dict.fromkeys(pool for pool in (account, *chosen) if pool))
    settings = site.settings
    vip = any(rule.vip for rule in qualified)
    return Terms(
        pools=pools,
        rest=EVERYBODY if chosen and settings.round_robin_fallback and EVERYBODY not in pools else "",
        accept_window=settings.accept_window * 1000,
        wait_limit=settings.wait_limit * 1000,
        max_offers=settings.max_offers,
        line=Line(limit=settings.queue_length, priority=VIP if vip else 0)
        if settings.queue and chosen
        else None,
        fallback=_fallback(pools, facts.locale, site),
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


def _fallback(pools: tuple[str, ...], locale: str, site: SiteRules) -> Fallback:
    settings = site.settings
    team = next((team for pool in pools if (team := site.team(pool))), None)
    return Fallback(
        text=fallback_text(settings.fallback, locale),
        asks=settings.fallback_asks,
        booking=settings.fallback_booking,
        channel=(team.channel if team else Channel("")) or settings.missed_channel,
        team=team.name if team else TeamName(""),
    )
