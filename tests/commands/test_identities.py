"""One agent on two platforms: `agent link`, `agent unlink`, and what follows from it, against the real store."""

from __future__ import annotations

import pytest

from bot.commands.agent_id import agent_id
from bot.conversation import State, ThreadStatus
from bot.errors import Refused, Throttled
from bot.ids import ConversationId, Identity, Person, ThreadNumber, channel
from bot.ports import SYSTEM, Agent, By, Profile
from tests.commands.scene import EVE, FAR_EVE, FAR_SAM, KIM, NOW, PICTURE, SAM, Scene


BY = By(SYSTEM, NOW)
FAR_INBOX = channel("desk", "local", "D-sam")


@pytest.fixture
async def office(scene: Scene) -> Scene:
    scene.is_on_two_platforms()
    await scene.everybody_is_set_up()
    return scene


async def the_agent(office: Scene, person: Person) -> Agent:
    """The agent that somebody is."""
    agent = await office.directory.agents.agent_of(person)
    assert agent is not None
    return agent


async def linked(office: Scene) -> Agent:
    """Sam, who is on both."""
    await office.says(KIM, "agent link <@sam> desk:sam@example.com")
    return await the_agent(office, SAM)


@pytest.mark.parametrize(
    "line",
    [
        "agent link <@sam> desk:sam@example.com",
        "agent link Sam Lee DESK:sam@example.com",
        "agent link desk:sam@example.com <@sam>",
        "agent link slack:sam@example.com desk:sam@example.com",
    ],
)
async def test_an_account_on_another_platform_becomes_the_same_agent(office: Scene, line: str) -> None:
    answer = await office.says(KIM, line)
    assert answer == (
        "*Sam Lee* is one agent on Slack and on the desk now, with one availability and one number of chats. "
        "Direct messages still come on Slack: `/livechat notify where desk` from *Sam Lee* changes that."
    )
    agent = await the_agent(office, FAR_SAM)
    assert agent == await the_agent(office, SAM)
    assert agent.linked == (Identity(FAR_SAM, FAR_INBOX),)
    assert (agent.name, bool(agent.avatar)) == ("Sam Lee", True)


async def test_linking_goes_the_other_way_round_too(office: Scene) -> None:
    await office.is_admin(FAR_EVE)
    await office.says(KIM, "agent add <@eve>")
    answer = await office.says(FAR_EVE, "agent link Eve Olsson me")
    assert answer.startswith("*Eve Olsson* is one agent on Slack and on the desk now")
    assert await the_agent(office, FAR_EVE) == await the_agent(office, EVE)


async def test_availability_capacity_and_teams_are_one(office: Scene) -> None:
    await linked(office)
    await office.says(KIM, "team add Sales <@sam>")
    assert (await office.says(FAR_SAM, "away")).startswith("You are *away*")
    assert await office.says(SAM, "status") == (
        "You are away, 0 of 5 chats. `/livechat available` brings you back."
    )
    assert "• *Sam Lee*: away, 0 of 5 chats, in *Sales*, on Slack and the desk" in await office.says(
        KIM, "agent list"
    )


async def test_show_and_audit_name_the_platforms(office: Scene) -> None:
    await linked(office)
    shown = await office.says(KIM, "agent show <@sam>")
    assert shown.startswith("*Sam Lee* on Slack and the desk\n")
    assert "• direct messages: on Slack\n" in shown
    log = (await office.says(KIM, "audit")).splitlines()
    assert log[1].endswith("*Kim Berg* linked Sam Lee on the desk to agent Sam Lee")


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("agent link <@sam> desk:nobody", "`desk:nobody` cannot be a name at the desk"),
        ("agent link <@sam> teams:sam@example.com", "I am not connected to Microsoft Teams."),
        ("agent link <@sam> elsewhere:sam", "No agent is called *elsewhere:sam*."),
        ("agent link <@sam> <@sam>", "These are the same account."),
        ("agent link <@sam> <@kim>", "*Sam Lee* on Slack and *Kim Berg* on Slack are two agents."),
        ("agent link <@eve> desk:eve@example.com", "Neither of these two is an agent yet."),
        ("agent link <@sam> slack:eve@example.com", "*Sam Lee* is linked with another account on Slack."),
        ("agent link <@sam>", "`PLATFORM:ACCOUNT` is missing in `/livechat agent link`"),
    ],
)
async def test_what_cannot_be_linked_is_told_with_the_remedy(office: Scene, line: str, answer: str) -> None:
    assert (await office.says(KIM, line)).startswith(answer)
    assert (await the_agent(office, SAM)).linked == ()


async def test_somebody_who_is_an_agent_already_has_to_be_removed_first(office: Scene) -> None:
    await office.directory.agents.put(
        Agent(id=agent_id(FAR_SAM), name="Samuel", person=FAR_SAM, inbox=FAR_INBOX), None, BY
    )
    answer = await office.says(KIM, "agent link <@sam> desk:sam@example.com")
    assert "are two agents" in answer
    assert "`/livechat agent remove Samuel`" in answer
    await office.says(KIM, "agent remove Samuel yes")
    assert (await linked(office)).linked == (Identity(FAR_SAM, FAR_INBOX),)


async def test_linking_twice_says_so(office: Scene) -> None:
    await linked(office)
    again = await office.says(KIM, "agent link <@sam> desk:sam@example.com")
    assert again.startswith("*Sam Lee* is linked with that account already.")


@pytest.mark.parametrize(
    ("failing", "answer"),
    [
        (Throttled(3), "the desk asks me to slow down. Please try again in 3 s."),
        (Refused("missing_scope: users:read.email"), "the desk refuses (missing_scope: users:read.email)."),
    ],
)
async def test_a_platform_that_does_not_say_who_that_is_is_named(
    office: Scene, failing: Refused | Throttled, answer: str
) -> None:
    office.far.failing = failing
    assert (await office.says(KIM, "agent link <@sam> desk:sam@example.com")).startswith(answer)


async def test_only_admins_link(office: Scene) -> None:
    assert (await office.says(SAM, "agent link me desk:sam@example.com")).startswith("Only admins")


# --- people of the other platform


async def test_somebody_on_the_other_platform_is_added_by_address_and_named_by_name(office: Scene) -> None:
    assert (await office.says(KIM, "agent add desk:eve@example.com")).startswith("*Eve O* is an agent now")
    assert await office.says(KIM, "team add Sales @Eve O, <@sam>") == (
        "• *Sam Lee* is in *Sales* now.\n• *Eve O* is in *Sales* now."
    )
    assert (await office.says(KIM, "agent show desk:eve@example.com")).startswith("*Eve O* on the desk")
    assert (await office.says(KIM, "agent capacity desk:eve@example.com 2")).startswith("*Eve O* has 2 chats")
    answer = await office.says(KIM, "agent show desk:sam@example.com")
    assert answer.startswith("*desk:sam@example.com* is not an agent.")


async def test_a_name_that_is_nobodys_says_how_to_pick_one(office: Scene) -> None:
    answer = await office.says(KIM, "team add Sales @Sam Leee")
    assert answer.startswith("I cannot tell who `@Sam Leee` is.")
    assert "Did you mean *Sam Lee*?" in answer


# --- what comes of it


async def test_offers_go_to_the_platform_that_was_chosen(office: Scene) -> None:
    await linked(office)
    assert "• direct messages: on the desk" in await office.says(SAM, "notify where desk")
    await office.says(KIM, "away")
    await office.offer("first")
    thread = (await office.relay.changes.snapshot(ConversationId("first"))).thread(ThreadNumber(1))
    assert (thread.agent.person, thread.agent.inbox) == (FAR_SAM, FAR_INBOX)
    assert thread.agent.linked == (SAM,)


async def test_where_without_another_account_names_the_remedy(office: Scene) -> None:
    answer = await office.says(SAM, "notify where teams")
    assert answer.startswith("*Sam Lee* is not linked on Microsoft Teams. An admin can do that:")
    assert "`team` is as the team has it." in answer
    assert "`/livechat agent link @sam teams:sam@example.com`" in answer


async def test_the_remedy_is_an_account_as_that_platform_names_people(office: Scene) -> None:
    answer = await office.says(SAM, "notify where desk")
    assert "An admin can do that: `/livechat agent link @sam desk:sam`\n" in answer


async def test_who_is_an_admin_is_one_by_both_accounts_as_long_as_they_are_linked(office: Scene) -> None:
    await office.is_admin(SAM)
    assert (await office.directory.admins.role_of(FAR_SAM)).admin is False
    await linked(office)
    assert (await office.directory.admins.role_of(FAR_SAM)).admin is True
    assert "• *Sam Lee* on Slack and the desk" in await office.says(KIM, "admin list")
    await office.says(KIM, "agent unlink <@sam> desk yes")
    assert (await office.directory.admins.role_of(FAR_SAM)).admin is False


async def test_owners_of_a_workspace_are_trusted_by_their_other_account(office: Scene) -> None:
    office.town.owners.add(SAM)
    await office.says(KIM, "setting set trust_platform_admins on")
    await linked(office)
    assert (await office.says(FAR_SAM, "team create Deals")).startswith("Team *Deals*")


async def test_an_admin_who_is_no_longer_one_is_none_by_any_account(office: Scene) -> None:
    await office.is_admin(SAM)
    await office.is_admin(FAR_SAM)
    await linked(office)
    await office.says(KIM, "admin remove <@sam> yes")
    assert await office.directory.admins.admins() == [KIM]


async def test_adding_by_the_other_account_again_keeps_name_and_picture(office: Scene) -> None:
    agent = await linked(office)
    office.far.profiles[FAR_SAM] = Profile("Samuel the Other", PICTURE, is_person=True)
    await office.is_admin(FAR_SAM)
    assert (await office.says(FAR_SAM, "agent add me")).startswith("*Samuel the Other* was an agent already.")
    assert await the_agent(office, SAM) == agent


async def test_an_account_that_cannot_be_reached_is_passed_over(office: Scene) -> None:
    agent = await linked(office)
    assert await office.directory.agents.set_lost(agent.id, SAM, BY, lost=True)
    assert not await office.directory.agents.set_lost(agent.id, SAM, BY, lost=True)
    now = await the_agent(office, SAM)
    assert now.reachable == (Identity(FAR_SAM, FAR_INBOX),)
    assert "• cannot be reached on Slack just now" in await office.says(KIM, "agent show <@sam>")
    assert "❌ agent *Sam Lee* can be reached on Slack: That account is deactivated" in await office.says(
        KIM, "check"
    )
    await office.says(KIM, "agent add <@sam>")
    assert (await the_agent(office, SAM)).lost == ()


# --- unlinking


async def test_unlinking_asks_first_and_moves_what_is_there(office: Scene) -> None:
    await linked(office)
    await office.says(SAM, "notify where desk")
    await office.says(KIM, "away")
    await office.chat("first", FAR_SAM)
    assert await office.says(KIM, "agent unlink <@sam> desk") == (
        "*Sam Lee* is no agent on the desk any more: their chats go on where they still are.\n"
        "Nothing is changed yet. To do it, type: `/livechat agent unlink Sam Lee desk yes`"
    )
    answer = await office.says(KIM, "agent unlink Sam Lee desk yes")
    assert answer == "*Sam Lee* is no agent on the desk any more. 1 chat of theirs goes on elsewhere."
    assert await office.directory.agents.agent_of(FAR_SAM) is None
    assert (await the_agent(office, SAM)).notify.identity == ""
    c = await office.relay.changes.snapshot(ConversationId("first"))
    assert (c.state, [one.status for one in c.threads]) == (
        State.LIVE,
        [ThreadStatus.FAILED, ThreadStatus.LIVE],
    )
    assert c.present[0].person == SAM
    assert c.present[0].linked == ()


async def test_the_first_account_can_go_and_come_back_as_another_agent(office: Scene) -> None:
    agent = await linked(office)
    await office.says(KIM, "agent unlink Sam Lee slack yes")
    left = await the_agent(office, FAR_SAM)
    assert (left.id, left.person, left.linked) == (agent.id, FAR_SAM, ())
    assert (await office.says(KIM, "agent add <@sam>")).startswith("*Sam Lee* is an agent now")
    anew = await the_agent(office, SAM)
    assert anew.id == f"{agent.id}-2"
    assert (await the_agent(office, FAR_SAM)).id == agent.id


async def test_the_last_account_is_not_unlinked_but_removed(office: Scene) -> None:
    answer = await office.says(KIM, "agent unlink Sam Lee slack yes")
    assert answer.startswith("*Sam Lee* is nowhere but on Slack. `/livechat agent remove Sam Lee` takes")


async def test_what_is_not_linked_cannot_be_unlinked(office: Scene) -> None:
    await linked(office)
    answer = await office.says(KIM, "agent unlink Sam Lee teams yes")
    assert answer.startswith("*Sam Lee* is not linked with `teams`. They are on: `slack`, `desk`")


async def test_removing_an_agent_removes_all_accounts(office: Scene) -> None:
    await linked(office)
    asked = await office.says(KIM, "agent remove <@sam>")
    assert "`/livechat agent unlink Sam Lee desk` takes away one account only." in asked
    await office.says(KIM, "agent remove <@sam> yes")
    assert await office.directory.agents.agent_of(SAM) is None
    assert await office.directory.agents.agent_of(FAR_SAM) is None


async def test_who_joins_from_one_account_has_the_thread_there(office: Scene) -> None:
    await linked(office)
    await office.says(SAM, "away")
    await office.is_admin(SAM)
    await office.chat("firstchat", KIM)
    assert "opens in your inbox" in await office.says(FAR_SAM, "chat join firstchat")
    c = await office.relay.changes.snapshot(ConversationId("firstchat"))
    assert [(one.agent.person, one.agent.inbox) for one in c.threads][1:] == [(FAR_SAM, FAR_INBOX)]
