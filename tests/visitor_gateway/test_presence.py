"""How visitors are is gathered in memory, and told once a second at most, however much they do."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import StoreUnavailable
from bot.events import Page
from bot.ids import ConversationId
from bot.ports import VisitorSignal
from bot.relay.signalling import Heard
from visitor_gateway.presence import AGAIN, PAGE_PAUSE, TYPING, Presence


C = ConversationId("c1")
HOME, PRICING = Page(url="https://shop.example/"), Page(url="https://shop.example/pricing")


class Agents:
    """Writes down what is told."""

    def __init__(self) -> None:
        self.told: list[VisitorSignal] = []
        self.away = False

    async def from_visitors(self, heard: dict[ConversationId, Heard]) -> None:
        if self.away:
            raise StoreUnavailable("away")
        self.told += [one.signal for one in heard.values()]

    @property
    def last(self) -> VisitorSignal:
        return self.told[-1]


@pytest.fixture
def agents() -> Agents:
    return Agents()


@pytest.fixture
def presence(agents: Agents) -> Presence:
    """One visitor is connected, on the home page."""
    made = Presence(agents)
    made.enter("tab", C, HOME)
    return made


async def test_who_is_here_is_told_once_and_again_before_our_word_runs_out(
    presence: Presence, agents: Agents
) -> None:
    now = time.monotonic()
    await presence.tell(now)
    await presence.tell(now + 1)
    assert agents.told == [VisitorSignal(C, here=True, page=HOME.url)]
    await presence.tell(now + AGAIN)
    assert len(agents.told) == 2


async def test_a_visitor_is_gone_when_the_last_of_their_tabs_is(presence: Presence, agents: Agents) -> None:
    presence.enter("other tab", C, HOME)
    await presence.tell(now := time.monotonic())
    presence.leave("tab", C)
    await presence.tell(now + 1)
    assert agents.last.here
    presence.leave("other tab", C)
    await presence.tell(now + 2)
    assert not agents.last.here
    assert repr(presence) == "<Presence 0 conversations>"


async def test_typing_lasts_some_seconds_unless_it_goes_on_and_then_it_is_told_to_be_over(
    presence: Presence, agents: Agents
) -> None:
    presence.types(C, on=True)
    began = time.monotonic()
    await presence.tell(began)
    assert 0 < agents.last.typing <= TYPING * 1000
    await presence.tell(began + TYPING + 0.1)
    assert agents.last.typing == 0
    await presence.tell(began + TYPING + 1)
    assert len(agents.told) == 2


async def test_a_visitor_who_clears_the_line_types_no_longer(presence: Presence, agents: Agents) -> None:
    presence.types(C, on=True)
    await presence.tell(now := time.monotonic())
    presence.types(C, on=False)
    await presence.tell(now + 1)
    assert agents.last.typing == 0


async def test_pages_that_are_run_through_are_told_by_the_one_where_they_stay(
    presence: Presence, agents: Agents
) -> None:
    await presence.tell(now := time.monotonic())
    presence.goes_to(C, PRICING)
    await presence.tell(now + PAGE_PAUSE)
    for number in range(50):
        presence.goes_to(C, Page(url=f"https://shop.example/{number}"))
        await presence.tell(now + PAGE_PAUSE + 1)
    await presence.tell(now + 2 * PAGE_PAUSE)
    pages = list(dict.fromkeys(one.page for one in agents.told))
    assert pages == [HOME.url, PRICING.url, "https://shop.example/49"]


async def test_reading_never_goes_back(presence: Presence, agents: Agents) -> None:
    presence.reads(C, 9)
    presence.reads(C, 7)
    await presence.tell(time.monotonic())
    assert agents.last.read == 9


async def test_what_could_not_be_told_is_told_when_the_store_is_back(
    presence: Presence, agents: Agents
) -> None:
    agents.away = True
    presence.reads(C, 3)
    with pytest.raises(StoreUnavailable):
        await presence.tell(now := time.monotonic())
    agents.away = False
    await presence.tell(now + 1)
    assert agents.told == [VisitorSignal(C, here=True, page=HOME.url, read=3)]


async def test_a_conversation_that_is_not_shown_here_has_no_signals(
    presence: Presence, agents: Agents
) -> None:
    other = ConversationId("c2")
    presence.types(other, on=True)
    presence.reads(other, 5)
    presence.goes_to(other, PRICING)
    presence.leave("tab", other)
    await presence.tell(time.monotonic())
    assert [one.conversation for one in agents.told] == [C]


@given(st.lists(st.sampled_from(["on", "off", "page", "read", "in", "out"]), max_size=200))
async def test_however_much_a_visitor_does_one_line_a_telling_is_told_of_them(acts: list[str]) -> None:
    agents = Agents()
    presence = Presence(agents)
    for number, act in enumerate(acts):
        match act:
            case "on" | "off":
                presence.types(C, on=act == "on")
            case "page":
                presence.goes_to(C, Page(url=str(number)))
            case "read":
                presence.reads(C, number)
            case "in":
                presence.enter(number, C, HOME)
            case _:
                presence.leave(number - 1, C)
    await presence.tell(time.monotonic())
    assert len(agents.told) <= 1
