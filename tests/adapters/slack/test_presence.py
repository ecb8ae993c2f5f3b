"""Whether Slack shows somebody as there: presence, and do-not-disturb where we may know it."""

from __future__ import annotations

import pytest

from bot.adapters.slack.client import SlackPlatform
from bot.adapters.slack.presence import in_dnd
from tests.fake_slack import FakeSlack
from tests.fake_slack.human import Human


async def test_somebody_is_there_who_is_active_and_may_be_disturbed(
    platform: SlackPlatform, ann: Human
) -> None:
    person = platform.me.person(ann.id)
    assert await platform.is_present(person)
    await ann.snoozes(10**8)
    assert not await platform.is_present(person)
    await ann.snoozes(0)
    assert await platform.is_present(person)
    await ann.sets_presence("away")
    assert not await platform.is_present(person)


async def test_without_the_optional_scope_presence_alone_counts_and_nothing_is_asked_in_vain(
    slack: FakeSlack, platform: SlackPlatform, ann: Human
) -> None:
    slack.bot().scopes.discard("dnd:read")
    await ann.snoozes(10**8)
    assert await platform.is_present(platform.me.person(ann.id))
    assert await platform.is_present(platform.me.person(ann.id))
    assert len(slack.calls("dnd.info")) == 1


@pytest.mark.parametrize(
    ("info", "now", "within"),
    [
        ({"dnd_enabled": True, "next_dnd_start_ts": 100, "next_dnd_end_ts": 200}, 150, True),
        ({"dnd_enabled": True, "next_dnd_start_ts": 100, "next_dnd_end_ts": 200}, 99, False),
        ({"dnd_enabled": True, "next_dnd_start_ts": 100, "next_dnd_end_ts": 200}, 200, False),
        ({"dnd_enabled": False, "next_dnd_start_ts": 100, "next_dnd_end_ts": 200}, 150, False),
        ({"snooze_enabled": True, "snooze_endtime": 151}, 150, True),
        ({"snooze_enabled": True, "snooze_endtime": 149}, 150, False),
        ({"dnd_enabled": True, "next_dnd_start_ts": "soon"}, 150, False),
        ({}, 150, False),
    ],
)
def test_do_not_disturb_is_a_schedule_and_a_snooze(info: dict[str, object], now: float, within: bool) -> None:
    assert in_dnd(info, now) is within
