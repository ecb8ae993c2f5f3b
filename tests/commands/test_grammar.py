"""What words mean: understood, misunderstood, or a wish for help."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.arrivals import Mention
from bot.commands.commands import GRAMMAR
from bot.commands.grammar import Grammar
from bot.commands.help import help_text, misunderstood_text
from bot.commands.row import Argument, Asked, HelpWanted, Misunderstood, Row
from bot.commands.wording import typed_command
from bot.errors import OurMistake
from bot.ids import Person
from tests.commands.scene import EVE, KIM, SAM, user, words


def understood(line: str) -> Asked:
    parsed = GRAMMAR.parse(words(line), KIM)
    assert isinstance(parsed, Asked), parsed
    return parsed


def misunderstood(line: str) -> Misunderstood:
    parsed = GRAMMAR.parse(words(line), KIM)
    assert isinstance(parsed, Misunderstood), parsed
    return parsed


def example(row: Row) -> str:
    """The row's example, with people and channels picked from the list."""
    return (
        re.sub(r"([@#][a-z]+)", r"<\1>", row.example)
        if "@sam" in row.example or "#" in row.example
        else row.example
    )


def help_topic(line: str) -> str:
    parsed = GRAMMAR.parse(words(line), KIM)
    assert isinstance(parsed, HelpWanted), parsed
    return parsed.topic if isinstance(parsed.topic, str) else parsed.topic.phrase


@pytest.mark.parametrize(
    ("typed", "phrase"),
    [
        ("agent add <@sam>", "agent add"),
        ("AGENT Add <@sam>", "agent add"),
        ("agents add <@sam>", "agent add"),
        ("add agent <@sam>", "agent add"),
        ("add agents <@sam> <@eve>", "agent add"),
        ("/livechat agent add <@sam>", "agent add"),
        ("agent delete <@sam>", "agent remove"),
        ("agent list", "agent list"),
        ("agents", "agent list"),
        ("list agents", "agent list"),
        ("team create Sales", "team create"),
        ("create team Sales", "team create"),
        ("teams", "team list"),
        ("team show Sales", "team show"),
        ("available", "available"),
        ("Online", "available"),
        ("offline", "away"),
        ("status", "status"),
        ("check", "check"),
        ("admin claim 7QF2-K9TD", "admin claim"),
        ("admins", "admin list"),
    ],
)
def test_a_command_is_understood_however_people_put_it(typed: str, phrase: str) -> None:
    assert understood(typed).row.phrase == phrase


@pytest.mark.parametrize(
    ("typed", "topic"),
    [
        ("", ""),
        ("help", ""),
        ("?", ""),
        ("HELP", ""),
        ("/livechat", ""),
        ("agent", "agent"),
        ("team", "team"),
        ("help agent", "agent"),
        ("agents help", "agent"),
        ("agent ?", "agent"),
        ("help agent add", "agent add"),
        ("agent add help", "agent add"),
        ("team create help", "team create"),
        ("help away", "away"),
        ("help online", "available"),
        ("status -h", "status"),
        ("hours help", "hours"),
        ("help queue take", "queue take"),
        ("help rule add", "rule add"),
    ],
)
def test_help_is_found_at_every_level(typed: str, topic: str) -> None:
    assert help_topic(typed) == topic


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [
        ("agnet add <@sam>", "agent add"),
        ("agent ad <@sam>", "agent add"),
        ("agent ist", "agent list"),
        ("agent remvoe <@sam>", "agent remove"),
        ("tema create Sales", "team create"),
        ("taem list", "team list"),
        ("avialable", "available"),
        ("awya", "away"),
        ("statsu", "status"),
        ("chekc", "check"),
        ("admin clam 1234", "admin claim"),
        ("help agnet add", "agent add"),
    ],
)
def test_a_slip_gets_the_nearest_command(typed: str, nearest: str) -> None:
    said = misunderstood(typed)
    assert said.guessed
    assert said.row is not None
    assert said.row.phrase == nearest


def test_what_is_like_nothing_gets_no_guess() -> None:
    said = misunderstood("pizza now")
    assert said.row is None
    assert (
        misunderstood_text(GRAMMAR, said)
        == "I don't know `/livechat pizza now`. `/livechat help` lists what I know."
    )


def test_an_unknown_verb_of_a_known_noun_gets_what_can_be_said_of_that_noun() -> None:
    assert misunderstood_text(GRAMMAR, misunderstood("canned dance")).splitlines() == [
        "I don't know `/livechat canned dance`. This is what I know:",
        *(f"• {typed_command(row.usage)}" for row in GRAMMAR.rows_of("canned")),
        "`/livechat help canned` tells more about them.",
    ]


@pytest.mark.parametrize("typed", ["setting accept_window 5", "setting acept_window banana"])
def test_who_left_out_the_verb_reads_where_it_stands(typed: str) -> None:
    assert "\n• `/livechat setting set NAME VALUE`\n" in misunderstood_text(GRAMMAR, misunderstood(typed))


def test_a_person_alone_is_no_command() -> None:
    assert misunderstood("<@sam>").problem == "I don't know `/livechat @sam`."


def test_a_misunderstanding_says_what_was_typed_what_was_meant_and_how_it_is_typed() -> None:
    assert misunderstood_text(GRAMMAR, misunderstood("agnet add <@sam>")) == (
        "I don't know `/livechat agnet add @sam`. Did you mean `/livechat agent add`?\n"
        "Usage: `/livechat agent add @user...`\n"
        "Example: `/livechat agent add @sam @kim`"
    )


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        (
            "agent add",
            "`@user...` is missing in `/livechat agent add`: people, each with @ before the name, or like desk:sam if they are elsewhere.",
        ),
        (
            "agent remove",
            "`@user` is missing in `/livechat agent remove`: an agent, with @ before the name.",
        ),
        ("team create", "`NAME` is missing in `/livechat team create`: the name of the new team."),
        ("team add <@sam>", "`TEAM` is missing in `/livechat team add`: the name of the team."),
        (
            "team add Sales",
            "`@user...` is missing in `/livechat team add`: people, each with @ before the name, or like desk:sam if they are elsewhere.",
        ),
        (
            "admin claim",
            "`CODE` is missing in `/livechat admin claim`: the one-time code from the log of Threadline's start.",
        ),
    ],
)
def test_a_missing_argument_is_named(typed: str, problem: str) -> None:
    assert misunderstood(typed).problem == problem


@pytest.mark.parametrize(
    ("typed", "extra"),
    [
        ("status now please", "now please"),
        ("agent list <@sam>", "@sam"),
        ("team create Sales <@sam>", "@sam"),
        ("admin claim one two", "two"),
        ("agent show <@sam> <@eve>", "@eve"),
    ],
)
def test_what_is_too_much_is_named(typed: str, extra: str) -> None:
    assert misunderstood(typed).problem == f"I did not expect `{extra}` there."


@pytest.mark.parametrize("typed", ["agent add bob", "agent add <@sam> bob", "agent add desk:bob bob"])
def test_a_name_that_did_not_become_a_person_gets_the_remedy(typed: str) -> None:
    assert "and if a list opens while you type, pick it there." in misunderstood(typed).problem


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("agent add @bob", ("bob",)),
        ("agent add @Ann Lee, @Bob", ("Ann Lee", "Bob")),
        ("agent add @Ann Lee teams:bob@example.com", ("Ann Lee", "teams:bob@example.com")),
        ("agent add @Ann Lee bob@example.com", ("Ann Lee", "slack:bob@example.com")),
        ("agent add @Ann Lee and <@sam> teams:bob@example.com", ("Ann Lee", "teams:bob@example.com")),
        ("team add Big Sales @Ann Lee", ("Ann Lee",)),
        ("team add Big Sales desk:ann", ("desk:ann",)),
        ("team add Big Sales bob@example.com", ("slack:bob@example.com",)),
        ("agent add bob@example.com, eve@example.com", ("slack:bob@example.com", "slack:eve@example.com")),
    ],
)
def test_people_elsewhere_are_named_by_name_or_address(typed: str, named: tuple[str, ...]) -> None:
    asked = understood(typed)
    assert asked.named == named
    assert asked.texts.get("TEAM", "Big Sales") == "Big Sales"


def test_people_are_taken_once_each_in_the_order_typed() -> None:
    people = understood("agent add <@sam> , <@eve> and <@sam> me").people
    assert [mention.person for mention in people] == [SAM, EVE, KIM]


def test_a_team_may_have_several_words() -> None:
    asked = understood("team add Tier  1 <@sam>")
    assert asked.texts == {"TEAM": "Tier 1"}
    assert [mention.person for mention in asked.people] == [SAM]


def test_an_agent_may_be_named_by_words() -> None:
    assert understood("agent remove @Sam Lee").texts == {"@user": "Sam Lee"}


def test_half_a_character_is_replaced_before_it_reaches_the_store_or_the_answer() -> None:
    parsed = GRAMMAR.parse(("admin", "claim", "\ud83d"), KIM)
    assert isinstance(parsed, Asked)
    assert parsed.texts == {"CODE": "\ufffd"}
    assert misunderstood("\ud83d").problem == "I don't know `/livechat \ufffd`."


def test_the_case_of_a_name_is_kept() -> None:
    assert understood("TEAM CREATE VIP Support").texts == {"NAME": "VIP Support"}


def test_every_example_in_the_table_is_understood_as_its_own_row() -> None:
    for row in GRAMMAR.rows:
        assert understood(example(row)).row is row


def test_every_other_wording_in_the_table_leads_to_its_row() -> None:
    for row in GRAMMAR.rows:
        for other in row.also:
            parsed = GRAMMAR.parse(words(other), KIM)
            assert isinstance(parsed, (Asked, Misunderstood))
            assert parsed.row is row


def test_every_noun_has_a_line_in_the_overview_and_every_line_a_command() -> None:
    assert set(GRAMMAR.nouns) == {row.noun for row in GRAMMAR.rows}


def test_a_text_may_end_with_the_word_help() -> None:
    assert understood("fallback set all Write to us for help").texts["TEXT"] == "Write to us for help"
    assert understood("team create Self help").texts == {"NAME": "Self help"}


def test_two_rows_with_the_same_phrase_are_our_mistake() -> None:
    double = replace(GRAMMAR.rows[-1], also=("agent add",))
    with pytest.raises(OurMistake, match="means both"):
        Grammar({}, [GRAMMAR.rows[0], double])


WORDS = st.one_of(
    st.text(max_size=12),
    st.text(st.characters(), max_size=3),
    st.sampled_from([word for row in GRAMMAR.rows for word in row.example.split()]),
    st.sampled_from(["help", "?", "and", "me", "@", "/livechat", "`", "*", ""]),
    st.builds(lambda name: Mention(user("x"), name), st.text(max_size=5)),
)


@given(st.lists(WORDS, max_size=6))
def test_whatever_is_typed_gets_an_answer_and_never_an_error(typed: list[str | Mention]) -> None:
    match GRAMMAR.parse(typed, KIM):
        case HelpWanted() as wanted:
            assert help_text(GRAMMAR, wanted)
        case Misunderstood() as said:
            assert misunderstood_text(GRAMMAR, said).count("`") % 2 == 0
        case Asked() as asked:
            assert all(_is_there(asked, argument) for argument in asked.row.arguments)


def _is_there(asked: Asked, argument: Argument) -> bool:
    others = (asked.people, asked.words, asked.channel, asked.targets)
    return argument.optional or argument.label in {**asked.texts, **asked.numbers} or any(others)


@pytest.mark.parametrize(
    ("caller", "how"), [("slack:T1:U1", "Type `#` and its name"), ("teams:t1:29:ann", "Get link to channel")]
)
def test_how_a_channel_is_named_depends_on_where_it_is_typed(caller: str, how: str) -> None:
    said = GRAMMAR.parse(("team", "channel", "Sales", "#sales"), Person(caller))
    assert isinstance(said, Misunderstood)
    assert how in said.problem
