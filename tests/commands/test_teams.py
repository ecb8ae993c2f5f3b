"""`team create`, `add`, `list`, `show`, against the real store."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from bot.arrivals import ButtonPressed
from bot.conversation.actions import Action
from bot.ids import ConversationId, TeamName, ThreadNumber
from bot.routing.pools import team_pool
from tests.commands.scene import KIM, NOW, SAM, Scene


@pytest.fixture
async def office(scene: Scene) -> Scene:
    await scene.everybody_is_set_up()
    return scene


async def names(office: Scene) -> set[str]:
    return {one.team.name for one in await office.directory.teams.teams()}


async def test_a_team_keeps_the_name_it_was_created_with(office: Scene) -> None:
    await office.says(KIM, "team create VIP  Support")
    assert await names(office) == {"Sales", "VIP Support"}


async def test_a_team_that_exists_in_other_letters_is_not_created_again(office: Scene) -> None:
    assert await office.says(KIM, "team create SALES") == (
        "There is a team *Sales* already. `/livechat team show Sales` shows who is in it."
    )
    assert await names(office) == {"Sales"}


@pytest.mark.parametrize("name", ["Sälj", "客服", "R&D", "Tier 1/2", "😀 1", "x" * 40])
async def test_names_in_any_language_are_fine(office: Scene, name: str) -> None:
    assert (await office.says(KIM, f"team create {name}")).startswith(f"Team *{name}* is there.")


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("x" * 41, "This name has 41 characters. A name has 40 at most."),
        ("!!!", "A name needs at least one letter or digit."),
        ("a`b", "A name may have letters, digits, spaces and simple marks such as - & . /"),
        ("<!channel>", "A name may have letters, digits, spaces and simple marks such as - & . /"),
        ("a\u202eb", "A name may have letters, digits, spaces and simple marks such as - & . /"),
    ],
)
async def test_a_name_that_cannot_be_typed_again_is_refused(office: Scene, name: str, problem: str) -> None:
    again = re.sub("[`\u202e]", "", name)
    answer = await office.says(KIM, f"team create {name}")
    assert answer == f"{problem}\nYou typed: `/livechat team create {again}`"
    assert await names(office) == {"Sales"}


async def test_people_who_are_no_agents_do_not_stop_the_others(office: Scene) -> None:
    assert await office.says(KIM, "team add sales <@eve> <@sam>") == (
        "• *eve* is not an agent yet. First type `/livechat agent add @eve`\n• *Sam Lee* is in *Sales* now."
    )


async def test_adding_to_a_team_twice_says_so(office: Scene) -> None:
    await office.says(KIM, "team add Sales <@sam>")
    assert await office.says(KIM, "team add Sales <@sam>") == "*Sam Lee* was in *Sales* already."


async def test_a_team_nearly_right_is_suggested(office: Scene) -> None:
    assert await office.says(KIM, "team show Slaes") == (
        "There is no team `Slaes`. Did you mean *Sales*? `/livechat team list` shows all teams.\n"
        "You typed: `/livechat team show Slaes`"
    )


async def test_a_team_without_agents_says_how_to_fill_it(office: Scene) -> None:
    answer = await office.says(KIM, "team show sales")
    assert answer.startswith("*Sales* has no agents yet. Put some into it: `/livechat team add Sales @sam`\n")
    assert await office.says(KIM, "teams") == "*1 team*\n• *Sales*: nobody yet"


async def test_a_team_shows_how_its_agents_are(office: Scene) -> None:
    await office.says(KIM, "team add Sales <@sam>")
    await office.says(KIM, "team lead Sales <@sam>")
    answer = await office.says(KIM, "team show sales")
    assert answer.startswith("*Sales*, 1 agent\n• *Sam Lee*: available, 0 of 5 chats, in *Sales* (lead)\n")


@pytest.mark.parametrize("names", [("Deals",), ("Deals", "Big deals"), ("Deals", "Sales")])
async def test_a_visitor_of_a_team_is_offered_to_its_agents_whatever_it_is_called_meanwhile(
    office: Scene, names: tuple[str, ...]
) -> None:
    """Kim is asked first and declines; the conversation knows the team by its name of then."""
    await office.says(KIM, "team add Sales <@kim> <@sam>")
    await office.offer("first", team_pool(TeamName("Sales")))
    asked = await office.relay.changes.snapshot(ConversationId("first"))
    for old, new in pairwise(("Sales", *names)):
        await office.says(KIM, f"team rename {old} to {new}")
    declined = ButtonPressed(
        person=asked.threads[0].agent.person,
        at=NOW,
        conversation=ConversationId("first"),
        thread=ThreadNumber(1),
        action=Action.DECLINE,
    )
    await office.relay.button(declined)
    after = await office.relay.changes.snapshot(ConversationId("first"))
    assert {thread.agent.name for thread in after.threads} == {"Kim Berg", "Sam Lee"}


async def test_a_new_team_under_a_former_name_is_a_team_of_its_own(office: Scene) -> None:
    await office.says(KIM, "team add Sales <@sam>")
    await office.says(KIM, "team rename Sales to Deals")
    await office.says(KIM, "team create Sales")
    await office.offer("first", team_pool(TeamName("Sales")))
    snapshot = await office.relay.changes.snapshot(ConversationId("first"))
    assert snapshot.threads == ()


async def test_what_was_counted_under_a_former_name_is_told_under_the_present_one(office: Scene) -> None:
    await office.says(KIM, "team add Sales <@sam>")
    await office.says(KIM, "away")
    await office.chat("first", SAM, team_pool(TeamName("Sales")))
    await office.says(KIM, "team rename Sales to Deals")
    await office.chat("second", SAM, team_pool(TeamName("Deals")))
    answer = await office.says(KIM, "report per team")
    assert "`Deals " in answer
    assert "Sales" not in answer
