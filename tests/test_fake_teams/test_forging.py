"""What an app must refuse, and that a careless one does not."""

from __future__ import annotations

import pytest

from tests.fake_teams import FakeTeams
from tests.fake_teams.forging import Forger

from .conftest import Caller, Receiver


KINDS = sorted(Forger(FakeTeams().keys, "app", {"serviceUrl": "http://127.0.0.1/"}).kinds)
PROVEN = {
    "no_content_type",
    "no_json",
    "no_object",
    "no_type",
    "no_sender",
    "other_channel",
    "bad_timestamp",
    "too_large",
}
"""Properly signed, and broken otherwise."""


@pytest.mark.parametrize("kind", KINDS)
async def test_a_forgery_reaches_the_app_as_it_is_meant(
    teams: FakeTeams, receiver: Receiver, kind: str
) -> None:
    """The app of these tests proves the signature alone, so what it believes is known."""
    assert receiver.gate.is_set()
    status = await teams.forge(kind)
    believed = PROVEN - {"no_json", "no_object", "too_large"}
    careless = {"wrong_issuer", "wrong_service_url", "no_service_url", "unendorsed", "no_endorsements"}
    assert (status == 202) == (kind in believed | careless)


async def test_a_strangers_address_in_a_good_activity_is_a_trap(
    teams: FakeTeams, receiver: Receiver, caller: Caller
) -> None:
    assert await teams.lures() == 202
    assert receiver.claims[0]["serviceurl"] == receiver.bodies[0]["serviceUrl"] == teams.stranger.url
    token = {"Authorization": "Bearer x"}
    async with caller.session.post(f"{teams.stranger.url}v3/conversations", headers=token) as answer:
        assert answer.status == 201
    assert teams.offences.forgive(containing="to a stranger")
    assert teams.stranger.requests == ["POST /v3/conversations"]
