"""The Slack manifest, for events by HTTP and for Socket Mode."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml

from bot.adapters.slack.scopes import NAMES, OPTIONAL
from bot.adapters.slack.shortcuts import SHORTCUTS
from config.slack_manifest import Shortcut, one_click, slack_manifest


def manifest(public_url: str | None) -> dict[str, Any]:
    read = yaml.safe_load(slack_manifest(public_url))
    assert isinstance(read, dict)
    return read


def test_by_http_all_three_addresses_are_ours() -> None:
    read = manifest("https://chat.example.com/")
    address = "https://chat.example.com/slack/events"
    assert read["features"]["slash_commands"][0]["url"] == address
    assert read["settings"]["event_subscriptions"]["request_url"] == address
    assert read["settings"]["interactivity"]["request_url"] == address
    assert read["settings"]["socket_mode_enabled"] is False


def test_socket_mode_has_no_address_at_all() -> None:
    text = slack_manifest(None)
    assert "url" not in text
    assert "HOST" not in text
    assert yaml.safe_load(text)["settings"]["socket_mode_enabled"] is True


def test_socket_mode_may_have_an_address_for_installations_alone() -> None:
    read = yaml.safe_load(slack_manifest("https://chat.example.com", socket_mode=True))
    assert read["settings"]["socket_mode_enabled"] is True
    assert read["oauth_config"]["redirect_urls"] == ["https://chat.example.com/slack/oauth_redirect"]
    assert "/slack/events" not in str(read)


def test_the_link_carries_the_whole_manifest() -> None:
    text = slack_manifest(None)
    asked = parse_qs(urlsplit(one_click(text)).query)
    assert asked == {"new_app": ["1"], "manifest_yaml": [text]}


def test_what_messages_offer_is_what_is_passed() -> None:
    end = Shortcut("threadline_end", "End", "Ends the conversation")
    read = yaml.safe_load(slack_manifest(None, shortcuts=[end]))
    assert read["features"]["shortcuts"] == [{"type": "message", **end._asdict()}]


def test_what_our_messages_offer_fits() -> None:
    """https://docs.slack.dev/reference/app-manifest: names of 24 characters, descriptions of 150."""
    assert len({each.callback_id for each in SHORTCUTS}) == len(SHORTCUTS) >= 2
    assert all(len(each.name) <= 24 and len(each.description) <= 150 for each in SHORTCUTS)


def test_both_subscribe_to_the_same_events_and_stay_interactive() -> None:
    by_http, by_socket = manifest("https://chat.example.com")["settings"], manifest(None)["settings"]
    assert by_http["event_subscriptions"]["bot_events"] == by_socket["event_subscriptions"]["bot_events"]
    assert by_http["interactivity"]["is_enabled"] is by_socket["interactivity"]["is_enabled"] is True


def test_it_asks_for_exactly_the_scopes_that_the_adapter_checks() -> None:
    assert manifest(None)["oauth_config"]["scopes"] == {"bot": list(NAMES), "bot_optional": list(OPTIONAL)}


def test_agents_can_write_to_the_app_and_mentions_in_commands_are_resolved() -> None:
    features = manifest(None)["features"]
    assert features["app_home"]["messages_tab_enabled"] is True
    assert features["app_home"]["messages_tab_read_only_enabled"] is False
    assert features["slash_commands"][0]["should_escape"] is True


def test_names_keep_to_the_lengths_that_slack_accepts() -> None:
    read = manifest(None)
    assert len(read["display_information"]["name"]) <= 35
    assert len(read["display_information"]["description"]) <= 140


@pytest.mark.parametrize(
    "address",
    [
        "http://chat.example.com",
        "chat.example.com",
        "https://",
        "https://chat.example.com/chat",
        "https://x.y/?a=1",
        "",
    ],
)
def test_an_address_that_slack_cannot_use_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match=r"https://chat\.example\.com"):
        slack_manifest(address)
