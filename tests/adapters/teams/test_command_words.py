"""Commands as they are typed to the bot, cut into words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.teams.command_words import channel_at, cut
from bot.adapters.teams.said import Named, Said
from bot.adapters.teams.wire import Account
from bot.arrivals import ChannelMention, Mention
from bot.ids import Channel, Person


LINK = "https://teams.microsoft.com/l/channel/19%3Aabc%40thread.tacv2/General?groupId=1&tenantId={}"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        ("agent list", ["agent", "list"]),
        ("  agent\u00a0\n list ", ["agent", "list"]),
        ('rule add "two words" x', ["rule", "add", "two words", "x"]),
        ("rule add “curly quotes” x", ["rule", "add", "curly quotes", "x"]),
        ("it's fine", ["it's", "fine"]),
        ("say 'two words'", ["say", "two words"]),
        ('open "to the end', ["open", "to the end"]),
        ("agent add ann@example.com", ["agent", "add", "ann@example.com"]),
        ("\U00100001 x", ["x"]),
    ],
)
def test_words_are_cut_as_people_type_them(text: str, words: list[str]) -> None:
    assert [word for word, _ in cut(Said(text), "t1")] == words


def test_what_was_typed_is_kept_beside_each_word() -> None:
    pieces = cut(Said('rule add "two words"  x'), "t1")
    assert "".join(typed for _, typed in pieces) == 'rule add "two words"  x'


def test_people_and_channels_are_words_of_their_own() -> None:
    said = Said(
        "add @Ann Lee to @Help",
        named=(
            Named(4, 12, Account(id="29:ann", name="Ann  Lee")),
            Named(16, 21, Account(id="19:help@thread.tacv2", name="Help")),
        ),
    )
    assert cut(said, "t1") == (
        ("add", "add"),
        (Mention(Person("teams:t1:29:ann"), "Ann Lee"), " @Ann Lee"),
        ("to", " to"),
        (ChannelMention(Channel("teams:t1:19:help@thread.tacv2"), "Help"), " #Help"),
    )


def test_the_link_to_a_channel_names_it() -> None:
    channel = ChannelMention(Channel("teams:t1:19:abc@thread.tacv2"), "General")
    assert channel_at(LINK.format("t1"), "t1") == channel
    assert cut(Said(f"team channel sales {LINK.format('t1')}"), "t1")[-1][0] == channel


@pytest.mark.parametrize(
    "link",
    [
        LINK.format("another"),
        LINK.format("t1").replace("https", "http"),
        LINK.format("t1").replace("teams.microsoft.com", "teams.microsoft.com.evil.example"),
        LINK.format("t1").replace("%40thread.tacv2", "%40thread.v2"),
        LINK.format("t1").replace("19%3Aabc", "19%3Aa%2Fb"),
        "https://teams.microsoft.com/l/channel/",
        "https://teams.microsoft.com/l/channel/[",
        "19:abc@thread.tacv2",
    ],
)
def test_other_links_name_none(link: str) -> None:
    assert channel_at(link, "t1") is None


@given(st.text(max_size=60))
def test_any_text_is_cut_and_nothing_of_it_invented(text: str) -> None:
    for word, _ in cut(Said(text), "t1"):
        assert isinstance(word, str)
