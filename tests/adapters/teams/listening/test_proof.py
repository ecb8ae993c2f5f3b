"""The security checklist, through HTTP: what is not from Teams, or not for us, has no effect at all."""

from __future__ import annotations

import asyncio

import pytest

from bot.adapters.store.shelf import RedisShelf
from bot.adapters.teams.listeners import TeamsListeners
from bot.adapters.teams.service_urls import SHELF
from tests.adapters.recorder import Recorder
from tests.fake_teams import FakeTeams, Message
from tests.fake_teams.human import Human


pytestmark = pytest.mark.usefixtures("listeners")


UNPROVEN = [
    "unsigned",
    "empty_header",
    "other_scheme",
    "garbage",
    "wrong_audience",
    "wrong_issuer",
    "wrong_service_url",
    "no_service_url",
    "symmetric",
    "unknown_key",
    "bad_signature",
    "unendorsed",
    "no_endorsements",
]
BROKEN = {
    "no_json": 400,
    "no_object": 400,
    "no_type": 400,
    "no_sender": 400,
    "other_channel": 400,
    "no_content_type": 415,
    "too_large": 413,
}


@pytest.mark.parametrize(
    ("kind", "status"), [*((kind, 401) for kind in UNPROVEN), ("expired", 503), *BROKEN.items()]
)
async def test_a_forged_or_broken_request_is_refused_and_has_no_effect(
    teams: FakeTeams, recorder: Recorder, shelf: RedisShelf, kind: str, status: int
) -> None:
    """The SDK's own adapter answers 500 to most of them."""
    assert await teams.forge(kind) == status
    assert recorder == Recorder(heard=recorder.heard)
    assert await shelf.after(SHELF, 0, limit=9) == []


@pytest.mark.parametrize(
    ("kind", "status"), [*((kind, 401) for kind in UNPROVEN), ("expired", 503), *BROKEN.items()]
)
async def test_after_a_good_token_was_seen_a_forged_or_broken_request_is_refused_all_the_same(
    teams: FakeTeams, ann: Human, root: Message, recorder: Recorder, kind: str, status: int
) -> None:
    await ann.writes("@Threadline Hello", in_thread=root)
    await teams.until(lambda: recorder.messages)
    assert await teams.forge(kind) == status
    await teams.settled()
    assert recorder.texts == ["Hello"]
    assert not recorder.commands + recorder.presses


async def test_a_service_address_of_a_stranger_is_refused_though_it_is_signed(
    teams: FakeTeams, shelf: RedisShelf
) -> None:
    assert await teams.lures() == 403
    assert teams.stranger.requests == []
    assert await shelf.after(SHELF, 0, limit=9) == []


@pytest.mark.parametrize("ahead", [-10_000.0, 10_000.0])
async def test_what_is_signed_while_the_clocks_differ_is_sent_again_and_arrives(
    teams: FakeTeams, ann: Human, root: Message, recorder: Recorder, *, ahead: float
) -> None:
    teams.settings.retry_delays = (0.1,) * 100
    teams.clock.ahead = ahead
    await ann.writes("@Threadline Hello", in_thread=root)
    await teams.until(lambda: teams.events.attempts)
    assert recorder.messages == []
    teams.clock.ahead = 0.0
    await teams.until(lambda: recorder.texts == ["Hello"])


@pytest.mark.parametrize("keep_old", [True, False])
async def test_a_key_that_rotates_while_people_write_loses_nothing(
    teams: FakeTeams, ann: Human, root: Message, recorder: Recorder, *, keep_old: bool
) -> None:
    await ann.writes("@Threadline before", in_thread=root)
    await teams.until(lambda: recorder.messages)
    teams.keys.rotate(keep_old=keep_old)
    await asyncio.gather(*(ann.writes(f"@Threadline {n}", in_thread=root) for n in range(10)))
    await teams.until(lambda: len(recorder.messages) == 11)
    assert sorted(recorder.texts) == sorted(["before", *map(str, range(10))])
    assert teams.keys.asked == 2


async def test_a_move_of_the_tenant_is_learnt_from_the_next_activity(
    teams: FakeTeams, ann: Human, root: Message, recorder: Recorder, shelf: RedisShelf
) -> None:
    for region in ("amer", "emea"):
        teams.moves(region)
        await ann.writes("@Threadline Hello", in_thread=root)
        await teams.until(lambda: recorder.messages)
        recorder.messages.clear()
        assert await shelf.get(SHELF, teams.tenant.id) == teams.service_url.encode()


async def test_what_was_refused_is_counted_and_told_with_what_to_do(
    teams: FakeTeams, listeners: TeamsListeners
) -> None:
    await teams.forge("wrong_audience")
    point = await listeners.check()
    assert not point.well
    assert "THREADLINE_TEAMS_APP_ID" in point.remedy
