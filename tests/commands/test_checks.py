"""`check`: every point with its mark, and the remedy."""

from __future__ import annotations

from bot.errors import Refused
from bot.ids import TeamName
from bot.ports import By, Point
from bot.routing.pools import team_pool
from tests.commands.scene import KIM, NOW, Scene


HEARS_OF_MISSED = (
    "💡 missed visitors: Nobody hears of visitors whom nobody could take, and these cannot leave a message. "
    "Name a channel for that: `/livechat setting set missed_channel #channel`"
)


async def test_all_is_well(scene: Scene) -> None:
    await scene.everybody_is_set_up()
    await scene.says(KIM, "team add Sales <@sam>")
    await scene.says(KIM, "team channel Sales <#sales>")
    assert await scene.says(KIM, "check") == (
        "*Everything is well*\n"
        "*Slack*\n"
        "✅ bot token is valid\n"
        "*Threadline*\n"
        "✅ the store answers\n"
        "*Routing*\n"
        "✅ at least one agent\n"
        "✅ an agent who is available"
    )


async def test_what_is_missing_is_marked_with_its_remedy_and_counted(scene: Scene) -> None:
    await scene.is_admin(KIM)
    scene.town.points = [Point("scopes", False, "Add `im:write`, then reinstall the app.")]
    scene.health.points = [Point("delivery", False, "12 messages wait.")]
    assert await scene.says(KIM, "check") == (
        "*4 points to mend*\n"
        "*Slack*\n"
        "❌ scopes: Add `im:write`, then reinstall the app.\n"
        "*Threadline*\n"
        "❌ delivery: 12 messages wait.\n"
        "*Routing*\n"
        "❌ at least one agent: Add the first: `/livechat agent add @sam`\n"
        "❌ an agent who is available: Agents type `/livechat available` when they can take chats.\n"
        f"{HEARS_OF_MISSED}"
    )


async def test_a_platform_that_fails_is_a_point_and_no_error(scene: Scene) -> None:
    await scene.everybody_is_set_up()
    scene.town.failing = Refused("invalid_auth")
    assert "❌ Slack: an answer: Slack refuses (invalid_auth)." in await scene.says(KIM, "check")


async def test_a_team_without_members_is_named(scene: Scene) -> None:
    await scene.everybody_is_set_up()
    assert "❌ team *Sales* has members: Put some in: `/livechat team add Sales @sam`" in (
        await scene.says(KIM, "check")
    )


async def test_rules_and_accounts_that_lead_to_nobody_are_named(scene: Scene) -> None:
    await scene.everybody_is_set_up()
    await scene.says(KIM, "rule add Big ones if plan is enterprise then team Sales")
    await scene.says(KIM, "account add acme.com team Sales")
    answer = await scene.says(KIM, "check")
    assert "❌ rule *Big ones* has agents: Nobody is in team *Sales*." in answer
    assert "❌ accounts have agents: Nobody is there for `acme.com`." in answer


async def test_dialogues_that_name_what_is_not_there_are_named(scene: Scene) -> None:
    await scene.everybody_is_set_up()
    scene.published.named = {team_pool(TeamName("VIP")): ("welcome.yaml, card chat",)}
    assert "❌ dialogues name team *vip*: There is no such team: `/livechat team create vip`" in (
        await scene.says(KIM, "check")
    )


async def test_an_agent_whose_inbox_cannot_be_reached_is_named(scene: Scene) -> None:
    await scene.everybody_is_set_up()
    agent = await scene.directory.agents.agent_of(KIM)
    assert agent is not None
    await scene.directory.attendance.switch(agent.id, By(KIM, NOW), available=False, why="unreachable")
    assert "❌ agent *Kim Berg* can be reached: Their inbox is gone or closed to me." in await scene.says(
        KIM, "check"
    )
