"""What is written to the app outside of threads: nobody is sent it, and whoever wrote it is told what it may have meant."""

from __future__ import annotations

import pytest

from bot.adapters.slack.outside import HINT, MEANT_FOR_US
from tests.adapters.recorder import Recorder
from tests.fake_slack import FakeSlack
from tests.fake_slack.human import Human


pytestmark = pytest.mark.usefixtures("listeners")


@pytest.mark.parametrize(
    ("written", "command"),
    [
        ("help", "help"),
        ("Away", "Away"),
        ("/livechat status", "status"),
        ("!livechat team show Sales", "team show Sales"),
        ("agent capacity three", "agent capacity three"),
    ],
)
async def test_a_command_written_as_a_message_is_said_to_be_one(
    slack: FakeSlack, ann: Human, recorder: Recorder, written: str, command: str
) -> None:
    await ann.writes(written)
    await slack.until(lambda: ann.ephemerals)
    assert ann.ephemerals[0].text == MEANT_FOR_US.format(command=f"`/livechat {command}`")
    assert recorder.commands == []


async def test_somebody_who_is_named_in_it_is_left_out(slack: FakeSlack, ann: Human) -> None:
    await ann.writes(f"agent add @{ann.account.name}")
    await slack.until(lambda: ann.ephemerals)
    assert "`/livechat agent add`" in ann.ephemerals[0].text


async def test_each_command_is_answered_and_words_for_nobody_only_once_a_minute(
    slack: FakeSlack, ann: Human
) -> None:
    for written in ("Hello?", "Is anybody there?", "status", "help me with this one, please", "queue"):
        await ann.writes(written)
    await slack.until(lambda: len(ann.ephemerals) >= 3)
    await slack.settled()
    assert [one.text == HINT for one in ann.ephemerals].count(True) == 1
    assert {"`/livechat status`", "`/livechat queue`"} == {
        one.text.rpartition(": ")[2] for one in ann.ephemerals if one.text != HINT
    }
