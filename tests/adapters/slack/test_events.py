"""What of all that happens in Slack is kept, and what is named and left."""

from __future__ import annotations

import json
from urllib.parse import urlencode

import pytest

from bot.adapters.slack.client import SlackPlatform
from bot.adapters.slack.listeners import SlackListeners
from bot.adapters.slack.mrkdwn import NAMED
from bot.adapters.slack.names import Names
from bot.arrivals import MessageDeleted, MessageEdited, Reacted
from bot.content import Span
from bot.ids import DeliveryId, Person, ThreadRef, post_ref
from tests.adapters.cards import card
from tests.adapters.recorder import Recorder
from tests.adapters.slack.scene import send
from tests.fake_slack import FakeSlack, Message
from tests.fake_slack.human import Human


# --- replies ------------------------------------------------------------------------------------


@pytest.mark.usefixtures("listeners")
async def test_a_reply_arrives_as_plain_text(
    slack: FakeSlack, ann: Human, root: Message, thread: ThreadRef, recorder: Recorder
) -> None:
    said = await ann.writes("Hi & welcome 👋, ask @Ann Lee", in_thread=root)
    await slack.settled()
    (message,) = recorder.messages
    assert message.text == "Hi & welcome 👋, ask @Ann Lee"
    assert message.thread == thread
    assert message.message == said.ts
    assert message.person == Person(f"slack:{slack.team.id}:{ann.id}")
    assert message.ours


@pytest.mark.usefixtures("listeners")
async def test_somebody_whose_name_cannot_be_had_is_someone(
    slack: FakeSlack, ann: Human, root: Message, recorder: Recorder
) -> None:
    slack.fail("users.info", "unavailable")
    await ann.writes("ask @Ann Lee", in_thread=root)
    await slack.settled()
    assert recorder.texts == ["ask @someone"]


async def test_a_name_that_comes_in_a_strange_shape_costs_no_message() -> None:
    async def strange(user: str) -> str:
        if user == "U1":
            raise AttributeError("'list' object has no attribute 'get'")
        return "Bob"

    assert await Names(strange).of({"U1", "U2"}) == {"U2": "Bob"}


@pytest.mark.usefixtures("listeners")
async def test_a_name_is_asked_for_once_until_it_changes(
    slack: FakeSlack, ann: Human, root: Message, recorder: Recorder
) -> None:
    bob = slack.user("Bob Ray")
    for _ in range(3):
        await ann.writes("ask @Bob Ray", in_thread=root)
        await slack.settled()
    assert len(slack.calls("users.info")) == 1
    await bob.renames("bobby")
    await slack.settled()
    await ann.writes("ask @bobby", in_thread=root)
    await slack.settled()
    assert recorder.texts[-1] == "ask @bobby"


@pytest.mark.usefixtures("listeners")
async def test_a_crowd_of_names_is_not_looked_up_one_by_one(
    slack: FakeSlack, ann: Human, root: Message, recorder: Recorder
) -> None:
    crowd = [slack.user(f"Guest {n}").id for n in range(100)]
    reply = {"type": "message", "channel": ann.dm.id, "user": ann.id, "ts": "2.0", "thread_ts": root.ts}
    event = {**reply, "text": "ask " + " ".join(f"<@{each}>" for each in crowd)}
    assert await send(slack, json.dumps({"type": "event_callback", "event": event}).encode()) == 200
    assert len(slack.calls("users.info")) == NAMED
    assert recorder.texts[0].count("@Guest") == NAMED
    assert recorder.texts[0].count("@someone") == 100 - NAMED


@pytest.mark.usefixtures("root")
async def test_our_own_posts_edits_and_whispers_come_back_as_nothing(
    slack: FakeSlack, ann: Human, platform: SlackPlatform, listeners: SlackListeners, recorder: Recorder
) -> None:
    thread = await platform.open_thread(platform.me.channel(ann.dm.id), card(), DeliveryId("c-8.1.0"))
    await platform.post(thread, "Anna", "Hello!", DeliveryId("c-8.2.0"))
    await platform.post(thread, "", "A notice", DeliveryId("c-8.3.0"))
    await platform.refresh(thread, card(title="Anna is here", actions=()))
    await slack.settled()
    assert recorder.messages == []
    assert listeners.counts["ignored:bot_message"] == 1
    assert recorder.changes == []
    assert listeners.counts["ignored:own_post"] >= 3
    assert all(attempt.outcome.status == 200 for attempt in slack.events.attempts)


@pytest.mark.usefixtures("listeners")
@pytest.mark.parametrize("carried", [True, False])
async def test_edits_and_deletions_are_about_the_message_that_they_change(
    slack: FakeSlack,
    ann: Human,
    root: Message,
    recorder: Recorder,
    platform: SlackPlatform,
    *,
    carried: bool,
) -> None:
    slack.settings.deletes_carry_previous = carried
    said = await ann.writes("Hi", in_thread=root)
    await slack.settled()
    await ann.edits(said, "*Hello* there")
    await slack.settled()
    await ann.deletes(said)
    await slack.settled()
    edit, deletion = recorder.changes
    post = post_ref(platform.me.channel(ann.dm.id), said.ts)
    assert isinstance(edit, MessageEdited)
    assert (edit.text, edit.format, edit.person) == (
        "Hello there",
        (Span("bold", 0, 5),),
        platform.me.person(ann.id),
    )
    assert isinstance(deletion, MessageDeleted)
    assert edit.post == deletion.post == post
    assert edit.order < deletion.order
    assert edit.ours
    assert deletion.ours


async def test_links_that_unfold_change_nothing(
    slack: FakeSlack, ann: Human, root: Message, listeners: SlackListeners, recorder: Recorder
) -> None:
    slack.settings.unfurls = True
    await ann.writes("see https://shop.example/a", in_thread=root)
    await slack.settled()
    assert len(recorder.messages) == 1
    assert recorder.changes == []
    assert listeners.counts["ignored:not_edited"] == 1


async def test_reactions_are_about_the_message_that_they_are_at(
    slack: FakeSlack,
    ann: Human,
    root: Message,
    listeners: SlackListeners,
    recorder: Recorder,
    platform: SlackPlatform,
) -> None:
    said = await ann.writes("Hi", in_thread=root)
    await ann.reacts(said, "+1::skin-tone-3")
    await ann.unreacts(said, "+1::skin-tone-3")
    await ann.reacts(said, "partyparrot")
    await slack.settled()
    added, taken = recorder.changes
    assert isinstance(added, Reacted)
    assert isinstance(taken, Reacted)
    assert (added.emoji, added.added, taken.emoji, taken.added) == ("👍🏼", True, "👍🏼", False)
    assert added.post == post_ref(platform.me.channel(ann.dm.id), said.ts)
    assert listeners.counts["ignored:custom_emoji"] == 1


async def test_words_outside_threads_stay_inside(
    slack: FakeSlack, ann: Human, root: Message, listeners: SlackListeners, recorder: Recorder
) -> None:
    await ann.writes("Hi", in_thread=root)
    await ann.writes("to myself")
    await ann.opens_messages()
    await slack.settled()
    assert recorder.texts == ["Hi"]
    assert listeners.counts["ignored:not_in_a_thread"] == 1
    assert listeners.counts["ignored:messages_tab_opened"] == 1


async def test_who_opens_their_home_is_to_be_shown_it(
    slack: FakeSlack, ann: Human, platform: SlackPlatform, listeners: SlackListeners, recorder: Recorder
) -> None:
    await ann.opens_home()
    await slack.until(lambda: recorder.homes)
    assert recorder.homes == [platform.me.person(ann.id)]
    assert listeners.counts["app_home_opened"] == 1


async def test_who_writes_outside_of_threads_is_told_where_visitors_read(
    slack: FakeSlack, ann: Human, listeners: SlackListeners, recorder: Recorder
) -> None:
    for words in ("Hello?", "Are you there?"):
        await ann.writes(words)
        await slack.settled()
    await slack.until(lambda: ann.ephemerals)
    assert listeners.counts["ignored:not_in_a_thread"] == 2
    assert recorder.messages == []
    (told,) = ann.ephemerals
    assert "open the thread below its card and reply there" in told.text


@pytest.mark.usefixtures("listeners")
async def test_who_cannot_be_told_so_is_let_go(
    slack: FakeSlack, ann: Human, root: Message, recorder: Recorder
) -> None:
    slack.fail("chat.postEphemeral", "unavailable")
    await ann.writes("Hello?")
    await slack.settled()
    await slack.until(lambda: slack.calls("chat.postEphemeral"))
    await ann.writes("Hi", in_thread=root)
    await slack.settled()
    assert recorder.texts == ["Hi"]
    assert all(attempt.outcome.status == 200 for attempt in slack.events.attempts)


@pytest.mark.usefixtures("listeners")
async def test_a_file_without_a_word_arrives_without_text(
    slack: FakeSlack, ann: Human, root: Message, recorder: Recorder
) -> None:
    await ann.writes("", in_thread=root, files=[("plan.pdf", b"x")])
    await ann.writes("the plan", in_thread=root, files=[("plan.pdf", b"x")])
    await slack.until(lambda: len(recorder.messages) == 2)
    assert sorted(recorder.texts) == ["", "the plan"]


async def test_what_is_no_event_of_ours_is_acknowledged_and_named(
    slack: FakeSlack, listeners: SlackListeners
) -> None:
    limited = b'{"type": "app_rate_limited", "team_id": "T1", "minute_rate_limited": 1}'
    assert await send(slack, limited) == 200
    assert await send(slack, urlencode({"payload": '{"type": "view_closed"}'}).encode(), form=True) == 200
    assert (
        await send(
            slack, b'{"type": "event_callback", "event": {"type": "message", "channel": "D1", "ts": 7}}'
        )
        == 200
    )
    assert await send(slack, b'{"type": "event_callback"}') == 200
    assert await send(slack, b"{}") == 200
    assert listeners.counts["ignored:app_rate_limited"] == 1
    assert listeners.counts["ignored:view_closed"] == 1
    assert listeners.counts["ignored:malformed"] == 2
    assert listeners.counts["ignored:unknown"] == 1


# --- people and installations ------------------------------------------------------------------------


@pytest.mark.usefixtures("listeners")
async def test_a_changed_picture_is_reported(slack: FakeSlack, ann: Human, recorder: Recorder) -> None:
    await ann.changes_picture()
    await slack.until(lambda: recorder.changed == [Person(f"slack:{slack.team.id}:{ann.id}")])


async def test_an_app_that_was_removed_is_unhealthy_and_says_so(
    slack: FakeSlack, listeners: SlackListeners, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await listeners.is_connected()
    slack.uninstall()
    await slack.settled()
    assert not await listeners.is_connected()
    assert (await listeners.check())[:2] == ("Slack: installed", False)
    assert "slack_lost" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("event", "connected"),
    [
        ({"type": "app_uninstalled"}, False),
        ({"type": "tokens_revoked", "tokens": {"bot": ["ours"]}}, False),
        ({"type": "tokens_revoked", "tokens": {"oauth": ["U1"], "bot": ["U0OTHER"]}}, True),
        ({"type": "tokens_revoked", "tokens": {"oauth": ["U1"]}}, True),
    ],
)
async def test_only_the_end_of_our_own_installation_makes_us_unhealthy(
    slack: FakeSlack, listeners: SlackListeners, event: dict[str, object], *, connected: bool
) -> None:
    body = json.dumps({"type": "event_callback", "team_id": slack.team.id, "event": event})
    assert await send(slack, body.replace("ours", slack.bot().bot_user).encode()) == 200
    assert await listeners.is_connected() is connected


async def test_an_event_of_another_workspace_changes_nothing(
    slack: FakeSlack, listeners: SlackListeners, recorder: Recorder
) -> None:
    reply = {"type": "message", "user": "U1", "text": "Hi", "ts": "2.0", "thread_ts": "1.0", "channel": "D1"}
    for team in ("T0OTHER", slack.team.id):
        body = {"type": "event_callback", "team_id": team, "event": reply}
        assert await send(slack, json.dumps(body).encode()) == 200
    assert len(recorder.messages) == 1
    assert listeners.counts["ignored:another_workspace"] == 1


async def test_other_apps_and_slack_itself_stay_inside(
    slack: FakeSlack, ann: Human, platform: SlackPlatform, listeners: SlackListeners, recorder: Recorder
) -> None:
    support = slack.channel("support", members=[ann])
    await platform.open_thread(platform.me.channel(support.id), card(), DeliveryId("c-8.1.0"))
    (shown,) = slack.history(support)
    slack.another_app_writes("Ticket 7 was closed", to=support, in_thread=shown)
    slack.system_message(support, "pinned_item", "pinned a message", in_thread=shown)
    await ann.writes("Hi", in_thread=shown, broadcast=True)
    await slack.settled()
    assert recorder.texts == ["Hi"]
    assert listeners.counts["ignored:pinned_item"] == 1
