"""`agent add`, `remove`, `list`, `show`, against the real store."""

from __future__ import annotations

import pytest

from bot.commands.agent_id import agent_id
from bot.errors import InDoubt, PlatformError, Refused, Throttled, Unreachable
from bot.ids import AgentId, alias, channel, person
from bot.ports import Picture, Profile
from tests.commands.scene import EVE, KIM, NOW, PICTURE, SAM, Scene, user


@pytest.fixture
async def office(scene: Scene) -> Scene:
    await scene.everybody_is_set_up()
    return scene


async def test_a_new_agent_has_their_name_picture_inbox_and_the_capacity_of_the_site(office: Scene) -> None:
    await office.says(KIM, "agent add <@sam>")
    agent = await office.directory.agents.agent_of(SAM)
    assert agent is not None
    assert (agent.name, agent.inbox, agent.capacity) == ("Sam Lee", channel("slack", "T1", "D-sam"), 0)
    assert await office.directory.agents.picture(alias(agent.id)) == PICTURE


async def test_adding_an_agent_again_brings_name_and_picture_up_to_date(office: Scene) -> None:
    new_picture = Picture("image/png", b"with glasses")
    office.town.profiles[SAM] = Profile("Sam Lee-Berg", new_picture, is_person=True)
    answer = await office.says(KIM, "agent add <@sam>")
    agent = await office.directory.agents.agent_of(SAM)
    assert answer == "*Sam Lee-Berg* was an agent already. Name, picture and inbox are up to date."
    assert agent is not None
    assert agent.name == "Sam Lee-Berg"
    assert await office.directory.agents.picture(alias(agent.id)) == new_picture


async def test_adding_an_agent_again_keeps_their_capacity_and_their_being_away(office: Scene) -> None:
    agent = await office.directory.agents.agent_of(SAM)
    assert agent is not None
    await office.says(KIM, "agent capacity <@sam> 2")
    await office.says(SAM, "away")
    await office.says(KIM, "agent add <@sam>")
    status = next(one for one in await office.directory.agents.statuses(NOW) if one.agent.id == agent.id)
    assert (status.agent.capacity, status.available) == (2, False)


@pytest.mark.parametrize(
    ("failure", "sentence"),
    [
        (Throttled(30), "Slack asks me to slow down. Please try again in 30 s."),
        (Throttled(0.2), "Slack asks me to slow down. Please try again in 1 s."),
        (
            Unreachable("no route"),
            "Slack does not answer just now, and nothing was changed. Please try again in a minute.",
        ),
        (
            InDoubt("no answer"),
            "Slack does not answer just now, and nothing was changed. Please try again in a minute.",
        ),
        (
            Refused("user_not_found"),
            "Slack refuses (user_not_found). `/livechat check` says what may be missing.",
        ),
    ],
)
async def test_one_who_cannot_be_looked_up_does_not_stop_the_others(
    office: Scene, failure: PlatformError, sentence: str
) -> None:
    office.town.failures[user("ghost")] = failure
    answer = await office.says(KIM, "agent add <@ghost> <@eve>")
    assert answer.splitlines()[:2] == [
        f"• *ghost*: {sentence}",
        "• *Eve Olsson* is an agent now, and available.",
    ]
    assert await office.directory.agents.agent_of(EVE) is not None
    assert await office.directory.agents.agent_of(user("ghost")) is None


async def test_who_is_no_person_of_the_workspace_is_refused_kindly(office: Scene) -> None:
    answer = await office.says(KIM, "agent add <@robot>")
    assert answer.startswith("*Robot* cannot be an agent.")
    assert await office.directory.agents.agent_of(user("robot")) is None


async def test_somebody_on_a_platform_that_is_not_connected_is_named(scene: Scene) -> None:
    teams_user = person("teams", "T1", "29:x")
    await scene.is_admin(teams_user)
    assert await scene.says(teams_user, "agent add me") == "*29:x*: I am not connected to Microsoft Teams."


async def test_a_removed_agent_has_lost_the_permission_and_their_teams(office: Scene) -> None:
    await office.says(KIM, "team add Sales <@sam>")
    answer = await office.says(KIM, "agent remove <@sam> yes")
    assert answer == "*Sam Lee* is not an agent any more: no new chat comes to them. They have left *Sales*."
    assert await office.directory.agents.agent_of(SAM) is None
    assert (await office.says(SAM, "available")).startswith("You are not an agent yet.")


async def test_removing_an_agent_names_the_rules_and_accounts_that_send_visitors_to_them(
    office: Scene,
) -> None:
    await office.says(KIM, "team add Sales <@sam> <@kim>")
    await office.says(KIM, "rule add Alone if plan is enterprise then agent <@sam>")
    await office.says(KIM, "rule add Shared if always then agent <@sam>, team Sales")
    await office.says(KIM, "account import acme.com,agent Sam Lee")
    lines = (await office.says(KIM, "agent remove <@sam>")).splitlines()
    assert lines[2:5] == [
        "• Nobody is left for rule *Alone*.",
        "• *Sam Lee* is a target of rule *Shared* too.",
        "• Visitors of `acme.com` are sent to *Sam Lee*.",
    ]


async def test_removing_an_agent_says_that_active_chats_stay_and_offers_go_on(office: Scene) -> None:
    await office.says(KIM, "away")
    await office.chat("first", SAM)
    await office.chat("second", SAM)
    await office.offer("third")
    assert await office.says(KIM, "agent remove <@sam>") == (
        "• *Sam Lee* loses the live chat permission: no new chat comes to them.\n"
        "• 3 offers or chats of theirs: an offer is withdrawn, a chat stays until it ends "
        "(`--hand-over` gives it to others).\n"
        "Nothing is changed yet. To do it, type: `/livechat agent remove Sam Lee yes`"
    )
    answer = await office.says(KIM, "agent remove <@sam> yes")
    assert answer == (
        "*Sam Lee* is not an agent any more: no new chat comes to them. "
        "1 open offer was withdrawn. 2 active chats stay until they end."
    )


async def test_active_chats_of_a_removed_agent_are_handed_over_if_that_is_wanted(office: Scene) -> None:
    await office.says(KIM, "away")
    await office.chat("first", SAM)
    answer = await office.says(KIM, "agent remove <@sam> --hand-over")
    assert answer.endswith("type: `/livechat agent remove Sam Lee --hand-over yes`")
    await office.says(KIM, "available")
    answer = await office.says(KIM, "agent remove Sam Lee --hand-over yes")
    assert answer.endswith("1 active chat goes to another agent.")
    kim = next(one for one in await office.directory.agents.statuses(NOW) if one.agent.person == KIM)
    assert kim.chats == 1


async def test_an_agent_who_is_removed_and_added_again_keeps_their_id(office: Scene) -> None:
    before = await office.directory.agents.agent_of(SAM)
    await office.says(KIM, "agent remove <@sam> yes")
    await office.says(KIM, "agent add <@sam>")
    after = await office.directory.agents.agent_of(SAM)
    assert before is not None
    assert after is not None
    assert before.id == after.id


async def test_who_has_left_the_platform_can_be_removed_by_name(office: Scene) -> None:
    assert (await office.says(KIM, "agent remove sam lee yes")).startswith(
        "*Sam Lee* is not an agent any more"
    )


async def test_a_name_nearly_right_removes_nobody_but_is_suggested(office: Scene) -> None:
    assert await office.says(KIM, "agent remove Samm Lee") == (
        "No agent is called *Samm Lee*. Did you mean *Sam Lee*? `/livechat agent list` shows all agents.\n"
        "You typed: `/livechat agent remove Samm Lee`"
    )
    assert await office.directory.agents.agent_of(SAM) is not None


async def test_a_name_like_nobodys_says_how_to_pick_one(office: Scene) -> None:
    answer = await office.says(KIM, "agent remove @zzz")
    assert "if a list opens while you type, pick it there" in answer


async def test_two_agents_of_one_name_are_told_apart_by_their_ids(office: Scene) -> None:
    office.town.profiles[EVE] = Profile("Sam Lee", None, is_person=True)
    await office.says(KIM, "agent add <@eve>")
    answer = await office.says(KIM, "agent remove Sam Lee")
    assert answer.startswith("2 agents are called *Sam Lee*. Type one of these instead: ")
    assert (await office.says(KIM, f"agent remove {agent_id(EVE)} yes")).startswith(
        "*Sam Lee* is not an agent any more"
    )
    assert await office.directory.agents.agent_of(SAM) is not None
    assert await office.directory.agents.agent_of(EVE) is None


async def test_the_list_shows_who_is_away_and_how_many_chats_each_has(office: Scene) -> None:
    await office.says(KIM, "away")
    await office.says(KIM, "team add Sales <@sam>")
    await office.chat("first", SAM)
    assert await office.says(SAM, "agents") == (
        "*2 agents*\n• *Kim Berg*: away, 0 of 5 chats\n• *Sam Lee*: available, 1 of 5 chats, in *Sales*"
    )


async def test_an_agent_without_a_picture_is_shown_as_such(office: Scene) -> None:
    await office.says(KIM, "agent add <@eve>")
    assert "• no profile picture: visitors see initials" in await office.says(KIM, "agent show <@eve>")


async def test_marks_in_a_name_do_not_become_marks_of_the_answer(office: Scene) -> None:
    office.town.profiles[EVE] = Profile("E*v*e `rm`\nAdmin", None, is_person=True)
    assert (await office.says(KIM, "agent add <@eve>")).startswith("*Eve rm Admin* is an agent now")


def test_an_id_is_made_of_the_persons_parts() -> None:
    assert agent_id(person("slack", "T1", "U2")) == AgentId("slack-T1-U2")


@pytest.mark.parametrize(
    ("one", "other"),
    [("a b", "a-b"), ("29:x", "29-x"), ("å", "ä"), ("++", "--"), ("Sam", "sam"), ("x" * 90, "x" * 90 + "!")],
)
def test_two_people_never_share_an_id(one: str, other: str) -> None:
    assert agent_id(person("desk", "local", one)) != agent_id(person("desk", "local", other))
