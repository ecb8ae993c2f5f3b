"""Threads, posts and whispers, as people in Slack see them."""

from __future__ import annotations

import pytest
from aiohttp import ClientSession, ClientTimeout

from bot.adapters.slack.client import SlackPlatform
from bot.conversation.actions import Action
from bot.conversation.state import ThreadStatus
from bot.errors import CannotStart, CannotTell, InDoubt, Refused, Throttled
from bot.ids import DeliveryId, Person, ThreadRef, split_ref
from tests.adapters.cards import card
from tests.adapters.slack.scene import message_of
from tests.fake_slack import FakeSlack, Message
from tests.fake_slack.human import Human


D1 = DeliveryId("c-7f.4.0")


async def test_it_knows_who_it_is(slack: FakeSlack, platform: SlackPlatform) -> None:
    bot = slack.bot()
    assert platform.me == (slack.team.id, bot.bot_user, bot.bot_id, slack.app_id, "Acme")


async def test_without_the_scope_for_it_the_app_id_stays_unknown(slack: FakeSlack) -> None:
    slack.bot().scopes.discard("users:read")
    platform = SlackPlatform(bot_token=slack.bot_token, api_url=slack.api_url)
    await platform.start()
    assert platform.me.app_id == ""
    await platform.close()


async def test_a_wrong_token_stops_the_start_and_names_the_variable(slack: FakeSlack) -> None:
    platform = SlackPlatform(bot_token=f"{slack.bot_token}x", api_url=slack.api_url)
    with pytest.raises(CannotStart, match=r"THREADLINE_SLACK_BOT_TOKEN \(invalid_auth\)"):
        await platform.start()


async def test_a_slack_that_is_down_at_the_start_is_not_a_wrong_token(slack: FakeSlack) -> None:
    slack.fail("auth.test", "unavailable")
    platform = SlackPlatform(bot_token=slack.bot_token, api_url=slack.api_url)
    with pytest.raises(InDoubt):
        await platform.start()
    assert not platform.started
    await platform.start()
    await platform.inbox(Person(f"slack:T:{slack.user('Ann Lee').id}"))
    await platform.close()


async def test_a_session_that_was_given_stays_open(slack: FakeSlack) -> None:
    async with ClientSession() as session:
        platform = SlackPlatform(bot_token=slack.bot_token, api_url=slack.api_url, session=session)
        await platform.start()
        await platform.close()
        assert not session.closed


async def test_all_calls_share_one_connection(
    slack: FakeSlack, platform: SlackPlatform, thread: ThreadRef
) -> None:
    for number in range(20):
        await platform.post(thread, "Anna", f"Hi {number}", D1)
    connector = platform.session.connector
    assert connector is not None
    assert len(slack.posts()) == 21
    assert sum(len(kept) for kept in connector._conns.values()) == 1


# --- opening and posting -----------------------------------------------------------------------------


async def test_a_thread_begins_with_the_card_in_our_own_name(ann: Human, root: Message) -> None:
    (shown,) = ann.sees(ann.dm)
    assert shown.author == "Threadline"
    assert shown.text == "Anna would like to talk"
    assert shown.buttons == ("Accept", "Decline")
    assert "anna@a.example" in shown.blocks
    assert root.metadata == {"event_type": "threadline", "event_payload": {"id": "c-7f.1.0"}}


async def test_a_link_cannot_be_disguised_and_is_not_unfurled(
    slack: FakeSlack, ann: Human, platform: SlackPlatform, thread: ThreadRef, root: Message
) -> None:
    (piece,) = platform.pieces("<https://evil.example|https://bank.example>")
    await platform.post(thread, "Anna", piece, D1)
    await slack.settled()
    shown = ann.thread(root)[1]
    assert "evil.example" in shown.text
    assert not shown.message.attachments


async def test_posts_ask_slack_to_read_no_markup_and_fetch_no_links(
    slack: FakeSlack, platform: SlackPlatform, thread: ThreadRef
) -> None:
    await platform.post(thread, "Anna", "*bold* `code`", D1)
    sent = slack.calls("chat.postMessage")[-1].args
    assert sent["mrkdwn"] is sent["link_names"] is sent["unfurl_links"] is sent["unfurl_media"] is False
    assert sent["parse"] == "none"


async def test_a_long_text_arrives_whole_and_each_piece_is_one_message(
    ann: Human, platform: SlackPlatform, thread: ThreadRef, root: Message
) -> None:
    text = "\n".join(f"line {n} & <more> https://a.example/{n}" for n in range(400))
    refs = [await platform.post(thread, "Anna", piece, D1) for piece in platform.pieces(text)]
    shown = ann.thread(root)[1:]
    assert [split_ref(ref)[1] for ref in refs] == [message.ts for message in shown]
    # Slack trims nothing here, so the pieces joined are the text.
    assert "".join(message.text for message in shown) == text


async def test_a_refresh_changes_card_and_buttons(
    slack: FakeSlack, ann: Human, platform: SlackPlatform, thread: ThreadRef
) -> None:
    live = card(status=ThreadStatus.LIVE, status_line="You are talking to Anna.", actions=(Action.END,))
    await platform.refresh(thread, live)
    await platform.refresh(thread, live)
    (shown,) = ann.sees(ann.dm)
    assert shown.buttons == ("End",)
    assert "You are talking to Anna." in shown.blocks
    sent = slack.calls("chat.update")[-1].args
    # Left out, Slack would take parse=client, which links names and channels.
    assert (sent["parse"], sent["link_names"]) == ("none", False)


async def test_blocks_that_slack_refuses_come_again_as_text_at_the_channels_pace(
    slack: FakeSlack, ann: Human, platform: SlackPlatform
) -> None:
    inbox = platform.me.channel(ann.dm.id)
    slack.fail("chat.postMessage", "invalid_blocks")
    with pytest.raises(Throttled) as told:
        await platform.open_thread(inbox, card(), D1)
    assert told.value.after == platform.pace
    await platform.open_thread(inbox, card(), D1)
    (shown,) = ann.sees(ann.dm)
    assert shown.blocks == ()
    assert "E-mail: anna@a.example" in shown.text


async def test_text_that_slack_refuses_as_well_is_refused(
    slack: FakeSlack, ann: Human, platform: SlackPlatform
) -> None:
    slack.fail("chat.postMessage", "invalid_blocks", times=2)
    with pytest.raises(Throttled):
        await platform.open_thread(platform.me.channel(ann.dm.id), card(), D1)
    with pytest.raises(Refused):
        await platform.open_thread(platform.me.channel(ann.dm.id), card(), D1)


# --- looking up --------------------------------------------------------------------------------------


async def test_a_card_whose_answer_was_lost_is_found_in_the_channel(
    slack: FakeSlack, ann: Human, platform: SlackPlatform
) -> None:
    inbox = platform.me.channel(ann.dm.id)
    slack.fail("chat.postMessage", "internal_error_after_storing")
    with pytest.raises(InDoubt):
        await platform.open_thread(inbox, card(), D1)
    found = await platform.look_up(inbox, D1, 1)
    assert found is not None
    assert message_of(slack, ann, found).text == "Anna would like to talk"


@pytest.mark.parametrize("ahead", [-7200, 7200])
async def test_a_post_is_found_also_where_our_clock_is_hours_before_or_behind_slacks(
    slack: FakeSlack, ann: Human, ahead: float
) -> None:
    slack.clock.ahead = ahead
    platform = SlackPlatform(bot_token=slack.bot_token, api_url=slack.api_url)
    await platform.start()
    inbox = platform.me.channel(ann.dm.id)
    slack.fail("chat.postMessage", "internal_error_after_storing")
    with pytest.raises(InDoubt):
        await platform.open_thread(inbox, card(), D1)
    assert await platform.look_up(inbox, D1, 1) is not None
    await platform.close()


async def test_a_look_up_reads_as_many_pages_as_slack_gives(
    slack: FakeSlack, platform: SlackPlatform, thread: ThreadRef, root: Message, ann: Human
) -> None:
    slack.settings.history_once_a_minute = True  # 15 messages an answer
    for number in range(20):
        await ann.writes(f"{number}", in_thread=root)
    ref = await platform.post(thread, "Anna", "Hello!", D1)
    with pytest.raises(CannotTell) as told:
        await platform.look_up(thread, D1, 1)
    assert told.value.after >= 1
    slack.settings.history_once_a_minute = False
    slack.clock.advance(61)
    assert await platform.look_up(thread, D1, 1) == ref


async def test_a_look_up_that_is_throttled_says_when_to_ask_again(
    slack: FakeSlack, platform: SlackPlatform, thread: ThreadRef
) -> None:
    slack.fail("conversations.replies", "ratelimited", retry_after=17)
    with pytest.raises(CannotTell) as told:
        await platform.look_up(thread, D1, 1)
    assert told.value.after == 17


@pytest.mark.parametrize("fault", ["reset_before", "unavailable", "html", "missing_scope", "invalid_cursor"])
async def test_a_look_up_that_fails_is_not_a_no(
    slack: FakeSlack, platform: SlackPlatform, thread: ThreadRef, fault: str
) -> None:
    slack.fail("conversations.replies", fault, times=None)
    with pytest.raises(CannotTell):
        await platform.look_up(thread, D1, 1)


async def test_in_a_thread_that_is_gone_there_is_no_post(
    slack: FakeSlack, platform: SlackPlatform, thread: ThreadRef
) -> None:
    slack.fail("conversations.replies", "thread_not_found")
    assert await platform.look_up(thread, D1, 1) is None


async def test_timeouts_are_ten_seconds_and_three_to_connect(platform: SlackPlatform) -> None:
    assert platform.session.timeout == ClientTimeout(total=10, connect=3)
