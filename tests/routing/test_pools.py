"""The names of pools, and who belongs to them."""

from __future__ import annotations

import pytest

from bot.ids import AgentId, TeamName
from bot.routing.conditions import All
from bot.routing.pools import EVERYBODY, agent_pool, pool_of_rule, pools_of, rule_pool, team_pool
from bot.routing.rules import Rule


ADA, BOB = AgentId("ada"), AgentId("bob")
SALES = TeamName("Sales")


def rule(name: str, *targets: str) -> Rule:
    """A rule for everybody."""
    return Rule(id=name, name=name, condition=All(), targets=targets)


def test_names_of_teams_are_compared_without_regard_to_case() -> None:
    assert team_pool(TeamName("Sales")) == team_pool(TeamName("SALES"))
    assert team_pool(TeamName("STRASSE")) == team_pool(TeamName("straße"))


def test_no_two_kinds_of_pools_share_a_name() -> None:
    same = "everybody"
    names = {EVERYBODY, agent_pool(AgentId(same)), team_pool(TeamName(same)), rule_pool(same)}
    assert len(names) == 4


@pytest.mark.parametrize(
    ("targets", "pool"),
    [
        (("team:sales",), "team:sales"),
        (("agent:ada",), "agent:ada"),
        (("agent:ada", "team:sales"), "rule:r1"),
    ],
)
def test_a_rule_with_several_targets_has_a_pool_of_its_own(targets: tuple[str, ...], pool: str) -> None:
    assert pool_of_rule(rule("r1", *targets)) == pool


def test_an_agent_belongs_to_all_pools_that_name_them_or_a_team_of_theirs() -> None:
    rules = [
        rule("r1", "agent:ada", "team:help"),
        rule("r2", "team:sales", "agent:bob"),
        rule("r3", "team:help", "agent:bob"),
        rule("r4", "team:sales"),
    ]
    assert pools_of(ADA, [SALES], rules) == ("everybody", "agent:ada", "team:sales", "rule:r1", "rule:r2")
    assert pools_of(BOB, [], rules) == ("everybody", "agent:bob", "rule:r2", "rule:r3")
    assert pools_of(AgentId("cyd"), [], []) == ("everybody", "agent:cyd")
