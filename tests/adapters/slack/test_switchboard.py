"""Which workspace something is for, who takes it there, and what becomes of it when nobody can say."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.slack.client import SlackPlatform
from bot.adapters.slack.installed import Installation, Installed
from bot.adapters.slack.switchboard import Switchboard, addressees
from bot.adapters.slack.workspaces import SlackWorkspaces
from bot.adapters.store.bus import Bus
from bot.adapters.store.connection import connect
from bot.adapters.store.installations import RedisInstallations
from bot.adapters.store.keys import Keys
from bot.ids import SiteId
from tests.adapters.recorder import Recorder, WallClock
from tests.conftest import Store
from tests.fake_slack import FakeSlack


KEY = "an encryption key of thirty-two signs"


@pytest.mark.parametrize(
    ("body", "teams"),
    [
        ({"type": "event_callback", "team_id": "T1"}, ["T1"]),
        ({"type": "event_callback", "team_id": "T9", "authorizations": [{"team_id": "T1"}]}, ["T1"]),
        ({"type": "event_callback", "team_id": "T1", "authorizations": [{"team_id": None}]}, ["T1"]),
        ({"type": "event_callback", "team_id": "T1", "authorizations": []}, ["T1"]),
        ({"type": "event_callback", "team_id": "T1", "authorizations": "x"}, ["T1"]),
        ({"type": "event_callback", "authorizations": [{"team_id": "T1"}, 7, {"team_id": ""}]}, ["T1"]),
        ({"type": "block_actions", "team": {"id": "T1"}}, ["T1"]),
        ({"type": "block_actions", "team": None}, []),
        ({"command": "/livechat", "team_id": "T1"}, ["T1"]),
        ({"command": "/livechat", "team_id": ""}, []),
        ({"team_id": 7}, []),
        ({}, []),
    ],
)
def test_the_workspace_is_the_one_for_which_it_was_sent(body: dict[str, Any], teams: list[str]) -> None:
    assert addressees(body) == teams


@dataclass
class Two:
    """A process that knows none of its workspaces yet, and one in which they are installed."""

    switchboard: Switchboard
    workspaces: SlackWorkspaces
    installed: Installed
    changes: list[tuple[str, SlackPlatform | None]]
    lost: list[tuple[str, str]]

    async def install(self, team: str, token: str = "xoxb-1") -> None:  # noqa: S107  it opens nothing
        await self.installed.keep(
            Installation(
                team=team, name=team, app_id="A1", bot_user="UBOT", bot_id="B1", token=token, at=5_000
            ),
            f"link of {team} {token}",
        )


def an_event(team: str, kind: str = "user_change", **event: object) -> dict[str, Any]:
    return {"type": "event_callback", "team_id": team, "event_time": 9, "event": {"type": kind, **event}}


@pytest.fixture
async def two(slack: FakeSlack, store: Store, recorder: Recorder) -> AsyncIterator[Two]:
    installed = Installed(RedisInstallations(store.redis, store.keys, store.bus), (KEY,))
    changes: list[tuple[str, SlackPlatform | None]] = []
    lost: list[tuple[str, str]] = []
    workspaces = SlackWorkspaces(
        installed=installed,
        api_url=slack.api_url,
        changed=lambda team, platform: changes.append((team, platform)),
    )
    await workspaces.start()

    async def lose(team: str, why: str, at: float) -> None:
        if not workspaces.came_after(team, at):
            lost.append((team, why))
            workspaces.lose(team, why)

    switchboard = Switchboard(workspaces, recorder.takers, WallClock(), lost=lose)
    yield Two(switchboard, workspaces, installed, changes, lost)
    await workspaces.close()


async def status(two: Two, body: dict[str, Any]) -> int:
    return (await two.switchboard.take(body)).status


async def test_a_workspace_that_another_process_installed_is_found_when_it_speaks(two: Two) -> None:
    assert await status(two, an_event("T1")) == 200
    assert two.switchboard.counts["ignored:another_workspace"] == 1
    await two.install("T1")
    assert await status(two, an_event("T1", user={"id": "U1"})) == 200
    assert two.switchboard.counts["user_change"] == 1
    assert [team for team, _ in two.changes] == ["T1"]


async def test_ten_events_at_once_find_one_workspace(two: Two) -> None:
    await two.install("T1")
    events = [an_event("T1", user={"id": "U1"}) for _ in range(10)]
    assert set(await asyncio.gather(*(status(two, event) for event in events))) == {200}
    assert len(two.changes) == 1


async def test_a_workspace_that_is_installed_anew_is_served_by_its_new_token(two: Two) -> None:
    await two.install("T1")
    before = await two.workspaces.find("T1")
    await two.install("T1", "xoxb-2")
    await two.workspaces.look_at_all()
    after = await two.workspaces.find("T1")
    assert after
    assert after is not before
    assert after.has_token("xoxb-2")


async def test_a_workspace_that_another_process_lost_is_served_no_more(two: Two) -> None:
    await two.install("T1")
    await two.workspaces.look_at_all()
    await two.installed.kept.lose("T1", "removed")
    await two.workspaces.look_at_all()
    assert two.changes[-1] == ("T1", None)
    assert await two.workspaces.find("T1") is None


@pytest.mark.parametrize(("at", "is_lost"), [(4, False), (5, True), (9, True)])
async def test_only_what_is_younger_than_an_installation_ends_it(two: Two, at: int, *, is_lost: bool) -> None:
    await two.install("T1")
    event = {**an_event("T1", "app_uninstalled"), "event_time": at}
    assert await status(two, event) == 200
    assert bool(two.lost) is is_lost
    assert ("T1" in two.workspaces.platforms) is not is_lost


async def test_the_loss_of_one_workspace_leaves_the_other(two: Two) -> None:
    await two.install("T1")
    await two.install("T2")
    await two.workspaces.look_at_all()
    revoked = an_event("T1", "tokens_revoked", tokens={"bot": ["UBOT"]})
    assert await status(two, revoked) == 200
    assert list(two.workspaces.platforms) == ["T2"]
    assert not two.workspaces.cut_off


async def test_without_the_store_slack_is_to_send_again(
    slack: FakeSlack, recorder: Recorder, tmp_path: Path
) -> None:
    redis = connect(f"unix://{tmp_path}/nobody.sock")
    keys = Keys(SiteId("s"))
    installed = Installed(RedisInstallations(redis, keys, Bus(redis, keys)), (KEY,))
    workspaces = SlackWorkspaces(installed=installed, api_url=slack.api_url)
    workspaces.started = True

    async def lose(*_: object) -> None:
        pytest.fail("nothing was lost")

    switchboard = Switchboard(workspaces, recorder.takers, WallClock(), lost=lose)
    assert (await switchboard.take(an_event("T1"))).status == 500
    await redis.aclose()


async def test_a_record_that_no_key_opens_is_no_reason_to_lose_an_event(two: Two, store: Store) -> None:
    await two.install("T1")
    other = Installed(
        RedisInstallations(store.redis, store.keys, store.bus), ("another key of thirty-two signs .",)
    )
    two.workspaces.installed = other
    assert await status(two, an_event("T1")) == 500
