"""The names of pools."""

from __future__ import annotations

from bot.ids import AgentId, TeamName
from bot.routing.pools import EVERYBODY, agent_pool, rule_pool, team_pool


def test_a_team_has_one_pool_whatever_its_case() -> None:
    assert team_pool(TeamName("Sales")) == team_pool(TeamName("SALES"))
    assert team_pool(TeamName("STRASSE")) == team_pool(TeamName("straße"))


def test_no_two_kinds_of_pools_share_a_name() -> None:
    same = "everybody"
    names = {EVERYBODY, agent_pool(AgentId(same)), team_pool(TeamName(same)), rule_pool(same)}
    assert len(names) == 4
