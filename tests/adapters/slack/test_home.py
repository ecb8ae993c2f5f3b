"""The Home tab as blocks: whatever a visitor is called, however many there are, Slack takes it and reads nothing into it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.slack.home import view
from bot.home import Home, HomeAction, HomeChat, HomeWaiter
from bot.ids import ThreadRef
from tests.fake_slack import blocks


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)
chats = st.builds(
    HomeChat, words, words, st.integers(0, 2**41), st.none() | st.just(ThreadRef("slack:T:D/1"))
)
homes = st.builds(
    Home,
    heading=words,
    action=st.none() | st.sampled_from(HomeAction),
    places=words,
    chats=st.lists(chats, max_size=60).map(tuple),
    waiters=st.lists(st.builds(HomeWaiter, words, st.integers(0, 2**41)), max_size=10).map(tuple),
    waiting=st.integers(0, 99),
    hours=words,
    today=st.lists(st.tuples(words, words), min_size=1, max_size=5).map(tuple),
)


@given(homes)
def test_slack_takes_any_home(home: Home) -> None:
    made = view(home, {ThreadRef("slack:T:D/1"): "https://acme.slack.com/archives/D/p1"})
    assert blocks.problems(made["blocks"], "home") == []


def test_what_visitors_call_themselves_is_not_read_as_markup() -> None:
    evil = "<!channel> <https://evil.example|click>"
    made = view(
        Home(
            heading="You are available.",
            action=HomeAction.AWAY,
            chats=(HomeChat(evil, "talks with you", 0, None),),
            waiters=(HomeWaiter(evil, 0),),
            waiting=1,
            hours="always",
            today=(("Chats", "1"),),
        ),
        {},
    )
    assert "<!channel>" not in str(made)
    assert "<https" not in str(made)
