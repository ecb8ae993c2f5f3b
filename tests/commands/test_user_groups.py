"""`team members TEAM from @group`: a user group says who is in a team, now and later."""

from __future__ import annotations

import pytest

from bot.app.user_groups import UserGroups
from bot.errors import Refused, Unreachable
from bot.ids import AgentId, group
from tests.commands.scene import EVE, KIM, SAM, Scene, user


SALES = group("slack", "T1", "sales")
FROM = "team members Sales from <&sales>"


@pytest.fixture
async def office(scene: Scene) -> Scene:
    """Kim and Sam are agents; the group is Sam and Eve, who is none."""
    await scene.everybody_is_set_up()
    scene.town.groups["sales"] = [SAM, EVE]
    return scene


async def members(office: Scene) -> tuple[str, ...]:
    [team] = await office.directory.teams.teams()
    return team.members


async def test_those_of_the_group_who_are_agents_are_the_team(office: Scene) -> None:
    await office.says(KIM, "team add Sales <@kim>")
    assert await office.says(KIM, FROM) == (
        "*@sales* says who is in team *Sales* from now on: 1 agent. 1 person of the group is not in it, because they "
        "are no agents: `/livechat team members Sales from @sales --add` makes them agents, now and later. "
        "`/livechat team show Sales` shows them."
    )
    assert await members(office) == ("slack-T1-sam",)
    assert "members: the people of *@sales*, as far as they are agents" in await office.says(
        KIM, "team show Sales"
    )


async def test_with_add_everybody_of_the_group_becomes_an_agent_but_bots(office: Scene) -> None:
    office.town.groups["sales"].append(user("robot"))
    answer = await office.says(KIM, f"{FROM} --add")
    assert "2 agents. 1 person of the group is not in it" in answer
    assert await members(office) == ("slack-T1-sam", "slack-T1-eve")


async def test_the_team_stays_in_step_and_who_stays_keeps_their_place_and_their_lead(office: Scene) -> None:
    await office.says(KIM, f"{FROM} --add")
    await office.says(KIM, "team lead Sales <@eve>")
    groups = UserGroups(office.commands._parts)
    office.town.groups["sales"] = [KIM, EVE]
    await groups.changed(SALES)
    assert await members(office) == ("slack-T1-eve", "slack-T1-kim")
    [team] = await office.directory.teams.teams()
    assert team.leads == (AgentId("slack-T1-eve"),)
    assert "brought team Sales in step with sales: Kim Berg came, Sam Lee left" in await office.says(
        KIM, "audit 1"
    )


async def test_another_group_changes_nothing(office: Scene) -> None:
    await office.says(KIM, FROM)
    office.town.groups["sales"] = [KIM]
    groups = UserGroups(office.commands._parts)
    await groups.changed(group("slack", "T1", "support"))
    assert await members(office) == ("slack-T1-sam",)
    await groups.look()
    assert await members(office) == ("slack-T1-kim",)


@pytest.mark.parametrize("failure", [Refused("missing_scope"), Unreachable("no route"), None])
async def test_a_group_that_cannot_be_read_or_is_empty_takes_nobody_out(
    office: Scene, failure: Refused | Unreachable | None
) -> None:
    await office.says(KIM, FROM)
    office.town.groups["sales"] = []
    if failure:
        office.town.failures[SALES] = failure
    await UserGroups(office.commands._parts).look()
    assert await members(office) == ("slack-T1-sam",)


async def test_a_group_that_cannot_be_read_is_not_followed(office: Scene) -> None:
    office.town.failures[SALES] = Refused("missing_scope")
    assert "Slack refuses (missing_scope)." in await office.says(KIM, FROM)
    [team] = await office.directory.teams.teams()
    assert team.team.group == ""


async def test_members_are_not_changed_by_hand_until_that_is_wanted_again(office: Scene) -> None:
    await office.says(KIM, FROM)
    for line in ("team add Sales <@kim>", "team remove Sales <@sam>"):
        assert "*@sales* says who is in team *Sales*: change the group." in await office.says(KIM, line)
    await office.says(KIM, "team members Sales from none")
    assert "*Kim Berg* is in *Sales* now." in await office.says(KIM, "team add Sales <@kim>")


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("team members Sales from <@sam>", "`@sam` is no user group."),
        ("team members Sales", "I expected the word `from` behind `Sales`."),
        ("team members Slaes from <&sales>", "There is no team `Slaes`. Did you mean *Sales*?"),
        (
            "team add Sales <&sales>",
            "Or let it say who is in a team: `/livechat team members TEAM from @sales`",
        ),
    ],
)
async def test_a_mistake_is_named(office: Scene, line: str, problem: str) -> None:
    assert problem in await office.says(KIM, line)


async def test_check_names_a_team_whose_group_cannot_be_read(office: Scene) -> None:
    await office.says(KIM, FROM)
    assert "@sales" not in await office.says(KIM, "check")
    office.town.failures[SALES] = Refused("missing_scope")
    assert "❌ members of team *Sales* from *@sales*: Slack refuses (missing_scope)." in await office.says(
        KIM, "check"
    )
