"""A token that was proven is not proven again, and lets in nobody whom it would not let in then."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.adapters.teams.clock import Clock
from tests.adapters.teams.proving import (
    Door,
    a_door,
    rejected_later,
)
from tests.fake_teams import FakeTeams


MINUTE = 60


class SpiedOn:
    """Counts how often the SDK is asked."""

    def __init__(self, door: Door) -> None:
        self.asked = 0
        sdk = door.gateway._sdk  # nothing else shows who proved it
        asks = sdk.authenticate_request

        async def counted(*given: Any) -> Any:
            self.asked += 1
            return await asks(*given)

        sdk.authenticate_request = counted


async def test_a_token_is_proven_once_for_all_activities_that_come_with_it(door: Door) -> None:
    spied, header = SpiedOn(door), door.signed()
    for n in range(20):
        await door.knock(door.activity(id=str(n)), header)
    assert spied.asked == 1


async def test_a_proven_token_is_no_good_for_another_service_address(door: Door) -> None:
    header = door.signed()
    await door.knock(authorization=header)
    another = f"{door.teams.base_url}/elsewhere/"
    assert await rejected_later(door, header, door.activity(serviceUrl=another)) == 401
    await door.knock(authorization=header)


@pytest.mark.parametrize(
    ("other", "status"),
    [
        ({"channelData": {"tenant": {"id": "8a3b1f00-0000-4000-8000-00000000beef"}}}, 403),
        ({"channelId": "webchat"}, 400),
        ({"from": {}}, 400),
    ],
)
async def test_a_proven_token_lets_in_no_other_tenant_or_channel(
    door: Door, other: dict[str, Any], status: int
) -> None:
    header = door.signed()
    await door.knock(authorization=header)
    assert await rejected_later(door, header, door.activity(**other)) == status


async def test_a_token_that_was_proven_is_believed_until_its_end_and_not_beyond(teams: FakeTeams) -> None:
    today = Clock()
    today.now = time.time()
    async with a_door(teams, today=today) as door:
        spied = SpiedOn(door)
        header = door.signed(exp=int(today.now) - 4 * MINUTE, nbf=int(today.now) - 60 * MINUTE)
        for _ in range(2):  # it has ended, and clocks may differ by five minutes: the SDK is asked each time
            await door.knock(authorization=header)
        assert spied.asked == 2
        lasting = door.signed(exp=int(today.now) + 60 * MINUTE)
        for _ in range(2):
            await door.knock(authorization=lasting)
        assert spied.asked == 3
        for moved in (60 * MINUTE, -MINUTE):  # to its end, and before the proof
            today.now = time.time() + moved
            await door.knock(authorization=lasting)
        assert spied.asked == 5


@pytest.mark.parametrize("change", ["-", "A", " "])
async def test_a_sign_more_makes_a_proven_token_another_one(door: Door, change: str) -> None:
    header = door.signed()
    await door.knock(authorization=header)
    assert await rejected_later(door, header + change) == 401


async def test_a_proven_token_with_the_signature_of_another_is_401(door: Door) -> None:
    first, second = door.signed(), door.signed(exp=int(time.time()) + 7 * MINUTE)
    await door.knock(authorization=first)
    await door.knock(authorization=second)
    crossed = ".".join([*first.split(".")[:2], second.split(".")[2]])
    assert await rejected_later(door, crossed) == 401


async def test_tokens_are_forgotten_when_keys_are_fetched_again(door: Door) -> None:
    """The same key may be published with fewer endorsements, or another under its name."""
    spied, header = SpiedOn(door), door.signed()
    await door.knock(authorization=header)
    door.teams.keys.rotate()
    await door.knock()
    asked = spied.asked
    await door.knock(authorization=header)
    assert spied.asked == asked + 1


async def test_a_token_of_a_key_that_is_published_no_more_is_refused_though_it_was_proven(door: Door) -> None:
    header = door.signed()
    await door.knock(authorization=header)
    door.teams.keys.rotate(keep_old=False)
    await door.knock()
    assert await rejected_later(door, header) in (401, 503)


async def test_a_key_that_lost_its_endorsement_proves_no_token_that_it_proved_before(door: Door) -> None:
    header, old = door.signed(), door.teams.keys.current
    await door.knock(authorization=header)
    old.endorsements = ["webchat"]
    door.teams.keys.rotate()
    await door.knock()
    assert await rejected_later(door, header) == 401
