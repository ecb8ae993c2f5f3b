"""`canned add|list|show|remove`: for everybody, for a team, and who may."""

from __future__ import annotations

import pytest

from bot.canned import CannedReply
from bot.ids import TeamName
from tests.commands.scene import KIM, SAM, Scene


@pytest.fixture
async def office(scene: Scene) -> Scene:
    await scene.everybody_is_set_up()
    await scene.says(KIM, "team add Sales <@sam>")
    return scene


async def replies(office: Scene) -> list[tuple[str, str, str]]:
    return [(one.team, one.name, one.text) for one in await office.directory.canned.replies()]


async def test_there_are_none_at_first_and_the_first_can_be_typed_as_it_is_shown(office: Scene) -> None:
    answer = await office.says(KIM, "canned list")
    example = answer.split("`")[1].removeprefix("/livechat ")
    assert "`!hello` sends the site's canned reply" in await office.says(KIM, example)


async def test_a_text_keeps_its_lines_and_its_dashes(office: Scene) -> None:
    await office.says(KIM, "canned add bye Thanks -- and\n--team regards,\nKim")
    assert await replies(office) == [("", "bye", "Thanks -- and\n--team regards,\nKim")]


async def test_a_reply_of_a_team_is_added_with_the_option_before_its_name_or_behind_it(office: Scene) -> None:
    await office.says(KIM, "canned add --team sales one First")
    await office.says(KIM, 'canned add two --team "Sales" Second')
    assert await replies(office) == [("Sales", "one", "First"), ("Sales", "two", "Second")]


async def test_what_it_was_before_is_told(office: Scene) -> None:
    await office.says(KIM, "canned add hello Hi")
    assert "Before it was:\nHi" in await office.says(KIM, "canned add hello Hey")


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("canned add end Bye", '"!end" means something else in threads already'),
        ("canned add hello", "`TEXT` is missing in `/livechat canned add`"),
        ("canned add hello Hi {{visitor.first_name", "has no partner"),
        ("canned add hello Hi {{agnt.name}}", "Did you mean 'agent.name'?"),
        ("canned add --team Slaes hello Hi", "There is no team `Slaes`. Did you mean *Sales*?"),
        ("canned add --teem Sales hello Hi", "I don't know `--teem`"),
        ("canned show helo", "There is no canned reply `helo`. Did you mean *hello*?"),
        ("canned list nothing", "No canned reply has `nothing` in it."),
        ("canned remov hello", "Did you mean `/livechat canned remove`?"),
    ],
)
async def test_a_mistake_is_named_and_changes_nothing(office: Scene, line: str, problem: str) -> None:
    await office.says(KIM, "canned add hello Hi")
    assert problem in await office.says(KIM, line)
    assert await replies(office) == [("", "hello", "Hi")]


async def test_removing_asks_first_and_gives_the_text_back(office: Scene) -> None:
    await office.says(KIM, "canned add hello Hi")
    asked = await office.says(KIM, "canned remove hello")
    assert "Nothing is changed yet. To do it, type: `/livechat canned remove hello yes`" in asked
    assert "It was:\nHi" in await office.says(KIM, "canned remove hello yes")
    assert await replies(office) == []


async def test_of_several_by_one_name_none_is_removed_by_chance(office: Scene) -> None:
    await office.says(KIM, "team create Support")
    for line in (
        "canned add hello Hi",
        "canned add --team Sales hello Hey",
        "canned add --team Support hello Ho",
    ):
        await office.says(KIM, line)
    await office.says(KIM, "canned remove hello yes")
    assert await replies(office) == [("Sales", "hello", "Hey"), ("Support", "hello", "Ho")]
    assert "Say whose goes with `--team Sales`" in await office.says(KIM, "canned remove hello yes")
    await office.says(KIM, "canned remove hello --team Sales yes")
    assert await replies(office) == [("Support", "hello", "Ho")]


async def test_agents_see_them_and_leads_change_those_of_their_team(office: Scene) -> None:
    await office.says(KIM, "canned add hello Hi")
    assert "`!hello`: Hi" in await office.says(SAM, "canned list")
    assert "Only admins may change" in await office.says(SAM, "canned add hello Hey")
    assert "Only admins and the leads" in await office.says(SAM, "canned add --team Sales hello Hey")
    await office.says(KIM, "team lead Sales <@sam>")
    await office.says(SAM, "canned add --team Sales hello Hey")
    assert (await office.directory.canned.replies())[-1] == CannedReply(
        name="hello", text="Hey", team=TeamName("Sales")
    )
