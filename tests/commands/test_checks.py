"""`check`: every point with its mark, and the remedy."""

from __future__ import annotations

from bot.errors import Refused
from tests.commands.scene import KIM, Scene
from tests.conversation.commits import BY


async def test_all_is_well(scene: Scene) -> None:
    await scene.everybody_is_set_up()
    assert await scene.says(KIM, "check") == (
        "*Everything is well*\n"
        "*Slack*\n"
        "✅ bot token is valid\n"
        "*Threadline*\n"
        "✅ the store answers\n"
        "✅ at least one agent\n"
        "✅ an agent who is available"
    )


async def test_what_is_missing_is_marked_with_its_remedy_and_counted(scene: Scene) -> None:
    await scene.directory.admins.add(KIM, BY)
    scene.town.points = [("scopes", False, "Add `im:write`, then reinstall the app.")]
    scene.health.points = [("delivery", False, "12 messages wait.")]
    assert await scene.says(KIM, "check") == (
        "*4 points to mend*\n"
        "*Slack*\n"
        "❌ scopes: Add `im:write`, then reinstall the app.\n"
        "*Threadline*\n"
        "❌ delivery: 12 messages wait.\n"
        "❌ at least one agent: Add the first: `/livechat agent add @sam`\n"
        "❌ an agent who is available: Agents type `/livechat available` when they can take chats."
    )


async def test_a_platform_that_fails_is_a_point_and_no_error(scene: Scene) -> None:
    await scene.everybody_is_set_up()
    scene.town.failing = Refused("invalid_auth")
    answer = await scene.says(KIM, "check")
    assert "*1 point to mend*" in answer
    assert "❌ an answer: Slack refuses (invalid_auth)." in answer
