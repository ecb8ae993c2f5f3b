"""Arguments of every shape: read as people mean them, and refused by name."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from bot.arrivals import ChannelMention, Mention
from bot.commands.grammar import Grammar
from bot.commands.parts import Parts
from bot.commands.row import FORCE, Argument, Asked, Kind, May, Misunderstood, Option, Row, Target
from bot.ids import Channel
from tests.commands.scene import EVE, KIM, SAM, command


async def nothing(_parts: Parts, _asked: Asked) -> str:
    return ""


def row(verb: str, *arguments: Argument) -> Row:
    return Row(noun="x", verb=verb, arguments=arguments, may=May.ANYONE, help="", example="", handler=nothing)


NAME, CONDITION = (
    Argument("NAME", Kind.NAME, "a name", "if"),
    Argument("CONDITION", Kind.REST, "when", "then"),
)
VIP, AT = Option("--vip", "goes first"), Option("--priority", "higher goes first", "N")
ROWS = (
    replace(row("add", NAME, CONDITION, Argument("TARGETS", Kind.TARGETS, "who")), options=(VIP, AT)),
    row("move", Argument("NAME", Kind.NAME, "a name"), Argument("N", Kind.NUMBER, "its place")),
    row("rename", Argument("OLD", Kind.NAME, "a name", "to"), Argument("NEW", Kind.NAME, "another")),
    row("capacity", Argument("@user", Kind.PERSON, "an agent"), Argument("N", Kind.NUMBER, "how many")),
    row("channel", Argument("NAME", Kind.NAME, "a name"), Argument("#channel", Kind.CHANNEL, "a channel")),
    row("list", Argument("WHO", Kind.PERSON, "an agent", optional=True)),
    row("say", Argument("LOCALE", Kind.WORD, "a language"), Argument("TEXT", Kind.REST, "a text")),
    row("invite", Argument("@user...", Kind.PEOPLE, "people")),
    replace(row("remove", Argument("NAME", Kind.NAME, "a name")), options=(FORCE,), asks=True),
)
GRAMMAR = Grammar({"x": ""}, ROWS)


def understood(line: str) -> Asked:
    typed = command(KIM, f"x {line}")
    parsed = GRAMMAR.parse(typed.words, KIM, typed.typed)
    assert isinstance(parsed, Asked), parsed
    return parsed


def problem(line: str) -> str:
    typed = command(KIM, f"x {line}")
    parsed = GRAMMAR.parse(typed.words, KIM, typed.typed)
    assert isinstance(parsed, Misunderstood), parsed
    return parsed.problem


@pytest.mark.parametrize(
    ("line", "texts"),
    [
        ("rename Tier 1 to Tier 2", {"OLD": "Tier 1", "NEW": "Tier 2"}),
        ('rename "Up to date" to Now', {"OLD": "Up to date", "NEW": "Now"}),
        ('rename "to" TO "to"', {"OLD": "to", "NEW": "to"}),
        ("say sv Hej!  Vi är\nborta", {"LOCALE": "sv", "TEXT": "Hej!  Vi är\nborta"}),
        ('say sv "Hej!"', {"LOCALE": "sv", "TEXT": '"Hej!"'}),
        ("capacity Sam Lee 5", {"@user": "Sam Lee"}),
        ("move Gold 2 3", {"NAME": "Gold 2"}),
        ("channel Tier 1 none", {"NAME": "Tier 1", "#channel": "none"}),
        ("list", {}),
        ("list Sam Lee", {"WHO": "Sam Lee"}),
    ],
)
def test_texts_are_cut_where_people_mean_it(line: str, texts: dict[str, str]) -> None:
    assert {**understood(line).texts, **texts} == understood(line).texts


def test_a_rule_is_cut_at_its_words() -> None:
    asked = understood(
        'add Big fish if plan is "if then"  and (country is SE) then agent <@sam>, team Tier 1 and Sales'
    )
    assert asked.texts == {"NAME": "Big fish", "CONDITION": 'plan is "if then"  and (country is SE)'}
    assert asked.targets == (Mention(SAM, "sam"), Target("Tier 1", "team"), Target("Sales"))


@pytest.mark.parametrize(
    ("typed", "targets"),
    [
        ("<@sam> <@eve>", (Mention(SAM, "sam"), Mention(EVE, "eve"))),
        ("agents <@sam> and <@eve>", (Mention(SAM, "sam"), Mention(EVE, "eve"))),
        ("me", (Mention(KIM),)),
        ('team "Research and Development"', (Target("Research and Development", "team"),)),
        (
            'team "Research and Development", agent Sam Lee',
            (Target("Research and Development", "team"), Target("Sam Lee", "agent")),
        ),
        ("Sales,Support", (Target("Sales,Support"),)),
    ],
)
def test_agents_and_teams_are_told_apart(typed: str, targets: tuple[Mention | Target, ...]) -> None:
    assert understood(f"add A if b then {typed}").targets == targets


def test_a_channel_is_a_value_of_its_own() -> None:
    asked = understood("channel Tier 1 <#help>")
    assert asked.texts == {"NAME": "Tier 1"}
    assert asked.channel == ChannelMention(Channel("slack:T1:C-help"), "help")


@pytest.mark.parametrize(
    ("line", "options"),
    [
        ("add A if b then me --vip", {"--vip": ""}),
        ("add A if b then me \u2014vip --priority 5", {"--vip": "", "--priority": "5"}),
        ("add A if b then me", {}),
        ("remove A --force yes", {"--force": "", "yes": ""}),
        ("remove A YES", {"yes": ""}),
    ],
)
def test_options_may_stand_anywhere_but_in_quotes(line: str, options: dict[str, str]) -> None:
    assert understood(line).options == options


def test_what_is_in_quotes_is_a_name_and_no_yes() -> None:
    asked = understood('remove "yes"')
    assert (asked.texts, asked.sure) == ({"NAME": "yes"}, False)


def test_the_line_is_kept_without_its_yes() -> None:
    assert understood("remove  Tier 1 --force yes").line == "x remove Tier 1 --force"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("move Gold two", "`two` is no whole number like 3. `N`: its place."),
        ("move Gold", "`N` is missing in `/livechat x move`: its place."),
        ("channel Sales", "`#channel` is missing in `/livechat x channel`: a channel."),
        ("rename Tier 1", "I expected the word `to` behind `Tier 1`."),
        ("rename to Tier 1", "`OLD` is missing in `/livechat x rename`: a name."),
        ("add A if b", "I expected the word `then` behind `b`."),
        ("add A if b then team", "Behind `team` a name is missing. `TARGETS`: who."),
        ("add A if b then team <@sam>", "`@sam` cannot be `TARGETS`: who."),
        ("add A if b then ,", "`,` cannot be `TARGETS`: who."),
        ("add A if b then me --vup", "I don't know `--vup`. Here there is `--vip` (goes first), `--priority N` (higher goes first)."),
        ("add A if b then me --priority", "`N` is missing behind `--priority`: higher goes first."),
        ("invite <&sales>", "`@sales` is a group. Name its people one by one: type `@` and pick each from the list. Or let it say who is in a team: `/livechat team members TEAM from @sales`"),
        ("invite <#help>", "`#help` cannot be `@user...`: people."),
        ("invite ,", "`,` cannot be `@user...`: people."),
        ("list @", "`@` cannot be `WHO`: an agent."),
        ("say <@sam> x", "`@sam` cannot be `LOCALE`: a language."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(line: str, said: str) -> None:
    assert problem(line) == said


def test_a_channel_that_was_not_picked_gets_the_remedy() -> None:
    assert problem("channel Sales #help").startswith(
        "I cannot tell which channel `#help` is. Type `#` and its name"
    )


def test_the_usage_shows_what_may_be_left_out() -> None:
    assert [one.usage for one in (ROWS[0], ROWS[5])] == [
        "x add NAME if CONDITION then TARGETS [--vip] [--priority N]",
        "x list [WHO]",
    ]
