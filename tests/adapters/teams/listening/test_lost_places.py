"""Teams, channels and chats that come and go while we listen."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.adapters.teams.places import Places
from bot.arrivals import PlaceGone
from bot.errors import StoreUnavailable
from tests.adapters.recorder import Recorder
from tests.adapters.teams.conftest import general, ours, person
from tests.fake_teams import Channel, FakeTeams
from tests.fake_teams.human import Human


pytestmark = pytest.mark.usefixtures("listeners")


def lost(recorder: Recorder) -> dict[str, str]:
    return {place.channel: place.reason for place in recorder.places if isinstance(place, PlaceGone)}


@pytest.fixture
async def known(teams: FakeTeams, ann: Human, recorder: Recorder) -> Channel:
    """A channel of which we have heard, in a team where we hear all."""
    sales = teams.channel("sales", members=[ann], rsc=True)
    await ann.writes("@Threadline status", to=sales)
    await ann.writes("lunch?", to=sales)
    await teams.until(lambda: recorder.commands)
    await teams.settled()
    return sales


@pytest.mark.parametrize(
    ("goes", "reason"),
    [
        (lambda teams, channel: teams.remove_app(channel.team), "the app was removed from it"),
        (lambda teams, channel: teams.archive(channel.team), "its team was archived"),
        (lambda teams, channel: teams.delete_team(channel.team), "its team was deleted"),
    ],
)
async def test_with_a_team_all_its_channels_are_lost_and_what_is_heard_there_forgotten(
    teams: FakeTeams,
    known: Channel,
    recorder: Recorder,
    places: Places,
    goes: Callable[[FakeTeams, Channel], None],
    reason: str,
) -> None:
    assert await places.hears(ours(known))
    goes(teams, known)
    await teams.until(lambda: len(lost(recorder)) >= 2)
    await teams.settled()
    assert lost(recorder) == {general(known): reason, ours(known): reason}
    assert not await places.hears(ours(known))


async def test_a_channel_that_is_deleted_is_lost_alone(
    teams: FakeTeams, known: Channel, recorder: Recorder
) -> None:
    teams.remove(known)
    await teams.until(lambda: lost(recorder))
    assert lost(recorder) == {ours(known): "its channel was deleted"}


async def test_who_removes_the_app_has_no_chat_any_more(teams: FakeTeams, recorder: Recorder) -> None:
    cleo = teams.user("Cleo", has_app=True)
    await cleo.uninstalls()
    await teams.until(lambda: lost(recorder))
    assert lost(recorder) == {ours(cleo.chat): "the app was removed from it"}
    assert set(recorder.lost) == {person(cleo)}
    await cleo.installs()
    await teams.until(lambda: person(cleo) in recorder.regained)


async def test_a_team_that_is_left_is_nobodys_own_loss(
    teams: FakeTeams, known: Channel, recorder: Recorder
) -> None:
    assert known.team
    teams.remove_app(known.team)
    await teams.until(lambda: len(lost(recorder)) >= 2)
    assert recorder.lost == []


async def test_an_upgrade_may_have_taken_the_permission(
    teams: FakeTeams, known: Channel, places: Places
) -> None:
    assert known.team
    assert await places.hears(ours(known))
    teams.install(known.team, rsc=False)
    await teams.settled()
    assert not await places.hears(ours(known))


async def test_while_the_store_is_away_the_news_comes_again(
    teams: FakeTeams, known: Channel, recorder: Recorder
) -> None:
    recorder.fails(StoreUnavailable("away"), once=True)
    assert known.team
    teams.archive(known.team)
    await teams.until(lambda: len(lost(recorder)) == 2)


async def test_a_service_that_moves_is_followed(teams: FakeTeams, ann: Human, recorder: Recorder) -> None:
    recorder.says = "So it is."
    teams.moves("emea")
    await ann.writes("status")
    await teams.until(lambda: ann.sees() and "So it is." in ann.sees()[-1].text)
