"""Where the next thread of an agent is."""

from __future__ import annotations

import pytest

from bot.ids import Channel, Identity, TeamName, channel, person
from bot.routing.notify import Inbox, NotifyOptions, Where, inbox_for
from bot.routing.site_rules import Team


ON_SLACK = Identity(person("slack", "T1", "U1"), channel("slack", "T1", "D1"))
ON_TEAMS = Identity(person("teams", "X1", "29:1"), channel("teams", "X1", "a:1"))
SALES = Team(name=TeamName("Sales"), channel=channel("slack", "T1", "C1"), inbox="channel")
HELP = Team(name=TeamName("Help"), channel=channel("teams", "X1", "19:h@thread.tacv2"))
FAR = Team(name=TeamName("Far"), channel=channel("slack", "T2", "C2"), inbox="channel")
DIRECT, THERE = Inbox(ON_SLACK.inbox, ON_SLACK.person), Inbox(ON_TEAMS.inbox, ON_TEAMS.person)


def in_channel(team: Team, identity: Identity, also: Channel = Channel("")) -> Inbox:  # noqa: B008  a name for a text
    return Inbox(team.channel, identity.person, mentioned=True, also=also)


@pytest.mark.parametrize(
    ("where", "pool", "identities", "inbox"),
    [
        ("dm", "team:sales", [ON_SLACK], DIRECT),
        ("dm", "team:sales", [ON_SLACK, ON_TEAMS], DIRECT),
        ("dm", "team:sales", [ON_TEAMS, ON_SLACK], THERE),
        ("team", "team:sales", [ON_TEAMS, ON_SLACK], in_channel(SALES, ON_SLACK)),
        ("team", "team:sales", [ON_TEAMS], THERE),
        ("team", "team:help", [ON_SLACK, ON_TEAMS], DIRECT),
        ("team", "*", [ON_TEAMS, ON_SLACK], THERE),
        ("team", "team:far", [ON_SLACK, ON_TEAMS], DIRECT),
        ("channel", "team:help", [ON_SLACK, ON_TEAMS], in_channel(HELP, ON_TEAMS)),
        ("channel", "*", [ON_SLACK, ON_TEAMS], in_channel(SALES, ON_SLACK)),
        ("channel", "*", [ON_TEAMS, ON_SLACK], in_channel(HELP, ON_TEAMS)),
        ("channel", "team:far", [ON_TEAMS], in_channel(HELP, ON_TEAMS)),
        ("both", "team:sales", [ON_TEAMS, ON_SLACK], in_channel(SALES, ON_SLACK, ON_TEAMS.inbox)),
        ("both", "team:sales", [ON_SLACK, ON_TEAMS], in_channel(SALES, ON_SLACK, ON_SLACK.inbox)),
    ],
)
def test_a_thread_is_where_its_agent_is_somebody(
    where: Where, pool: str, identities: list[Identity], inbox: Inbox
) -> None:
    assert inbox_for(NotifyOptions(where=where), identities, pool, [FAR, SALES, HELP]) == inbox
