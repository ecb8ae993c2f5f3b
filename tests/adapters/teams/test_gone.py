"""News of teams, channels and chats."""

from __future__ import annotations

import pytest

from bot.adapters.teams.gone import Installed, News, PlaceLost, news
from bot.adapters.teams.parse import Ignored
from bot.ids import Channel
from tests.adapters.teams.payload import TENANT, activity


CHANNEL = Channel(f"teams:{TENANT}:19:sales@thread.tacv2")
TEAM = Channel(f"teams:{TENANT}:19:general@thread.tacv2")
CHAT = Channel(f"teams:{TENANT}:a:1annschat_-x")
REMOVED = "the app was removed from it"


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("installed_in_team", Installed(TEAM, is_new=True)),
        ("upgraded_in_team", Installed(TEAM, is_new=False)),
        ("removed_from_team", PlaceLost(TEAM, REMOVED, whole_team=True)),
        ("bot_removed_from_roster", PlaceLost(TEAM, REMOVED, whole_team=True)),
        ("removed_from_chat", PlaceLost(CHAT, REMOVED)),
        ("channel_deleted", PlaceLost(CHANNEL, "its channel was deleted")),
        ("team_archived", PlaceLost(TEAM, "its team was archived", whole_team=True)),
        ("member_added", Ignored("teamMemberAdded")),
        ("channel_created", Ignored("channelCreated")),
        ("text_in_chat", Ignored("message")),
        ("ignored_without_tenant", Ignored("no_tenant")),
    ],
)
def test_what_happened_to_a_place_is_read(name: str, read: News) -> None:
    assert news(activity(name)) == read


def test_what_an_installation_says_that_is_not_known_changes_nothing() -> None:
    assert news(activity("installed_in_team", action="sideways")) == Ignored("installation_unknown")
