"""Where the bot is, who is there, and what it may do."""

from __future__ import annotations

import pytest

from tests.fake_teams import FakeTeams

from .conftest import Caller, Receiver


async def test_installing_in_a_team_tells_the_app_twice_and_an_upgrade_once(
    teams: FakeTeams, receiver: Receiver
) -> None:
    ann = teams.user("Ann Lee")
    team = teams.team("Sales", members=[ann], with_bot=False)
    teams.install(team, by=ann)
    teams.install(team, by=ann, rsc=True)
    await teams.settled()
    told = [(body["type"], body.get("action"), body.get("membersAdded")) for body in receiver.bodies]
    bot = {"id": teams.app.bot_id, "name": "Threadline"}
    assert sorted(told, key=str) == [
        ("conversationUpdate", None, [bot]),
        ("installationUpdate", "add", None),
        ("installationUpdate", "add-upgrade", None),
    ]
    assert receiver.bodies[0]["channelData"]["team"]["id"] == team.id
    await ann.writes("No mention", to=team.channels[team.id])
    await teams.settled()
    assert receiver.texts() == ["No mention"]


async def test_a_removed_bot_may_neither_send_nor_change(
    teams: FakeTeams, caller: Caller, receiver: Receiver
) -> None:
    ann = teams.user("Ann Lee")
    support = teams.channel("support", members=[ann])
    assert support.team
    opened = await caller.opens(support, "Hello")
    post = teams.message((support, opened.body["activityId"]))
    teams.remove_app(support.team, by=ann)
    for answered in (
        await caller.opens(support, "Hello"),
        await caller.says(opened.body["id"], "Hello"),
        await caller.replaces(post, "Changed"),
        await caller.takes_back(post),
        await caller.call("GET", f"v3/conversations/{support.id}/members/{ann.id}"),
    ):
        assert (answered.status, answered.code) == (403, "BotNotInConversationRoster")
    await ann.writes("@Threadline hello?", to=support)
    await teams.settled()
    assert receiver.texts() == []
    assert [body.get("action") for body in receiver.of("installationUpdate")] == ["remove"]


async def test_a_blocked_bot_may_not_write_to_who_blocked_it(teams: FakeTeams, caller: Caller) -> None:
    ann = teams.user("Ann Lee", has_app=True)
    chat = (await caller.chat_with(ann.id)).body["id"]
    await ann.blocks()
    assert (await caller.says(chat, "Hello")).code == "ConversationBlockedByUser"
    await ann.unblocks()
    assert (await caller.says(chat, "Hello")).status == 201


async def test_a_switched_off_bot_may_do_nothing(teams: FakeTeams, caller: Caller) -> None:
    support = teams.channel("support")
    teams.disable()
    assert (await caller.opens(support, "Hello")).code == "BotDisabledByAdmin"


async def test_an_archived_team_takes_no_words(teams: FakeTeams, caller: Caller) -> None:
    support = teams.channel("support")
    assert support.team
    teams.archive(support.team)
    assert (await caller.opens(support, "Hello")).code == "MessageWritesBlocked"


async def test_a_stranger_cannot_be_written_to(teams: FakeTeams, caller: Caller) -> None:
    stranger = teams.user("Sam Stranger")
    assert (await caller.chat_with(stranger.id)).status == 403
    assert (await caller.chat_with("29:nobody")).status == 403
    teams.team("Sales", members=[stranger])
    assert (await caller.chat_with(stranger.id)).status == 201


async def test_a_bot_makes_no_group_chats_and_knows_no_addresses(teams: FakeTeams, caller: Caller) -> None:
    ann, ben = (teams.user(name, has_app=True) for name in ("Ann Lee", "Ben Lee"))
    pair = [{"id": ann.id}, {"id": ben.id}]
    assert (await caller.chat_with(ann.id, members=pair)).code == "BadArgument"
    assert (await caller.chat_with(ann.id, isGroup=True)).code == "BadArgument"
    assert (await caller.chat_with(ann.account.email)).status == 403
    assert (await caller.chat_with(ann.id, tenantId=None)).code == "BadSyntax"
    assert teams.offences.forgive(containing="tenantId")


async def test_nobody_changes_what_is_not_theirs(teams: FakeTeams, caller: Caller) -> None:
    ann = teams.user("Ann Lee", has_app=True)
    said = await ann.writes("Mine")
    with pytest.raises(PermissionError):
        await teams.user("Ben Lee").edits(said, "Yours")
    for answered in (await caller.replaces(said, "Ours"), await caller.takes_back(said)):
        assert answered.status == 403
    assert [seen.text for seen in ann.sees()] == ["Mine"]


async def test_what_is_gone_cannot_be_changed(teams: FakeTeams, caller: Caller) -> None:
    support = teams.channel("support")
    post = teams.message((support, (await caller.opens(support, "Hello")).body["activityId"]))
    assert (await caller.replaces(post, "Hello!")).status == 200
    assert [(seen.text, seen.edited) for seen in teams.history(support)] == [("Hello!", True)]
    assert (await caller.takes_back(post)).status == 200
    assert (await caller.replaces(post, "Again")).code == "ActivityNotFoundInConversation"
    assert [seen.deleted for seen in teams.history(support)] == [True]


async def test_people_come_and_go_and_channels_too(teams: FakeTeams, receiver: Receiver) -> None:
    ann, ben = teams.user("Ann Lee"), teams.user("Ben Lee")
    team = teams.team("Sales", members=[ann])
    await ben.joins(team)
    teams.kick(team, ben)
    channel = teams.add_channel(team, "deals")
    teams.rename(channel, "great deals")
    teams.remove(channel)
    teams.restore(channel)
    teams.rename(team, "Sellers")
    teams.delete_team(team)
    await teams.settled()
    assert sorted(body["channelData"]["eventType"] for body in receiver.of("conversationUpdate")) == [
        "channelCreated",
        "channelDeleted",
        "channelRenamed",
        "channelRestored",
        "teamDeleted",
        "teamMemberAdded",
        "teamMemberRemoved",
        "teamRenamed",
    ]


async def test_the_roster_comes_in_pages(teams: FakeTeams, caller: Caller) -> None:
    people = [teams.user(f"Person {n}") for n in range(60)]
    support = teams.channel("support", members=people)
    first = await caller.call("GET", f"v3/conversations/{support.id}/pagedmembers?pageSize=100")
    token = first.body["continuationToken"]
    rest = await caller.call("GET", f"v3/conversations/{support.id}/pagedmembers?continuationToken={token}")
    assert [len(first.body["members"]), len(rest.body["members"])] == [50, 10]
    assert "continuationToken" not in rest.body
    assert first.body["members"][0]["email"] == "person.0@acme.example"
    one = await caller.call("GET", f"v3/conversations/{support.id}/members/{people[3].account.aad}")
    assert one.body["name"] == "Person 3"
    assert (await caller.call("GET", f"v3/conversations/{support.id}/members/29:x")).status == 404


async def test_a_team_tells_its_name_and_its_channels(teams: FakeTeams, caller: Caller) -> None:
    team = teams.team("Sales")
    deals = teams.channel("deals", team=team)
    teams.channel("secret", team=team, private=True)
    listed = await caller.call("GET", f"v3/teams/{team.id}/conversations")
    assert listed.body["conversations"] == [{"id": team.id, "name": None}, {"id": deals.id, "name": "deals"}]
    assert (await caller.call("GET", f"v3/teams/{team.id}")).body["name"] == "Sales"
    teams.remove_app(team)
    assert (await caller.call("GET", f"v3/teams/{team.id}")).status == 403
