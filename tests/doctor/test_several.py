"""What the doctor says of several workspaces: none yet, all well, a key that is missing, one that was lost."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from msgspec.structs import replace

from bot.adapters.slack.installed import Installation, Installed
from bot.adapters.store.bus import Bus
from bot.adapters.store.connection import connect
from bot.adapters.store.installations import RedisInstallations
from bot.adapters.store.keys import Keys
from bot.doctor.rounds import examine
from bot.ids import SiteId
from config.secret_values import Secret
from config.settings import Settings
from tests.doctor.conftest import ill, looked, with_secrets
from tests.fake_slack import FakeSlack
from tests.fake_slack.world import Workspace


KEY = "an encryption key of thirty-two signs"


@pytest.fixture
def several(settings: Settings, slack: FakeSlack) -> Settings:
    """The same, with workspaces that come by links."""
    return with_secrets(
        replace(settings, server=replace(settings.server, public_url="https://chat.example.com")),
        slack_bot_token=None,
        slack_client_id=Secret(slack.client_id),
        slack_client_secret=Secret(slack.client_secret),
        encryption_keys=(Secret(KEY),),
    )


@pytest.fixture
async def installed(several: Settings) -> AsyncIterator[Installed]:
    assert several.secrets.redis_url
    redis = connect(several.secrets.redis_url.reveal())
    keys = Keys(SiteId(several.site.id))
    yield Installed(RedisInstallations(redis, keys, Bus(redis, keys)), (KEY,))
    await redis.aclose()


async def install(installed: Installed, slack: FakeSlack, team: Workspace) -> None:
    bot = slack.bot(team)
    await installed.keep(
        Installation(
            team=team.id,
            name=team.name,
            app_id=bot.app_id,
            bot_user=bot.bot_user,
            bot_id=bot.bot_id,
            token=bot.bot_token,
        ),
        team.id,
    )


async def test_where_nothing_is_installed_the_doctor_says_how(several: Settings) -> None:
    point = (await looked(several))["Slack: workspaces"]
    assert point.well
    assert "threadline slack install-link" in point.remedy


async def test_each_workspace_has_its_points(
    several: Settings, installed: Installed, slack: FakeSlack
) -> None:
    beta = slack.workspace("Beta")
    await install(installed, slack, slack.team)
    await install(installed, slack, beta)
    slack.bot(beta).scopes.discard("im:write")
    found = await examine(several, lambda _: None)
    points = {point.name: point for point in found["Slack"]}
    assert points["Slack: scopes, for Acme"].well
    assert "add im:write" in points["Slack: scopes, for Beta"].remedy
    assert {
        "Slack: bot token, for Acme",
        "Slack: bot token, for Beta",
        "Slack: signed requests",
    } <= points.keys()


async def test_a_key_that_is_missing_is_named(
    several: Settings, installed: Installed, slack: FakeSlack
) -> None:
    await install(installed, slack, slack.team)
    other = with_secrets(several, encryption_keys=(Secret("another key of thirty-two signs ...."),))
    points = await looked(other)
    assert "THREADLINE_ENCRYPTION_KEY does not open" in points["Slack: workspaces"].remedy


async def test_a_workspace_that_was_lost_is_to_be_mended(several: Settings, installed: Installed) -> None:
    await installed.kept.lose("T0LOST", "the app was removed from the workspace")
    points = await looked(several)
    assert "Slack: installed" in ill(points)
    assert "(T0LOST): its agents are away" in points["Slack: installed"].remedy
