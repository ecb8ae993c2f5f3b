"""A visitor in line sees where they stand, and can leave a message when nobody takes them."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.ids import AgentId, channel
from tests.conversation.commits import BY
from tests.visitor_gateway.site import Frame, Served, Tab, served
from tests.waiting import until


TEAM_CHANNEL = channel("desk", "local", "team")


@pytest.fixture
async def site(store_url: str) -> AsyncIterator[Served]:
    """A site whose only agent takes one conversation at a time."""
    async with served(store_url) as running:
        await running.agent()
        await running.house.directory.agents.set_capacity(AgentId("agent-secret-id"), 1, BY)
        yield running


async def asked(site: Served) -> Tab:
    tab = await site.tab()
    await tab.ask_for_a_person()
    return tab


async def in_line(site: Served) -> Tab:
    tab = await asked(site)
    await tab.sees("visitor_queued")
    return tab


async def stands(tab: Tab, position: int) -> None:
    while (await tab.until("queue"))["position"] != position:
        pass


async def leaves(tab: Tab, email: str, text: str, **named: str) -> Frame:
    """Fill in the form of the fallback message."""
    return await tab.wish("capture", card="follow_up", values={"email": email, "message": text}, **named)


async def nobody_answers(site: Served, *, asks: bool = True) -> Tab:
    """A visitor whom nobody can take, because nobody is on duty."""
    settings = site.house.directory.settings
    await settings.set("fallback_asks", asks, BY)
    await settings.set("missed_channel", TEAM_CHANNEL, BY)
    await site.house.directory.attendance.switch(AgentId("agent-secret-id"), BY, available=False)
    await until(lambda: knows(site, asks))
    return await asked(site)


async def knows(site: Served, asks: bool) -> bool:
    settings = site.house.rules.current().settings
    return settings.missed_channel == TEAM_CHANNEL and settings.fallback_asks is asks


async def test_visitors_move_up_when_one_before_them_leaves(site: Served) -> None:
    await asked(site)
    first, second, third = [await in_line(site) for _ in range(3)]
    await stands(third, 3)
    await first.wish("end")
    await stands(third, 2)
    await stands(second, 1)


async def test_a_visitor_who_comes_back_or_opens_another_tab_sees_where_they_stand(site: Served) -> None:
    await asked(site)
    await in_line(site)
    tab = await in_line(site)
    other = await site.tab(like=tab)
    await stands(other, 2)
    await tab.socket.close()
    tab.socket = (await site.open()).socket
    await tab.hello()
    await stands(tab, 2)


async def test_whoever_is_taken_hears_no_more_of_the_line(site: Served) -> None:
    holder = await asked(site)
    waiter = await in_line(site)
    await stands(waiter, 1)
    await holder.wish("end")
    await site.accept_when_offered(waiter)
    frame = await waiter.until("entries", "queue")
    while not any(entry["type"] == "agent_accepted" for entry in frame.get("entries", [])):
        assert frame["type"] == "entries"
        frame = await waiter.until("entries", "queue")


async def test_a_message_left_for_later_is_kept_once_and_ends_the_conversation(site: Served) -> None:
    tab = await nobody_answers(site)
    asked = await tab.sees("fallback_shown")
    assert [(field["attribute"], field["type"], field["value"]) for field in asked["fields"]] == [
        ("email", "email", "vera@example.com"),
        ("message", "lines", ""),
    ]
    for _ in range(2):
        left = await leaves(tab, "Vera@Example.com", "Please call me.\nThanks!", id="left")
        assert left["type"] == "accepted"
    shown = await tab.sees("follow_up_left", text="Please call me.\nThanks!")
    assert shown["email"] == "Vera@example.com"
    await tab.sees("conversation_ended", reason="missed")
    assert [entry["type"] for entry in tab.entries.values()].count("follow_up_left") == 1


@pytest.mark.parametrize("email", ["", "vera", "vera@", "@example.com", "vera@example", "x" * 1000])
async def test_an_address_that_cannot_be_one_is_refused_and_may_be_given_again(
    site: Served, email: str
) -> None:
    tab = await nobody_answers(site)
    await tab.sees("fallback_shown")
    refused = await leaves(tab, email, "Hello")
    assert refused["code"] == "bad_answer"
    assert "ada@example.com" in refused["problems"]["email"] or "500" in refused["problems"]["email"]
    assert (await leaves(tab, "v@example.com", "Hello"))["type"] == "accepted"


async def test_a_message_for_later_without_words_is_refused(site: Served) -> None:
    tab = await nobody_answers(site)
    await tab.sees("fallback_shown")
    assert (await leaves(tab, "v@example.com", " \n "))["problems"] == {
        "message": "Please fill in “Message”."
    }


async def test_a_message_for_later_is_only_taken_when_it_is_asked_for(site: Served) -> None:
    fresh = await site.tab()
    assert (await leaves(fresh, "v@example.com", "Hello"))["code"] == "not_now"
    tab = await nobody_answers(site, asks=False)
    await tab.sees("conversation_ended")
    assert (await leaves(tab, "v@example.com", "Hello"))["code"] == "not_now"


async def test_a_visitor_may_leave_without_a_message(site: Served) -> None:
    tab = await nobody_answers(site)
    await tab.sees("fallback_shown")
    assert (await tab.wish("end"))["type"] == "accepted"
    assert (await tab.sees("conversation_ended"))["by"] == "visitor"
