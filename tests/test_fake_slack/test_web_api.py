"""Tokens, scopes, arguments, membership, text, metadata."""

from __future__ import annotations

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.fake_slack import FakeSlack

from .conftest import error_of


METADATA = {"event_type": "threadline_msg", "event_payload": {"id": "o1"}}


async def test_the_token_says_who_we_are(slack: FakeSlack, client: AsyncWebClient) -> None:
    answer = await client.auth_test()
    assert (answer["user_id"], answer["bot_id"]) == (slack.bot().bot_user, slack.bot().bot_id)


@pytest.mark.parametrize(
    ("which", "error"),
    [("", "not_authed"), ("unknown", "invalid_auth"), ("of the app", "not_allowed_token_type")],
)
async def test_a_wrong_token_is_refused(
    slack: FakeSlack, client: AsyncWebClient, which: str, error: str
) -> None:
    client.token = {"of the app": slack.app_token}.get(which, which)
    assert await error_of(client.auth_test()) == error


async def test_a_revoked_token_is_refused(slack: FakeSlack, client: AsyncWebClient) -> None:
    slack.revoke()
    assert await error_of(client.auth_test()) == "token_revoked"


async def test_a_token_of_another_workspace_sees_no_channel_of_this_one(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    support = slack.channel("support")
    client.token = slack.bot(slack.workspace("Other")).bot_token
    assert await error_of(client.chat_postMessage(channel=support.id, text="hi")) == "channel_not_found"


async def test_a_missing_scope_is_named(slack: FakeSlack, client: AsyncWebClient) -> None:
    slack.bot().scopes.discard("chat:write")
    support = slack.channel("support")
    assert await error_of(client.chat_postMessage(channel=support.id, text="hi")) == "missing_scope"
    assert slack.calls("chat.postMessage")[0].outcome == "missing_scope"


async def test_reading_needs_the_scope_of_that_kind_of_channel(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    slack.bot().scopes.discard("groups:history")
    private, public = slack.channel("vip", private=True), slack.channel("support")
    assert await error_of(client.conversations_history(channel=private.id)) == "missing_scope"
    assert (await client.conversations_history(channel=public.id))["ok"]


async def test_an_unknown_method_is_refused(client: AsyncWebClient) -> None:
    assert await error_of(client.api_call("chat.shout")) == "unknown_method"


@pytest.mark.parametrize("verb", ["get", "query", "form", "json"])
async def test_arguments_come_as_the_sdk_sends_them(
    slack: FakeSlack, session: aiohttp.ClientSession, verb: str
) -> None:
    ann, url = slack.user("Ann Lee"), f"{slack.api_url}chat.postMessage"
    args = {"channel": ann.dm.id, "text": "hi"}
    auth = {"Authorization": f"Bearer {slack.bot_token}"}
    calls = {
        "get": lambda: session.get(url, params=args, headers=auth),
        "query": lambda: session.post(url, params=args, headers=auth),
        "form": lambda: session.post(url, data={**args, "token": slack.bot_token}),
        "json": lambda: session.post(url, json=args, headers=auth),
    }
    async with calls[verb]() as answer:
        assert (await answer.json())["ok"] is True
    assert [seen.text for seen in ann.sees(ann.dm)] == ["hi"]


async def test_a_token_in_a_json_body_is_not_a_token(
    slack: FakeSlack, session: aiohttp.ClientSession
) -> None:
    async with session.post(f"{slack.api_url}auth.test", json={"token": slack.bot_token}) as answer:
        assert (await answer.json())["error"] == "not_authed"


async def test_methods_that_only_read_ignore_a_json_body(slack: FakeSlack, client: AsyncWebClient) -> None:
    body = {"channel": slack.channel("support").id}
    assert await error_of(client.api_call("conversations.history", json=body)) == "invalid_arguments"


async def test_posting_needs_membership(slack: FakeSlack, client: AsyncWebClient) -> None:
    public, private = (
        slack.channel("open", with_bot=False),
        slack.channel("secret", private=True, with_bot=False),
    )
    assert await error_of(client.chat_postMessage(channel=public.id, text="hi")) == "not_in_channel"
    assert await error_of(client.chat_postMessage(channel=private.id, text="hi")) == "channel_not_found"
    slack.bot().scopes.add("chat:write.public")
    assert (await client.chat_postMessage(channel=public.id, text="hi"))["ok"]


async def test_an_archived_channel_takes_no_post(slack: FakeSlack, client: AsyncWebClient) -> None:
    support = slack.channel("support")
    slack.archive(support)
    assert await error_of(client.chat_postMessage(channel=support.id, text="hi")) == "is_archived"


async def test_a_dm_is_not_the_id_of_its_user(slack: FakeSlack, client: AsyncWebClient) -> None:
    ann = slack.user("Ann Lee")
    opened = (await client.conversations_open(users=ann.id))["channel"]["id"]
    posted = await client.chat_postMessage(channel=ann.id, text="hi")
    assert opened == posted["channel"] == ann.dm.id != ann.id
    assert (
        await error_of(client.chat_update(channel=ann.id, ts=posted["ts"], text="ho")) == "channel_not_found"
    )


@pytest.mark.parametrize("empty", [{}, {"text": " "}, {"text": "", "blocks": []}])
async def test_a_post_needs_text_or_blocks(
    slack: FakeSlack, client: AsyncWebClient, empty: dict[str, object]
) -> None:
    channel = slack.channel("support").id
    assert (
        await error_of(client.api_call("chat.postMessage", json={"channel": channel, **empty})) == "no_text"
    )


async def test_a_long_text_is_split_and_only_one_ts_comes_back(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    support = slack.channel("support")
    posted = await client.chat_postMessage(channel=support.id, text="x" * 4001)
    assert [len(seen.text) for seen in slack.history(support)] == [4000, 1]
    assert posted["ts"] == slack.history(support)[0].ts


async def test_a_very_long_text_is_truncated(slack: FakeSlack, client: AsyncWebClient) -> None:
    support = slack.channel("support")
    await client.chat_postMessage(channel=support.id, text="x" * 45_000)
    assert sum(len(seen.text) for seen in slack.history(support)) == 40_000


async def test_an_update_may_not_be_as_long_as_a_post(slack: FakeSlack, client: AsyncWebClient) -> None:
    support = slack.channel("support")
    ts = (await client.chat_postMessage(channel=support.id, text="hi"))["ts"]
    assert await error_of(client.chat_update(channel=support.id, ts=ts, text="x" * 4001)) == "msg_too_long"


async def test_an_update_without_blocks_keeps_those_that_were(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    support = slack.channel("support")
    divider: list[dict[str, str]] = [{"type": "divider"}]
    ts = (await client.chat_postMessage(channel=support.id, text="hi", blocks=divider))["ts"]
    await client.chat_update(channel=support.id, ts=ts, text="ho")
    assert slack.history(support)[0].message.blocks[0]["type"] == "divider"
    await client.chat_update(channel=support.id, ts=ts, text="ho", blocks=[])
    assert slack.history(support)[0].message.blocks == []


async def test_the_words_of_others_cannot_be_changed(slack: FakeSlack, client: AsyncWebClient) -> None:
    ann = slack.user("Ann Lee")
    said = await ann.writes("mine")
    assert (
        await error_of(client.chat_update(channel=ann.dm.id, ts=said.ts, text="ours"))
        == "cant_update_message"
    )
    assert await error_of(client.chat_delete(channel=ann.dm.id, ts=said.ts)) == "cant_delete_message"
    assert (
        await error_of(client.chat_update(channel=ann.dm.id, ts="1.000001", text="ours"))
        == "message_not_found"
    )


async def test_text_comes_back_escaped_and_links_in_brackets(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    support, ann = slack.channel("support"), slack.user("Ann Lee")
    text = f"a & b &lt;c> <@{ann.id}> https://example.com/x."
    posted = await client.chat_postMessage(channel=support.id, text=text)
    assert posted["message"]["text"] == f"a &amp; b &lt;c&gt; <@{ann.id}> <https://example.com/x>."
    assert slack.history(support)[0].text == "a & b <c> @Ann Lee https://example.com/x."


@pytest.mark.parametrize(
    ("text", "pings"), [("<!channel> x", ("channel",)), ("&lt;!channel&gt; @channel", ())]
)
async def test_it_is_seen_whom_a_text_pings(
    slack: FakeSlack, client: AsyncWebClient, text: str, pings: tuple[str, ...]
) -> None:
    support = slack.channel("support")
    await client.chat_postMessage(channel=support.id, text=text)
    assert slack.history(support)[0].pings == pings


async def test_names_become_mentions_only_if_asked_for(slack: FakeSlack, client: AsyncWebClient) -> None:
    slack.settings.pace = False
    support, ann = slack.channel("support"), slack.user("Ann Lee")
    text = f"@channel @ann.lee <@{ann.id}>"
    await client.chat_postMessage(channel=support.id, text=text)
    await client.chat_postMessage(channel=support.id, text=text, link_names=True)
    plain, linked = slack.history(support)
    assert (plain.pings, linked.pings) == ((ann.id,), ("channel", ann.id))
    assert linked.raw == f"<!channel> <@{ann.id}> <@{ann.id}>"


async def test_blocks_ping_too(slack: FakeSlack, client: AsyncWebClient) -> None:
    support, ann = slack.channel("support"), slack.user("Ann Lee")
    broadcast = {"type": "rich_text_section", "elements": [{"type": "broadcast", "range": "here"}]}
    blocks: list[dict[str, object]] = [
        {"type": "section", "text": {"type": "mrkdwn", "text": f"<@{ann.id}>"}},
        {"type": "section", "text": {"type": "plain_text", "text": "<!everyone>"}},
        {"type": "rich_text", "elements": [broadcast]},
    ]
    await client.chat_postMessage(channel=support.id, text="<!channel>", blocks=blocks)
    assert slack.history(support)[0].pings == ("channel", ann.id, "here")


async def test_metadata_returns_only_when_asked_for(slack: FakeSlack, client: AsyncWebClient) -> None:
    support = slack.channel("support")
    parent = (await client.chat_postMessage(channel=support.id, text="hi", metadata=METADATA))["ts"]
    plain = await client.conversations_replies(channel=support.id, ts=parent)
    full = await client.conversations_replies(channel=support.id, ts=parent, include_all_metadata=True)
    assert "metadata" not in plain["messages"][0]
    assert full["messages"][0]["metadata"] == METADATA


@pytest.mark.parametrize(
    ("metadata", "error"),
    [("nonsense", "invalid_metadata_format"), ('{"event_type": "x"}', "invalid_metadata_schema")],
)
async def test_malformed_metadata_is_refused(
    slack: FakeSlack, client: AsyncWebClient, metadata: str, error: str
) -> None:
    args = {"channel": slack.channel("support").id, "text": "hi", "metadata": metadata}
    assert await error_of(client.api_call("chat.postMessage", json=args)) == error


async def test_a_customised_post_is_a_bot_message_without_a_user(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    support = slack.channel("support")
    posted = await client.chat_postMessage(
        channel=support.id, text="hi", username="Zoe (visitor)", icon_emoji=":wave:"
    )
    message = posted["message"]
    assert (message["subtype"], message["username"], message["bot_id"]) == (
        "bot_message",
        "Zoe (visitor)",
        slack.bot().bot_id,
    )
    assert "user" not in message
    assert slack.history(support)[0].author == "Zoe (visitor)"


async def test_a_customised_post_needs_its_own_scope(slack: FakeSlack, client: AsyncWebClient) -> None:
    slack.bot().scopes.discard("chat:write.customize")
    call = client.chat_postMessage(channel=slack.channel("support").id, text="hi", username="Zoe")
    assert await error_of(call) == "missing_scope"


async def test_people_have_pictures_names_and_perhaps_an_address(
    slack: FakeSlack, client: AsyncWebClient, session: aiohttp.ClientSession
) -> None:
    ann = slack.user("Ann Lee", email="ann@acme.test")
    profile = (await client.users_info(user=ann.id))["user"]["profile"]
    assert (profile["real_name"], profile["display_name"], profile["email"]) == (
        "Ann Lee",
        "",
        "ann@acme.test",
    )
    async with session.get(profile["image_192"]) as picture:
        assert (await picture.read()).startswith(b"\x89PNG")
    slack.bot().scopes.discard("users:read.email")
    assert "email" not in (await client.users_info(user=ann.id))["user"]["profile"]


async def test_a_few_other_questions_are_answered(slack: FakeSlack, client: AsyncWebClient) -> None:
    ann = slack.user("Ann Lee")
    group = slack.group("sales", [ann])
    support = slack.channel("support", members=[ann])
    await ann.sets_presence("away")
    assert (await client.users_getPresence(user=ann.id))["presence"] == "away"
    assert (await client.usergroups_list())["usergroups"][0]["id"] == group
    assert (await client.usergroups_users_list(usergroup=group))["users"] == [ann.id]
    assert (await client.conversations_members(channel=support.id))["members"] == [
        ann.id,
        slack.bot().bot_user,
    ]
    assert (await client.conversations_info(channel=support.id))["channel"]["is_member"] is True
    assert (await client.bots_info(bot=slack.bot().bot_id))["bot"]["app_id"] == slack.app_id
    assert (await client.team_info())["team"]["id"] == slack.team.id
    assert await error_of(client.emoji_list()) == "missing_scope"


async def test_lists_come_in_pages(slack: FakeSlack, client: AsyncWebClient) -> None:
    for number in range(3):
        slack.user(f"Person {number}")
    names = []
    async for answer in await client.users_list(limit=2):
        names += [member["name"] for member in answer["members"]]
    assert names == ["threadline", "person.0", "person.1", "person.2"]
