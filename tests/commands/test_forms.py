"""Commands that ask by a form: the form is made, what is wrong is said by field, and what is right is carried out."""

from __future__ import annotations

import pytest

from bot.arrivals import FormSubmitted
from bot.commands.forms import FORMS
from bot.forms import LABEL, TITLE, YES, ChoiceField, Done, Field, Form, FormAnswer, FormId, Problems, Words
from bot.ids import Person
from bot.submitted_forms import GONE
from tests.commands.scene import EVE, KIM, NOW, SAM, Scene, command


@pytest.fixture
async def office(scene: Scene) -> Scene:
    await scene.everybody_is_set_up()
    return scene


async def form(office: Scene, line: str, who: Person = KIM) -> Form:
    asked = await office.commands.form_for(command(who, line))
    assert isinstance(asked, Form), asked
    return asked


async def fills(office: Scene, which: str, who: Person = KIM, **values: str | tuple[str, ...]) -> FormAnswer:
    """Submit a form."""
    given = {field: (value,) if isinstance(value, str) else value for field, value in values.items()}
    submitted = FormSubmitted(
        person=who, at=NOW, form=FormId(f"command/{which}"), state="", values=given, sent=NOW
    )
    return await office.commands.submit(submitted)


def fields(shown: Form) -> dict[str, Field]:
    return {part.name: part for part in shown.parts if isinstance(part, Field)}


@pytest.mark.parametrize("line", sorted(FORMS))
async def test_a_command_typed_alone_opens_its_form_and_with_words_behind_it_does_not(
    office: Scene, line: str
) -> None:
    shown = await form(office, line)
    assert shown.id == f"command/{line.replace(' ', '-')}"
    assert len(shown.title) <= TITLE
    assert len(shown.submit) <= TITLE
    assert all(len(field.label) <= LABEL and len(field.hint) <= LABEL for field in fields(shown).values())
    assert await office.commands.form_for(command(KIM, f"{line} x y")) is None


@pytest.mark.parametrize("line", ["team", "team creat", "help", "agent list", "rule show", ""])
async def test_other_lines_open_none(office: Scene, line: str) -> None:
    assert await office.commands.form_for(command(KIM, line)) is None


@pytest.mark.parametrize("line", sorted(set(FORMS) - {"hours edit"}))
async def test_forms_are_only_for_those_who_may(office: Scene, line: str) -> None:
    assert "Only admins may do this." in str(await office.commands.form_for(command(SAM, line)))
    answer = await fills(office, line.replace(" ", "-"), SAM, name="Deals", list="a.example,Sales", text="x")
    assert isinstance(answer, Done)
    assert "Only admins may do this." in answer.told


async def test_a_form_that_nobody_knows_does_nothing(office: Scene) -> None:
    assert await fills(office, "agent-add", name="x") == Done(GONE)


async def test_a_team_is_created_with_its_members_once(office: Scene) -> None:
    shown = fields(await form(office, "team create"))["members"]
    assert isinstance(shown, ChoiceField)
    assert [option.text for option in shown.options] == ["Kim Berg", "Sam Lee"]
    chosen = tuple(option.value for option in shown.options)
    answer = await fills(office, "team-create", name="Deals", members=chosen)
    assert isinstance(answer, Done)
    assert "2 of those you chose are in it now." in answer.told
    assert isinstance(await fills(office, "team-create", name="Deals", members=chosen), Done)
    teams = {str(one.team.name): one.members for one in await office.directory.teams.teams()}
    assert teams["Deals"] == ("slack-T1-kim", "slack-T1-sam")


async def test_a_team_name_that_cannot_be_typed_is_said_at_its_field(office: Scene) -> None:
    answer = await fills(office, "team-create", name="!!!")
    assert answer == Problems({"name": "A name needs at least one letter or digit."})


async def test_a_rule_is_added_as_if_it_had_been_typed(office: Scene) -> None:
    targets = fields(await form(office, "rule add"))["targets"]
    assert isinstance(targets, ChoiceField)
    assert [option.text for option in targets.options] == ["Team Sales", "Kim Berg", "Sam Lee"]
    answer = await fills(
        office,
        "rule-add",
        name="Big ones",
        condition="plan is enterprise",
        targets=(targets.options[0].value, targets.options[2].value),
        priority="5",
        vip=YES,
    )
    assert isinstance(answer, Done)
    [rule] = await office.directory.rules.rules()
    assert (rule.name, rule.targets, rule.priority, rule.vip) == (
        "Big ones",
        ("team:sales", "agent:slack-T1-sam"),
        5,
        True,
    )


async def test_everything_that_is_wrong_with_a_rule_is_said_at_its_field(office: Scene) -> None:
    answer = await fills(
        office, "rule-add", name="!", condition="plan iz x", targets=("team:Sales",), priority="many"
    )
    assert isinstance(answer, Problems)
    assert set(answer.fields) == {"name", "condition", "priority"}
    assert not await office.directory.rules.rules()


async def test_a_rule_of_a_name_that_there_is_is_refused_at_the_name(office: Scene) -> None:
    await office.says(KIM, "rule add All if always then team Sales")
    answer = await fills(office, "rule-add", name="All", condition="always", targets=("team:Sales",))
    assert isinstance(answer, Problems)
    assert "There is a rule All already." in answer.fields["name"]


async def test_while_there_is_nobody_a_rule_says_so_instead_of_asking(scene: Scene) -> None:
    await scene.is_admin(KIM)
    assert "nobody to send visitors to" in str(await scene.commands.form_for(command(KIM, "rule add")))


async def test_a_list_of_accounts_says_first_what_it_would_change(office: Scene) -> None:
    typed = "acme.com,Sales\nexample.org,Sam Lee"
    again = await fills(office, "account-import", list=typed)
    assert isinstance(again, Form)
    [told] = [part.text for part in again.parts if isinstance(part, Words)]
    assert told == "2 accounts of 2 would be new or changed, 0 are so already. Nothing is changed yet."
    assert getattr(fields(again)["list"], "initial", "") == typed
    assert await office.directory.accounts.accounts() == {}
    assert isinstance(await fills(office, "account-import", list=typed, apply=YES), Done)
    assert len(await office.directory.accounts.accounts()) == 2


async def test_bad_lines_of_a_list_are_named_and_left_out_only_where_that_is_wanted(office: Scene) -> None:
    typed = "acme.com,Sales\nnonsense,Sales\nexample.org,Nobody"
    answer = await fills(office, "account-import", list=typed, apply=YES)
    assert isinstance(answer, Problems)
    assert "line 2: " in answer.fields["list"]
    assert "line 3: " in answer.fields["list"]
    assert await office.directory.accounts.accounts() == {}
    planned = await fills(office, "account-import", list=typed, skip=YES)
    assert isinstance(planned, Form)
    done = await fills(office, "account-import", list=typed, skip=YES, apply=YES)
    assert isinstance(done, Done)
    assert "2 lines left out:" in done.told
    assert await office.directory.accounts.accounts() == {"acme.com": "team:sales"}


async def test_a_typed_list_can_be_checked_and_bad_lines_left_out(office: Scene) -> None:
    lines = "acme.com,Sales\nnonsense,Sales"
    assert "Mend these lines, or leave them out:" in await office.says(KIM, f"account import --check {lines}")
    checked = await office.says(KIM, f"account import --check --skip {lines}")
    assert "1 account of 1 would be new or changed" in checked
    assert await office.directory.accounts.accounts() == {}
    assert "1 line left out:" in await office.says(KIM, f"account import --skip {lines}")
    assert await office.directory.accounts.accounts() == {"acme.com": "team:sales"}


async def test_the_fallback_message_is_changed_from_what_it_is(office: Scene) -> None:
    shown = fields(await form(office, "fallback edit"))
    assert "Sorry" in getattr(shown["text"], "initial", "")
    assert isinstance(await fills(office, "fallback-edit", locale="all", text="Come back later."), Done)
    assert (await office.directory.settings.settings()).fallback == {"": "Come back later."}
    answer = await fills(office, "fallback-edit", locale="?", text="x")
    assert isinstance(answer, Problems)
    assert list(answer.fields) == ["locale"]


async def test_hours_are_changed_from_what_they_are_by_whoever_has_them(office: Scene) -> None:
    assert getattr(fields(await form(office, "hours edit", SAM))["hours"], "initial", "") == "none"
    assert isinstance(await fills(office, "hours-edit", SAM, hours="mon-fri 9-17"), Done)
    assert "mon-fri" in getattr(fields(await form(office, "hours edit", SAM))["hours"], "initial", "")
    answer = await fills(office, "hours-edit", SAM, hours="mon-fry 9-17")
    assert isinstance(answer, Problems)
    assert 'Did you mean "friday"?' in answer.fields["hours"]


async def test_who_is_no_agent_has_no_hours_to_edit(office: Scene) -> None:
    assert isinstance(await office.commands.form_for(command(EVE, "hours edit")), str)


async def test_where_no_form_can_be_shown_it_is_said_how_it_is_typed(office: Scene) -> None:
    assert "`/livechat fallback set all" in await office.says(KIM, "fallback edit")
    assert "`/livechat hours mon-fri" in await office.says(SAM, "hours edit")
