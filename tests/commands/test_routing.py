"""Rules, accounts, holidays, fallback and settings by command, against the real store."""

from __future__ import annotations

import asyncio

import pytest

from bot.ids import TeamName
from bot.routing.pools import team_pool
from tests.commands.scene import EVE, KIM, SAM, Scene


@pytest.fixture
async def office(scene: Scene) -> Scene:
    """Kim is admin and in Sales, Sam in Support; rules send enterprise to Sales and everybody else to Support."""
    await scene.everybody_is_set_up()
    for line in (
        "team create Support",
        "team add Sales <@kim>",
        "team add Support <@sam>",
        "rule add Big ones if plan is enterprise then team Sales",
        "rule add Rest if always then team Support",
    ):
        await scene.says(KIM, line)
    return scene


async def order(office: Scene) -> list[str]:
    return [rule.name for rule in await office.directory.rules.rules()]


# --- rules


async def test_a_rule_is_gone_through_after_those_made_before_it(office: Scene) -> None:
    assert await order(office) == ["Big ones", "Rest"]


async def test_a_rule_of_higher_priority_goes_first(office: Scene) -> None:
    await office.says(KIM, "rule add First if locale is sv then agent <@sam> --priority 5")
    assert await order(office) == ["First", "Big ones", "Rest"]


async def test_a_rule_is_moved_also_over_one_of_another_priority(office: Scene) -> None:
    await office.says(KIM, "rule add First if locale is sv then agent <@sam> --priority 5")
    await office.says(KIM, "rule move Rest 1")
    assert await order(office) == ["Rest", "First", "Big ones"]


async def test_a_rule_is_moved_and_another_changed_at_the_same_time(office: Scene) -> None:
    for number in range(5):
        await asyncio.gather(
            office.says(KIM, f"rule move Rest {1 + number % 2}"),
            office.says(KIM, f"rule change Big ones if plan is p{number} then team Sales"),
        )
        assert f"`plan is p{number}`" in await office.says(KIM, "rule show Big ones")
        assert (await order(office))[number % 2] == "Rest"


async def test_marks_in_a_description_do_not_become_marks_of_the_answer(office: Scene) -> None:
    await office.says(KIM, 'rule add New if plan is x then team Sales --about "*now* `rm`"')
    assert "• now rm" in await office.says(KIM, "rule show New")


async def test_a_rule_may_be_named_by_its_number(office: Scene) -> None:
    assert (await office.says(KIM, "rule show 2")).startswith("*Rest*\n")


async def test_a_description_and_vip_are_kept_when_a_rule_is_changed(office: Scene) -> None:
    await office.says(KIM, 'rule add Gold if plan is gold then team Sales --vip --about "they pay most"')
    await office.says(KIM, "rule change Gold if plan is silver then team Support")
    answer = await office.says(KIM, "rule show gold")
    assert "if `plan is silver` then team *Support* (VIP)" in answer
    assert "they pay most" in answer
    await office.says(KIM, "rule change Gold if plan is silver then team Support --no-vip")
    assert "(VIP)" not in await office.says(KIM, "rule show gold")


async def test_a_rule_is_removed_only_with_a_yes(office: Scene) -> None:
    assert "Nothing is changed yet. To do it, type: `/livechat rule remove Rest yes`" in (
        await office.says(KIM, "rule remove Rest")
    )
    assert await order(office) == ["Big ones", "Rest"]
    await office.says(KIM, "rule remove Rest yes")
    assert await order(office) == ["Big ones"]


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("if plan is x then team Salse", "There is no team `Salse`. Did you mean *Sales*?"),
        ("if plan is x then Salse", "There is neither a team nor an agent called `Salse`. Did you mean *Sales*?"),
        ("if plan is x then agent Sam Leee", "No agent is called *Sam Leee*. Did you mean *Sam Lee*?"),
        ("if plan is x then <@eve>", "*eve* is not an agent yet. First type `/livechat agent add @eve`"),
        ("if plan iz x then team Sales", 'I expected how to compare "plan"'),
        ("if plan is x then team Sales --priority high", "`high` is no priority"),
        ("if plan is x then team Sales --vipp", "I don't know `--vipp`."),
    ],
)  # fmt: skip
async def test_a_rule_with_a_mistake_is_not_made_and_its_line_comes_back(
    office: Scene, typed: str, problem: str
) -> None:
    answer = await office.says(KIM, f"rule add New {typed}")
    assert answer.startswith(problem)
    assert f"You typed: `/livechat rule add New {typed.replace('<@eve>', '@eve')}`" in answer
    assert await order(office) == ["Big ones", "Rest"]


# --- rule test


async def test_the_rule_that_a_visitor_hits_is_named_with_why_those_before_did_not(office: Scene) -> None:
    assert await office.says(KIM, "rule test plan=free") == (
        "This visitor hits rule *Rest* and is sent to team *Support*.\n"
        "1. *Big ones*: no: it wants `plan is enterprise`, but plan is `free`\n"
        "2. *Rest*: yes, and somebody is available"
    )


async def test_a_rule_whose_agents_are_away_is_passed_over(office: Scene) -> None:
    await office.says(KIM, "away")
    assert await office.says(KIM, "rule test plan=enterprise") == (
        "This visitor hits rule *Rest* and is sent to team *Support*.\n"
        "1. *Big ones*: yes, but nobody of team *Sales* is available now\n"
        "2. *Rest*: yes, and somebody is available"
    )


async def test_a_team_outside_of_its_hours_is_passed_over(office: Scene) -> None:
    await office.says(KIM, "team hours Sales daily 9:00-17:00")
    answer = await office.says(KIM, "rule test plan=enterprise at=2026-11-23T08:00")
    assert "1. *Big ones*: yes, but nobody of team *Sales* is available now" in answer
    assert "hits rule *Big ones*" in await office.says(KIM, "rule test plan=enterprise at=2026-11-23T10:00")


async def test_a_visitor_of_no_rule_gets_the_fallback_message(office: Scene) -> None:
    await office.says(KIM, "rule remove Rest yes")
    assert await office.says(KIM, "rule test email=ada@acme.com") == (
        "This visitor qualifies for no rule: they get the fallback message at once.\n"
        "1. *Big ones*: no: it wants `plan is enterprise`, but plan is not known"
    )


async def test_an_account_is_told_before_the_rules(office: Scene) -> None:
    await office.says(KIM, "account add acme.com <@sam>")
    answer = await office.says(KIM, "rule test email=ada@ACME.com")
    assert answer.startswith("Before any rule *Sam Lee* is asked: `acme.com` is an account of theirs.\n")


async def test_hours_and_moments_are_judged_in_the_time_zone_of_the_site(office: Scene) -> None:
    await office.says(KIM, "setting set time_zone Asia/Tokyo")
    await office.says(KIM, "rule change Big ones if time is less than 12:00 then team Sales")
    assert "hits rule *Big ones*" in await office.says(KIM, "rule test at=2026-12-24T11:59")
    assert "hits rule *Rest*" in await office.says(KIM, "rule test at=2026-12-24T12:01")


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("plan", "`plan` says nothing of a visitor."),
        ("plan=", "`plan=` says nothing of a visitor."),
        ("=x", "`=x` names no attribute."),
        ("at=noon", "`noon` is no moment."),
    ],
)
async def test_what_says_nothing_of_a_visitor_is_named(office: Scene, typed: str, problem: str) -> None:
    assert (await office.says(KIM, f"rule test {typed}")).startswith(problem)


# --- accounts


@pytest.mark.parametrize("typed", ["acme.com", "@acme.com", "ACME.com", "ada@acme.com", "https://acme.com/"])
async def test_a_domain_is_read_however_it_is_typed(office: Scene, typed: str) -> None:
    await office.says(KIM, f"account add {typed} team Sales")
    assert await office.directory.accounts.accounts() == {"acme.com": team_pool(TeamName("Sales"))}


async def test_a_list_is_taken_whole_or_not_at_all(office: Scene) -> None:
    answer = await office.says(KIM, "account import a.com,Sales\nb.com,Nobody\nc,Sales")
    assert answer.startswith("Nothing was imported. Mend these lines first:\nline 2: ")
    assert await office.directory.accounts.accounts() == {}
    await office.says(KIM, "account import a.com,Sales\nb.com,Sam Lee")
    assert sorted(await office.directory.accounts.accounts()) == ["a.com", "b.com"]


async def test_an_account_has_one_target(office: Scene) -> None:
    answer = await office.says(KIM, "account add a.com Sales, Support")
    assert answer.startswith("An account is sent to one agent or one team.")


# --- holidays


@pytest.mark.parametrize(
    ("typed", "shown"), [("12-24 Eve", "`12-24` *Eve*"), ("24 december 2026 Eve", "`2026-12-24` *Eve*")]
)
async def test_a_holiday_is_added_and_removed(office: Scene, typed: str, shown: str) -> None:
    await office.says(KIM, f"holiday add {typed}")
    assert shown in await office.says(KIM, "holidays")
    await office.says(KIM, "holiday remove eve")
    assert (await office.says(KIM, "holidays")).startswith("There are no holidays.")


# --- fallback and settings


async def test_texts_keep_their_line_breaks_and_blanks(office: Scene) -> None:
    await office.says(KIM, "fallback set sv Hej!\n\nVi  är borta.")
    assert (await office.directory.settings.settings()).fallback == {"sv": "Hej!\n\nVi  är borta."}


async def test_the_text_of_one_language_is_taken_away_and_the_others_stay(office: Scene) -> None:
    await office.says(KIM, "fallback set sv Hej")
    await office.says(KIM, "fallback set all Sorry")
    await office.says(KIM, "fallback reset sv")
    assert (await office.directory.settings.settings()).fallback == {"": "Sorry"}
    await office.says(KIM, "fallback reset")
    assert (await office.directory.settings.settings()).fallback == {}


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("wait_limit 2 min", "`wait_limit` is 120 seconds now. It was 300 seconds."),
        ("queue off", "`queue` is off now. It was on."),
        ("Accept-Window 60", "`accept_window` is 60 seconds now. It was 100 seconds."),
        ("capacity 5", "`capacity` was 5 already."),
        ("missed_channel <#help>", "`missed_channel` is *#help* on Slack now. It was none."),
    ],
)
async def test_a_setting_is_changed_and_its_former_value_told(office: Scene, typed: str, answer: str) -> None:
    assert await office.says(KIM, f"setting set {typed}") == answer


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("wait_limit 5", 'wait_limit is 10 to 500 seconds, not "5".'),
        ("wait_limt 50", 'There is no setting "wait_limt". Did you mean "wait_limit"?'),
        ("missed_channel help", "`missed_channel` is a channel"),
        ("missed_channel <#secret>", "I am not in *#secret*."),
        ("capacity <#help>", "`capacity` is 1 to 10, and no channel."),
        ("fallback Hello", "`fallback` has a command of its own: `/livechat help fallback set`"),
    ],
)
async def test_a_setting_that_cannot_be_is_refused_with_the_remedy(
    office: Scene, typed: str, problem: str
) -> None:
    before = await office.directory.settings.settings()
    assert (await office.says(KIM, f"setting set {typed}")).startswith(problem)
    assert await office.directory.settings.settings() == before


@pytest.mark.parametrize("verb", ["list", "show"])
async def test_one_setting_is_shown_alone(office: Scene, verb: str) -> None:
    assert (await office.says(KIM, f"setting {verb} wait-limit")).startswith("`wait_limit` is 300 seconds. ")
    assert "Did you mean" in await office.says(KIM, f"setting {verb} wait_limt")
    assert (await office.says(KIM, f"setting {verb}")).count("\n") > 10


# --- what published dialogues name


@pytest.mark.parametrize("typed", ["team delete Sales", "team rename Sales to Deals"])
async def test_what_a_published_dialogue_names_goes_only_by_force(office: Scene, typed: str) -> None:
    office.published.named = {team_pool(TeamName("Sales")): ("welcome, card chat",)}
    answer = await office.says(KIM, f"{typed} yes" if "delete" in typed else typed)
    assert answer.startswith("*Sales* is named in published dialogues: `welcome, card chat`.")
    assert f"`/livechat {typed} --force`" in answer
    assert "Sales" in {one.team.name for one in await office.directory.teams.teams()}
    await office.says(KIM, f"{typed} --force yes" if "delete" in typed else f"{typed} --force")
    assert "Sales" not in {one.team.name for one in await office.directory.teams.teams()}


# --- hours


async def test_leads_set_the_hours_of_their_own_team_only(office: Scene) -> None:
    await office.says(KIM, "team lead Support <@sam>")
    assert (await office.says(SAM, "team hours Support mon-fri 9-17")).startswith(
        "Hours of team *Support* are now:"
    )
    assert (await office.says(SAM, "team hours Sales mon-fri 9-17")).startswith("Only admins and the leads")
    assert (await office.says(SAM, "team hours Sales")).startswith("Hours of team *Sales*: always.")


async def test_nobody_sets_the_hours_of_others_but_admins(office: Scene) -> None:
    assert (await office.says(SAM, "agent hours <@kim> closed")).startswith(
        "Only admins set the hours of others."
    )
    assert (await office.says(KIM, "agent hours Sam Lee closed")).startswith(
        "*Sam Lee*'s hours are now: `closed`"
    )
    assert (await office.says(SAM, "status")) == "You are away, by your hours, 0 of 5 chats."


async def test_leads_see_and_switch_the_agents_of_their_team(office: Scene) -> None:
    await office.says(KIM, "team lead Support <@sam>")
    await office.says(KIM, "agent add <@eve>")
    await office.says(KIM, "team add Support <@eve>")
    assert await office.says(SAM, "away <@eve>") == "*Eve Olsson* is *away*: no new chat comes to them."
    assert "*Eve Olsson*: away, set by an admin or a lead, 0 of 5 chats" in await office.says(SAM, "status")
    assert "Kim Berg" not in await office.says(SAM, "status")
    assert (await office.says(SAM, "away <@kim>")).startswith("Only admins and the leads of their teams")
    assert (await office.says(EVE, "available")) == "You are *available*: new chats may come to you."
