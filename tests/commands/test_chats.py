"""`chat`: what is said of coming to one, and to whom."""

from __future__ import annotations

from tests.commands.scene import KIM, SAM, Scene


async def test_nobody_is_told_how_to_come_to_a_chat_that_they_are_on(scene: Scene) -> None:
    await scene.everybody_is_set_up()
    await scene.says(KIM, "away")
    await scene.chat("first", SAM)
    own, seen_by_admin = await scene.says(SAM, "chat"), await scene.says(KIM, "chat")
    assert own.startswith("*1 chat* goes on\n`first`")
    assert "chat join" not in own
    assert "`/livechat chat join first` lets you talk too" in seen_by_admin
