"""Installing into a second workspace, and leaving it."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from slack_sdk.web.async_client import AsyncWebClient
from yarl import URL

from tests.fake_slack import FakeSlack

from .conftest import Receiver, error_of


BACK = "https://chat.acme.test/slack/oauth_redirect"


def consent(slack: FakeSlack) -> str:
    asked = {
        "client_id": slack.client_id,
        "scope": "chat:write,im:write",
        "state": "s1",
        "redirect_uri": BACK,
    }
    return f"{slack.authorize_url}?{urlencode(asked)}"


@pytest.mark.filterwarnings("ignore:BasicAuth is deprecated")  # by aiohttp; it is the SDK that uses it
async def test_a_code_is_exchanged_once_for_a_token_with_the_scopes_asked_for(slack: FakeSlack) -> None:
    client = AsyncWebClient(base_url=slack.api_url, retry_handlers=[])
    team = slack.workspace("Beta", installed=False)
    back = URL(slack.decide(consent(slack), slack.user("Bea", team=team)))
    assert (str(back.with_query(None)), back.query["state"]) == (BACK, "s1")
    args = {"client_id": slack.client_id, "code": back.query["code"]}

    async def exchange(secret: str, uri: str) -> str:
        return await error_of(client.oauth_v2_access(**args, client_secret=secret, redirect_uri=uri))

    assert await exchange("wrong", BACK) == "bad_client_secret"
    assert await exchange(slack.client_secret, "https://evil.test") == "bad_redirect_uri"
    granted = await client.oauth_v2_access(**args, client_secret=slack.client_secret, redirect_uri=BACK)
    assert (granted["team"]["id"], granted["scope"]) == (team.id, "chat:write,im:write")
    assert "bot_id" not in granted
    assert await exchange(slack.client_secret, BACK) == "code_already_used"
    client.token = granted["access_token"]
    assert (await client.auth_test())["bot_id"] == slack.bot(team).bot_id


async def test_a_person_may_deny(slack: FakeSlack) -> None:
    back = URL(slack.decide(consent(slack), slack.user("Ann Lee"), allow=False))
    assert dict(back.query) == {"error": "access_denied", "state": "s1"}


async def test_after_uninstalling_the_token_is_dead(
    slack: FakeSlack, client: AsyncWebClient, receiver: Receiver
) -> None:
    await slack.connect(receiver.url)
    slack.uninstall()
    await slack.settled()
    assert {body["event"]["type"] for body in receiver.bodies} == {"app_uninstalled", "tokens_revoked"}
    assert await error_of(client.auth_test()) == "account_inactive"
