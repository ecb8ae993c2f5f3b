"""The channel of those who follow up is gone: they hear of the visitor elsewhere, each place once."""

from __future__ import annotations

from bot.events import FollowUpOpened
from bot.ids import Channel, ThreadNumber, channel
from tests.conversation.commits import BY
from tests.delivery.house import House
from tests.relay.test_waiting import asks, log


GONE = channel("desk", "local", "gone")
MISSED = channel("desk", "local", "missed")


async def told(house: House, *, in_all: int) -> list[Channel]:
    """Where those who follow up were told of a visitor, when each such thread was refused for good, twice."""
    c = await asks(house, "c1", channel=GONE, max_offers=1)
    house.later(101)  # the agent does not answer, in the first thread
    while await house.relay.timers():
        pass
    for number in range(2, in_all + 2):
        for _ in range(2):
            await house.relay.thread_failed(c, ThreadNumber(number), "is_archived")
    return [event.team.inbox for event in await log(house, c, FollowUpOpened)]


async def test_the_channel_for_all_is_next_and_then_an_admin_who_is_an_agent(house: House) -> None:
    ada = await house.agent()
    await house.store.directory.settings.set("missed_channel", MISSED, BY)
    await house.store.directory.admins.add(ada.person, BY)
    assert await told(house, in_all=4) == [GONE, MISSED, ada.inbox]


async def test_where_there_is_nobody_else_nothing_more_happens(house: House) -> None:
    await house.agent()
    assert await told(house, in_all=2) == [GONE]
