"""What became of each attempt at the platform is counted."""

from __future__ import annotations

import pytest

from bot.adapters.slack.errors import PayloadRefused
from bot.errors import CannotTell, InDoubt, PlatformError, Refused, Throttled, Unreachable
from tests.delivery.house import House
from tests.delivery.world import Fault
from tests.measured import Since


async def test_what_is_shown_is_counted_by_what_it_is(house: House) -> None:
    since = Since()
    await house.agent()
    c = await house.talks()
    await house.writes(c, "one")
    await house.until_quiet()
    assert since["posts_total outcome=sent what=thread"] == 1
    assert since["posts_total outcome=sent what=post"] == 1
    assert since["posts_total outcome=sent what=card"] > 0


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (Throttled(1.0), "throttled"),
        (Unreachable("down"), "unreachable"),
        (InDoubt("cut"), "in_doubt"),
        (Refused("not_in_channel"), "refused"),
        (PayloadRefused("msg_too_long"), "refused"),
    ],
)
async def test_what_is_not_shown_is_counted_by_why(house: House, error: PlatformError, outcome: str) -> None:
    await house.agent()
    c = await house.talks()
    since = Since()
    house.world.faults["post"].append(Fault(error))
    await house.writes(c, "one")
    await house.until_quiet()
    assert since[f"posts_total outcome={outcome} what=post"] == 1


@pytest.mark.parametrize(("arrived", "outcome"), [(True, "found"), (False, "absent")])
async def test_what_was_looked_for_is_counted_by_whether_it_was_there(
    house: House, arrived: bool, outcome: str
) -> None:
    await house.agent()
    c = await house.talks()
    since = Since()
    house.world.faults["post"].append(Fault(InDoubt("cut"), done=arrived))
    house.world.faults["look_up"].append(Fault(CannotTell("busy")))
    await house.writes(c, "one")
    await house.until_quiet()
    assert since["look_ups_total outcome=failed"] == 1
    assert since[f"look_ups_total outcome={outcome}"] >= 1
    assert house.world.said() == ["one"]


async def test_commits_timers_and_transitions_are_counted(house: House) -> None:
    since = Since()
    await house.agent()
    c = await house.talks()
    assert since["transitions_total after=live before=offered"] == 1
    assert since["timers_total timer=picked"] == 1
    before = since["commits_total outcome=stored"], since["commit_seconds_count"]
    await house.writes(c, "one")
    assert (since["commits_total outcome=stored"], since["commit_seconds_count"]) == (
        before[0] + 1,
        before[1] + 1,
    )
