"""`chat`: what is said of coming to one, and to whom."""

from __future__ import annotations

from bot.conversation import members
from bot.conversation.asking import Heard
from bot.ids import ConversationId, ThreadNumber
from tests.commands.scene import KIM, NOW, SAM, Scene


async def test_nobody_is_told_how_to_come_to_a_chat_that_they_are_on(scene: Scene) -> None:
    await scene.everybody_is_set_up()
    await scene.says(KIM, "away")
    await scene.chat("first", SAM)
    own, seen_by_admin = await scene.says(SAM, "chat"), await scene.says(KIM, "chat")
    assert own.startswith("*1 chat* goes on\n`first`")
    assert "chat join" not in own
    assert "`/livechat chat join first` lets you talk too" in seen_by_admin


async def test_coming_to_a_chat_and_handing_it_over_stand_in_the_audit_log(scene: Scene) -> None:
    await scene.everybody_is_set_up()
    await scene.says(KIM, "away")
    await scene.chat("firstchat", SAM)
    await scene.says(KIM, "chat join firstchat")
    await scene.says(KIM, "chat take firstchat")
    handed = ThreadNumber(2)
    await scene.relay.act(
        ConversationId("firstchat"),
        lambda c: Heard(
            members.hand_over(c, handed, KIM, NOW, pool="agent:slack-T1-eve", to="Eve", note="secret")
        ),
    )
    log = [
        line.partition(" ")[2].partition(" ")[2] for line in (await scene.says(KIM, "audit 3")).splitlines()
    ]
    assert log[1:] == [
        "*Kim Berg* asked Eve to take over chat firstchat",
        "*Kim Berg* took over chat firstchat from agent Sam Lee",
        "*Kim Berg* joined chat firstchat of agent Sam Lee",
    ]
