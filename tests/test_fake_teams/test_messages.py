"""What people write, and what the app is told of it."""

from __future__ import annotations

import pytest

from tests.fake_teams import FakeTeams

from .conftest import Caller, Receiver


async def test_a_message_comes_signed_and_in_teams_shape(teams: FakeTeams, receiver: Receiver) -> None:
    ann = teams.user("Ann Lee")
    support = teams.channel("support", members=[ann])
    said = await ann.writes("@Threadline is <this> open?", to=support)
    await teams.settled()
    [activity] = receiver.bodies
    assert receiver.claims[0]["serviceurl"] == activity["serviceUrl"] == teams.service_url
    assert activity["text"] == "<at>Threadline</at>&nbsp;is &lt;this&gt; open?"
    assert activity["from"] == {"id": ann.id, "name": "Ann Lee", "aadObjectId": ann.account.aad}
    assert activity["conversation"]["id"] == f"{support.id};messageid={said.id}"
    assert activity["channelData"]["tenant"] == {"id": teams.tenant.id}
    assert activity["channelData"]["channel"] == {"id": support.id}
    mention = {"type": "mention", "mentioned": {"id": teams.app.bot_id, "name": "Threadline"}}
    assert {**mention, "text": "<at>Threadline</at>"} in activity["entities"]
    [typed] = activity["attachments"]
    assert typed["contentType"] == "text/html"
    assert "&lt;this&gt;" in typed["content"]


async def test_without_the_permission_only_mentions_are_heard_in_channels(
    teams: FakeTeams, receiver: Receiver, caller: Caller
) -> None:
    ann = teams.user("Ann Lee")
    support = teams.channel("support", members=[ann])
    opened = await caller.opens(support, "A visitor waits")
    await ann.writes("I take it", in_thread=(support, opened.body["activityId"]))
    await ann.writes("@Threadline I take it", in_thread=(support, opened.body["activityId"]))
    await teams.settled()
    assert receiver.texts() == ["<at>Threadline</at>&nbsp;I take it"]


async def test_with_the_permission_every_message_of_people_is_heard(
    teams: FakeTeams, receiver: Receiver, caller: Caller
) -> None:
    ann = teams.user("Ann Lee")
    support = teams.channel("support", members=[ann], rsc=True)
    await caller.opens(support, "Ours")
    teams.another_app_writes("Theirs", to=support)
    await ann.writes("Mine", to=support)
    await teams.settled()
    assert receiver.texts() == ["Mine"]


async def test_everything_in_a_chat_is_heard(teams: FakeTeams, receiver: Receiver) -> None:
    ann = teams.user("Ann Lee")
    await ann.installs()
    await ann.writes("Hello\nthere")
    await teams.settled()
    assert [body["type"] for body in receiver.bodies] == [
        "installationUpdate",
        "conversationUpdate",
        "message",
    ]
    assert receiver.bodies[2]["text"] == "Hello\nthere"
    assert receiver.bodies[2]["conversation"]["conversationType"] == "personal"


async def test_edits_deletions_and_their_undoing_bear_the_id_of_the_message(
    teams: FakeTeams, receiver: Receiver
) -> None:
    ann = teams.user("Ann Lee", has_app=True)
    said = await ann.writes("Helo")
    await ann.edits(said, "Hello")
    await ann.deletes(said)
    await ann.undeletes(said)
    await teams.settled()
    told = [
        (body["type"], body["channelData"].get("eventType"), body.get("text")) for body in receiver.bodies
    ]
    assert told == [
        ("message", None, "Helo"),
        ("messageUpdate", "editMessage", "Hello"),
        ("messageDelete", "softDeleteMessage", None),
        ("messageUpdate", "undeleteMessage", "Hello"),
    ]
    assert {body["id"] for body in receiver.bodies} == {said.id}


async def test_reactions_are_told_of_the_bots_own_messages_only(
    teams: FakeTeams, receiver: Receiver, caller: Caller
) -> None:
    ann = teams.user("Ann Lee", has_app=True)
    said = await ann.writes("Hello")
    ours = (await caller.says(ann.chat.id, "Hi")).body["id"]
    await ann.reacts(said)
    await ann.reacts((ann.chat, ours), "heart")
    await ann.unreacts((ann.chat, ours), "heart")
    await teams.settled()
    told = [
        (body["replyToId"], body.get("reactionsAdded"), body.get("reactionsRemoved"))
        for body in receiver.of("messageReaction")
    ]
    assert told == [(ours, [{"type": "heart"}], None), (ours, None, [{"type": "heart"}])]


async def test_what_is_typed_comes_as_teams_own_markup(teams: FakeTeams, receiver: Receiver) -> None:
    ann = teams.user("Ann Lee", has_app=True)
    support = teams.channel("support", members=[ann], rsc=True)
    await ann.writes("a  b 🙂\nmail x@ann.example, @Ann")
    await ann.writes("<p><strong>very</strong> good, @Ann</p><p>bye</p>", to=support, html=True)
    await teams.settled()
    plain, formatted = receiver.bodies
    typed = plain["attachments"][0]["content"]
    assert typed == (
        '<p>a&nbsp; b <emoji id="slightly_smiling_face" alt="🙂" title="slightly_smiling_face"></emoji>'
        "<br>mail x@ann.example, @Ann</p>"
    )
    assert plain["text"] == "a&nbsp; b 🙂\nmail x@ann.example, @Ann"
    assert formatted["text"] == "very good, <at>Ann</at>\nbye"
    assert [entity["type"] for entity in plain["entities"][:1]] == ["clientInfo"]
    assert formatted["entities"][0]["mentioned"]["id"] == ann.id


async def test_an_answer_in_a_chat_may_quote_what_it_answers(
    teams: FakeTeams, receiver: Receiver, caller: Caller
) -> None:
    ann = teams.user("Ann Lee", has_app=True)
    ours = (await caller.says(ann.chat.id, "A visitor asks")).body["id"]
    await ann.writes("My answer", quoting=(ann.chat, ours))
    await teams.settled()
    typed = receiver.bodies[0]["attachments"][0]["content"]
    assert typed.startswith('<blockquote itemscope="" itemtype="http://schema.skype.com/Reply"')
    assert "A visitor asks" in typed
    assert typed.endswith("<p>My answer</p>")


async def test_an_undone_deletion_brings_back_the_mentions_too(teams: FakeTeams, receiver: Receiver) -> None:
    ann = teams.user("Ann Lee")
    support = teams.channel("support", members=[ann])
    said = await ann.writes("@Threadline hello", to=support)
    await ann.deletes(said)
    await ann.undeletes(said)
    await teams.settled()
    assert [body["entities"][0]["mentioned"]["id"] for body in receiver.of("messageUpdate")] == [
        teams.app.bot_id
    ]


async def test_in_a_group_chat_only_mentions_are_heard_without_the_permission(
    teams: FakeTeams, receiver: Receiver, caller: Caller
) -> None:
    people = [teams.user("Ann Lee"), teams.user("Ben Lee")]
    group = teams.group_chat("Us", members=people, with_bot=False)
    assert (await caller.says(group.id, "Hello")).code == "BotNotInConversationRoster"
    teams.install(group)
    await people[0].writes("between us", to=group)
    await people[1].writes("@Threadline help", to=group)
    await teams.settled()
    assert receiver.texts() == ["<at>Threadline</at>&nbsp;help"]
    assert receiver.of("message")[0]["conversation"]["conversationType"] == "groupChat"
    assert (await caller.says(group.id, "Hello")).status == 201
    roster = await caller.call("GET", f"v3/conversations/{group.id}/members")
    assert [member["name"] for member in roster.body] == ["Ann Lee", "Ben Lee"]
    teams.remove_app(group)
    assert (await caller.says(group.id, "Hello")).status == 403


async def test_nobody_writes_where_they_are_not(teams: FakeTeams) -> None:
    ann = teams.user("Ann Lee")
    support = teams.channel("support")
    for place in (support, ann.chat):
        with pytest.raises(PermissionError):
            await ann.writes("Hello", to=place)
    with pytest.raises(PermissionError):
        ann.sees(support)


async def test_channels_and_the_team_are_named_like_people(teams: FakeTeams, receiver: Receiver) -> None:
    ann = teams.user("Ann Lee")
    team = teams.team("Sales", members=[ann], rsc=True)
    great = teams.channel("great deals", team=team)
    await ann.writes("@Threadline team channel x @great deals @Sales @lee", to=great)
    await teams.settled()
    named = [entity["mentioned"]["id"] for entity in receiver.bodies[0]["entities"] if "text" in entity]
    assert named == [teams.app.bot_id, great.id, team.id]
    assert receiver.texts() == [
        "<at>Threadline</at>&nbsp;team channel x <at>great deals</at>&nbsp;<at>Sales</at>&nbsp;@lee"
    ]


async def test_links_are_those_of_teams_menus(teams: FakeTeams) -> None:
    ann = teams.user("Ann Lee", has_app=True)
    support = teams.channel("support", members=[ann])
    assert support.team
    root = await ann.writes("one", to=support)
    reply = await ann.writes("two", in_thread=root)
    assert ann.copies_link(support).startswith("https://teams.microsoft.com/l/channel/19%3A")
    assert f"/{reply.id}?" in ann.copies_link(reply)
    assert f"parentMessageId={root.id}&" in ann.copies_link(reply)
    assert "@unq.gbl.spaces/" in ann.copies_link(await ann.writes("in the chat"))
    with pytest.raises(LookupError):
        ann.copies_link(ann.chat)


async def test_what_is_seen_follows_every_change(teams: FakeTeams, caller: Caller) -> None:
    ann = teams.user("Ann Lee", has_app=True)
    said = await ann.writes("one")
    ours = teams.message((ann.chat, (await caller.says(ann.chat.id, "two")).body["id"]))

    def look() -> list[tuple[str, str, tuple[str, ...]]]:
        return [(seen.author, seen.text, seen.reactions) for seen in ann.sees()]

    assert look() == [("Ann Lee", "one", ()), ("Threadline", "two", ())]
    await ann.renames("Ann Ray")
    await ann.edits(said, "ONE")
    await caller.replaces(ours, "TWO")
    await ann.reacts(ours)
    assert look() == [("Ann Ray", "ONE", ()), ("Threadline", "TWO", ("like",))]
    await ann.unreacts(ours)
    await ann.deletes(said)
    assert look() == [("Ann Ray", "This message has been deleted.", ()), ("Threadline", "TWO", ())]
