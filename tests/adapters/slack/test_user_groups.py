"""User groups: who is in one, and hearing of changes."""

from __future__ import annotations

import pytest

from bot.adapters.slack.client import SlackPlatform
from bot.errors import Refused
from tests.adapters.recorder import Recorder
from tests.fake_slack import FakeSlack


async def test_the_people_of_a_group_are_listed(slack: FakeSlack, platform: SlackPlatform) -> None:
    ann, bo = slack.user("Ann Lee"), slack.user("Bo Ek")
    found = await platform.members_of(platform.me.group(slack.group("sales", [ann, bo])))
    assert found == [platform.me.person(ann.id), platform.me.person(bo.id)]


async def test_a_group_that_is_not_there_or_not_permitted_is_refused(
    slack: FakeSlack, platform: SlackPlatform
) -> None:
    sales = platform.me.group(slack.group("sales", []))
    with pytest.raises(Refused, match="no_such_subteam"):
        await platform.members_of(platform.me.group("S0"))
    slack.bot().scopes.discard("usergroups:read")
    with pytest.raises(Refused, match="missing_scope"):
        await platform.members_of(sales)


@pytest.mark.usefixtures("listeners")
async def test_other_people_in_a_group_are_heard_of(
    slack: FakeSlack, platform: SlackPlatform, recorder: Recorder
) -> None:
    ann = slack.user("Ann Lee")
    sales = slack.group("sales", [])
    slack.regroup(sales, [ann])
    await slack.until(lambda: recorder.groups)
    assert recorder.groups == [platform.me.group(sales)]
