"""What each answer of Slack, and its silence, means for delivery: the table row by row, against the fake's faults."""

from __future__ import annotations

import asyncio
import socket

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.adapters.slack.client import SlackPlatform
from bot.adapters.slack.errors import BROKEN_PAUSE, answered, outcomes
from bot.errors import InDoubt, PlatformError, Refused, Throttled, Unreachable
from bot.ids import DeliveryId, Person, ThreadRef
from bot.pauses import DEFAULT_PAUSE
from tests.adapters.cards import card
from tests.fake_slack import FakeSlack, Message
from tests.fake_slack.human import Human


D1 = DeliveryId("c-7f.4.0")
ANY = "xoxb-any"


async def post(platform: SlackPlatform, thread: ThreadRef) -> None:
    await platform.post(thread, "Anna", "Hello!", D1)


async def test_429_without_a_time_to_wait_waits_a_little(
    slack: FakeSlack, platform: SlackPlatform, thread: ThreadRef
) -> None:
    slack.fail("chat.postMessage", "ratelimited", retry_after=None)
    with pytest.raises(Throttled) as told:
        await post(platform, thread)
    assert told.value.after == DEFAULT_PAUSE


def test_a_5xx_is_in_doubt_also_if_it_names_an_error() -> None:
    body: dict[str, object] = {"ok": False, "error": "channel_not_found"}
    answer = AsyncSlackResponse(
        client=None, http_verb="POST", api_url="", req_args={}, data=body, headers={}, status_code=503
    )
    assert isinstance(answered("chat.postMessage", SlackApiError("no", answer)), InDoubt)  # type: ignore[no-untyped-call]  # the SDK has no hint there


def test_an_optional_scope_that_is_missing_stops_nothing_else() -> None:
    assert type(missing_scope("files:write")) is Refused
    needed = missing_scope("chat:write")
    assert isinstance(needed, Throttled)
    assert needed.scope == "workspace"


def missing_scope(needed: str) -> PlatformError:
    body: dict[str, object] = {"ok": False, "error": "missing_scope", "needed": needed}
    answer = AsyncSlackResponse(
        client=None, http_verb="POST", api_url="", req_args={}, data=body, headers={}, status_code=200
    )
    return answered("files.getUploadURLExternal", SlackApiError("no", answer))  # type: ignore[no-untyped-call]  # the SDK has no hint there


async def test_two_posts_within_a_second_meet_the_real_pace(
    slack: FakeSlack, platform: SlackPlatform, thread: ThreadRef
) -> None:
    slack.clock.scale, slack.settings.pace = 0, True
    await post(platform, thread)
    with pytest.raises(Throttled) as told:
        await post(platform, thread)
    assert told.value.after == 1


@pytest.mark.parametrize("fault", ["bad_gateway", "internal_error", "fatal_error"])
async def test_no_sensible_answer_means_in_doubt(
    slack: FakeSlack, platform: SlackPlatform, thread: ThreadRef, fault: str
) -> None:
    slack.fail("chat.postMessage", fault)
    with pytest.raises(InDoubt):
        await post(platform, thread)


def test_an_answer_that_is_no_text_means_in_doubt() -> None:
    with pytest.raises(InDoubt), outcomes("auth.test"):
        b"\xff".decode()


@pytest.mark.parametrize("fault", ["hang_before", "hang_after_storing"])
async def test_an_answer_that_never_comes_means_in_doubt(slack: FakeSlack, fault: str) -> None:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=0.3)) as impatient:
        platform = SlackPlatform(bot_token=slack.bot_token, api_url=slack.api_url, session=impatient)
        await platform.start()
        inbox = platform.me.channel(slack.user("Ann Lee").dm.id)
        slack.fail("chat.postMessage", fault)
        with pytest.raises(InDoubt):
            await platform.open_thread(inbox, card(), D1)


async def test_a_host_that_does_not_exist_means_that_nothing_was_sent() -> None:
    platform = SlackPlatform(bot_token=ANY, api_url="https://nobody.invalid/api/")
    with pytest.raises(Unreachable):
        await platform.start()


async def test_a_tls_handshake_that_fails_means_that_nothing_was_sent(slack: FakeSlack) -> None:
    platform = SlackPlatform(bot_token=ANY, api_url=slack.api_url.replace("http:", "https:"))
    with pytest.raises(Unreachable):
        await platform.start()


async def test_a_connection_that_takes_too_long_means_that_nothing_was_sent() -> None:
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        address = deaf.getsockname()
        # The first connection fills the only place in the line; the next ones are never accepted.
        fillers = [await asyncio.open_connection(*address)]
        timeout = aiohttp.ClientTimeout(total=5, connect=0.3)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            platform = SlackPlatform(
                bot_token=ANY, api_url=f"http://127.0.0.1:{address[1]}/", session=session
            )
            with pytest.raises(Unreachable):
                await platform.start()
        for _, writer in fillers:
            writer.close()


@pytest.mark.parametrize(
    "error",
    [
        "channel_not_found", "not_in_channel", "is_archived", "restricted_action", "cannot_reply_to_message",
        "restricted_action_thread_locked", "restricted_action_read_only_channel", "messages_tab_disabled",
    ],
)  # fmt: skip
async def test_a_place_that_is_gone_is_refused_for_good(
    slack: FakeSlack, platform: SlackPlatform, thread: ThreadRef, error: str
) -> None:
    slack.fail("chat.postMessage", error)
    with pytest.raises(Refused, match=error) as told:
        await post(platform, thread)
    assert told.value.gone


async def test_a_locked_thread_is_gone(
    slack: FakeSlack, platform: SlackPlatform, ann: Human, thread: ThreadRef, root: Message
) -> None:
    slack.lock_thread(ann.dm, root.ts)
    with pytest.raises(Refused) as told:
        await post(platform, thread)
    assert told.value.gone


async def test_a_card_that_was_deleted_is_gone(
    slack: FakeSlack, platform: SlackPlatform, thread: ThreadRef
) -> None:
    slack.fail("chat.update", "message_not_found")
    with pytest.raises(Refused) as told:
        await platform.refresh(thread, card())
    assert told.value.gone


@pytest.mark.parametrize("error", ["msg_too_long", "no_text", "metadata_too_large", "an_error_of_tomorrow"])
async def test_a_mistake_of_ours_is_refused_and_the_admin_is_told(
    slack: FakeSlack, platform: SlackPlatform, thread: ThreadRef, error: str
) -> None:
    slack.fail("chat.postMessage", error)
    with pytest.raises(Refused, match=error) as told:
        await post(platform, thread)
    assert (told.value.gone, told.value.tell) == (False, "admin")


@pytest.mark.parametrize("error", ["invalid_auth", "account_inactive", "missing_scope", "token_expired"])
async def test_a_broken_installation_stops_the_whole_workspace_and_loses_nothing(
    slack: FakeSlack, platform: SlackPlatform, thread: ThreadRef, error: str
) -> None:
    slack.fail("chat.postMessage", error)
    with pytest.raises(Throttled) as told:
        await post(platform, thread)
    assert (told.value.after, told.value.scope) == (BROKEN_PAUSE, "workspace")


async def test_a_revoked_token_stops_the_whole_workspace(
    slack: FakeSlack, platform: SlackPlatform, thread: ThreadRef
) -> None:
    slack.revoke()
    with pytest.raises(Throttled) as told:
        await post(platform, thread)
    assert told.value.scope == "workspace"


async def test_the_log_says_how_to_mend_a_missing_scope(
    slack: FakeSlack, platform: SlackPlatform, thread: ThreadRef, capsys: pytest.CaptureFixture[str]
) -> None:
    slack.bot().scopes.discard("chat:write.customize")
    with pytest.raises(Throttled):
        await post(platform, thread)
    logged = capsys.readouterr().out
    assert "chat:write.customize" in logged
    assert "OAuth & Permissions" in logged


async def test_a_whisper_to_who_is_not_there_is_the_agents_matter(
    slack: FakeSlack, platform: SlackPlatform, thread: ThreadRef
) -> None:
    stranger = slack.user("Eve")
    with pytest.raises(Refused) as told:
        await platform.whisper(thread, Person(f"slack:T:{stranger.id}"), "Hi")
    assert (told.value.gone, told.value.tell) == (False, "agent")
