"""What follows /livechat, cut into words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.slack.command_words import cut
from bot.adapters.slack.identity import Me
from bot.arrivals import ChannelMention, GroupMention, Mention, Word
from bot.ids import Channel, Person, group


ME = Me("T1", "U0BOT", "B0BOT")
BOB = Mention(Person("slack:T1:U1BOB"), "bob")


def words(typed: str) -> tuple[Word, ...]:
    return tuple(word for word, _ in cut(typed, ME))


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("", ()),
        ("  agent   list ", ("agent", "list")),
        ("agent add <@U1BOB|bob>", ("agent", "add", BOB)),
        ("agent add <@U1BOB|bob><@U1BOB|bob>", ("agent", "add", BOB, BOB)),
        ("agent add <@U1BOB>", ("agent", "add", Mention(Person("slack:T1:U1BOB")))),
        ("agent add @bob", ("agent", "add", "@bob")),
        ('team create "First Line"', ("team", "create", "First Line")),
        ("team create “First Line”", ("team", "create", "First Line")),
        ("team create „First Line“", ("team", "create", "First Line")),
        ("team create 'First Line'", ("team", "create", "First Line")),
        ("team create \u2018First Line\u2019", ("team", "create", "First Line")),
        ('team create "First Line', ("team", "create", "First Line")),
        ('team create ""', ("team", "create", "")),
        ("team create O\u2019Brien's", ("team", "create", "O'Brien's")),
        ('if plan="gold team" then', ("if", "plan=gold team", "then")),
        ("team create R&amp;D &lt;3", ("team", "create", "R&D", "<3")),
        ("account add <http://a.example|a.example>", ("account", "add", "a.example")),
        (
            "team channel X <#C1|general>",
            ("team", "channel", "X", ChannelMention(Channel("slack:T1:C1"), "general")),
        ),
        (
            "team add X <!subteam^S1|@x>",
            ("team", "add", "X", GroupMention("x", group("slack", ME.team, "S1"))),
        ),
        ("team add X <!subteam^S1>", ("team", "add", "X", GroupMention("", group("slack", ME.team, "S1")))),
        ("account add <mailto:ada@a.example|ada@a.example>", ("account", "add", "ada@a.example")),
        ("set sv Hej :wave: 9:00", ("set", "sv", "Hej", "\U0001f44b", "9:00")),
        ("a\nb\tc", ("a", "b", "c")),
        ("set payload x", ("set", "payload", "x")),
    ],
)
def test_commands_are_split_as_people_mean_them(typed: str, read: tuple[Word, ...]) -> None:
    assert words(typed) == read


@given(st.text(alphabet="<>@#!|U1\"'“\u2019 a\n") | st.text())
def test_nothing_that_can_be_typed_breaks_it(typed: str) -> None:
    for word in words(typed):
        assert isinstance(word, Word)


@given(st.lists(st.text(st.characters(categories=["L", "N"]), min_size=1)))
def test_plain_words_come_back_as_they_were(typed: list[str]) -> None:
    assert words(" ".join(typed)) == tuple(typed)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("if  plan is “gold  team”\nthen", 'if  plan is "gold  team"\nthen'),
        ("then agent <@U1BOB|bob>, team 'Tier 1'", "then agent @bob, team 'Tier 1'"),
        ("to <#C1|general>now", "to #generalnow"),
        ("R&amp;D <http://a.example|a.example>", "R&D a.example"),
    ],
)
def test_the_words_as_they_were_typed_are_the_line_again(typed: str, kept: str) -> None:
    assert "".join(piece for _, piece in cut(typed, ME)) == kept
