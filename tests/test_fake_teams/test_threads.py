"""Threads, chats, and the ids under which they are written to."""

from __future__ import annotations

from tests.fake_teams import FakeTeams

from .conftest import Caller


async def test_a_post_in_a_channel_begins_a_thread_whose_id_is_answered(
    teams: FakeTeams, caller: Caller
) -> None:
    support = teams.channel("support")
    opened = await caller.opens(support, "Hello")
    root = opened.body["activityId"]
    assert (opened.status, opened.body["id"]) == (201, f"{support.id};messageid={root}")
    replied = await caller.says(opened.body["id"], "And a reply")
    assert replied.status == 201
    assert [(seen.text, seen.root) for seen in teams.history(support)] == [
        ("Hello", root),
        ("And a reply", root),
    ]


async def test_the_bare_id_of_a_channel_opens_a_new_thread_whatever_the_reply_says(
    teams: FakeTeams, caller: Caller
) -> None:
    support = teams.channel("support")
    first = (await caller.opens(support, "Hello")).body["activityId"]
    await caller.says(support.id, {"text": "Meant as a reply", "replyToId": first})
    assert [seen.root == seen.id for seen in teams.history(support)] == [True, True]


async def test_reply_to_id_decides_nothing_in_a_thread(teams: FakeTeams, caller: Caller) -> None:
    support = teams.channel("support")
    first, second = [await caller.opens(support, text) for text in ("one", "two")]
    await caller.says(first.body["id"], {"text": "mine", "replyToId": second.body["activityId"]})
    assert [seen.text for seen in teams.thread((support, first.body["activityId"]))] == ["one", "mine"]


async def test_two_threads_may_have_posts_of_the_same_millisecond() -> None:
    async with FakeTeams(coarse=60_000, buckets=False) as teams:
        support = teams.channel("support", members=[ann := teams.user("Ann Lee")])
        roots = [await ann.writes(text, to=support) for text in ("one", "two")]
        replies = [await ann.writes("reply", in_thread=root) for root in roots]
        assert replies[0].id == roots[1].id
        assert len({reply.ref for reply in replies}) == 2


async def test_a_chat_has_one_id_and_no_threads(teams: FakeTeams, caller: Caller) -> None:
    ann = teams.user("Ann Lee", has_app=True)
    chat = (await caller.chat_with(ann.id)).body["id"]
    assert chat == ann.chat.id == (await caller.chat_with(ann.id)).body["id"]
    assert (await caller.says(chat, "Hello")).status == 201
    assert (await caller.says(f"{chat};messageid=1", "Hello")).code == "ConversationNotFound"
    assert [seen.root for seen in ann.sees()] == [None]


async def test_a_conversation_that_never_was_is_not_found(teams: FakeTeams, caller: Caller) -> None:
    support = teams.channel("support")
    for conversation in ("19:0@thread.tacv2", f"{support.id};messageid=1"):
        assert (await caller.says(conversation, "Hello")).code == "ConversationNotFound"
    teams.remove(support)
    assert (await caller.says(support.id, "Hello")).code == "ConversationNotFound"


async def test_a_doubled_slash_is_an_offence(teams: FakeTeams, caller: Caller) -> None:
    assert (await caller.call("GET", "/v3/teams/x")).status == 404
    assert teams.offences.forgive(containing="//v3")


async def test_a_misspelt_key_is_an_offence(teams: FakeTeams, caller: Caller) -> None:
    ann = teams.user("Ann Lee", has_app=True)
    assert (await caller.chat_with(ann.id, tenantID=teams.tenant.id)).code == "BadSyntax"
    assert teams.offences.forgive(containing="tenantID")


async def test_the_old_service_address_is_gone_after_a_move(teams: FakeTeams, caller: Caller) -> None:
    support, old = teams.channel("support"), teams.service_url
    teams.moves("emea")
    assert old != teams.service_url
    body = {"type": "message", "text": "Hello"}
    path = f"v3/conversations/{support.id}/activities"
    assert (await caller.call("POST", path, body, url=old)).status == 404
    assert (await caller.call("POST", path, body)).status == 201
