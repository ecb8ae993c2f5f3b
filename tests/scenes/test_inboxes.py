"""Where an agent's chats arrive, and what notifies them: direct messages, a channel with a mention, reminders."""

from __future__ import annotations

import itertools
import time
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Protocol

import pytest

from bot.adapters.store.connection import connect
from bot.adapters.store.keys import Keys
from bot.commands.agent_id import agent_id
from bot.ids import SiteId, person
from tests.fake_slack import FakeSlack, Seen
from tests.fake_slack.human import Human
from tests.fake_slack.world import Channel
from tests.scenes.house import House, cards, in_this_process
from tests.scenes.reading import seen
from tests.scenes.test_outcomes import DIALOGUE


_sites = itertools.count(1)


class Opens(Protocol):
    """Opens a house whose visitors are sent to the team Sales."""

    def __call__(self, **routing: int | str) -> AbstractAsyncContextManager[House]:
        """To be used with `async with`."""


@pytest.fixture
def opens(slack_of_way: FakeSlack, store_url: str, tmp_path: Path) -> Opens:
    """Houses in each way in which Slack reaches us."""
    (tmp_path / "welcome.yaml").write_text(
        DIALOGUE.replace("ROUTING", "{option: team, team: Sales}"), "utf-8"
    )

    def opened(**routing: int | str) -> AbstractAsyncContextManager[House]:
        site = f"inbox{next(_sites)}"
        return in_this_process(slack_of_way, store_url, site, routing, dialogues=str(tmp_path))

    return opened


class Sales:
    """Ann and Ben are the team Sales, whose channel is #sales."""

    def __init__(self, house: House, channel: Channel, ann: Human, ben: Human) -> None:
        self.house = house
        self.channel = channel
        self.ann = ann
        self.ben = ben

    def threads(self, reader: Human) -> list[Seen]:
        """The messages of the channel that begin a thread of a conversation."""
        return [one for one in reader.sees(self.channel) if one.blocks and not one.thread_ts]

    async def thread(self, number: int = 1) -> Seen:
        """Wait for the channel's `number`-th thread."""
        await self.house.slack.until(lambda: len(self.threads(self.ann)) >= number, timeout=15)
        return self.threads(self.ann)[number - 1]


async def sales_in(house: House, *, inbox: str = "channel", invited: bool = True) -> Sales:
    """Set the team up by commands."""
    ann, ben = house.slack.user("Ann Lee"), house.slack.user("Ben Ito")
    channel = house.slack.channel("sales", members=[ann, ben])
    await house.hire("Ann Lee")
    await house.hire("Ben Ito")
    for command in ("team create Sales", "team add Sales @ann.lee @ben.ito", "team channel Sales #sales"):
        said = await house.commands(command)
        assert "Sales" in said, said
    assert "arrive in" in await house.commands(f"team inbox Sales {inbox}")
    if not invited:
        house.slack.kick(channel, house.slack.bot())
    return Sales(house, channel, ann, ben)


def posted(agent: Human) -> list[Seen]:
    """What stands in somebody's direct messages, without the private answers to their commands."""
    return [one for one in agent.sees(agent.dm) if not one.ephemeral]


@pytest.fixture
async def sales(opens: Opens) -> AsyncIterator[Sales]:
    """Sales, whose chats arrive in their channel."""
    async with opens() as house:
        yield await sales_in(house)


async def test_a_chat_of_the_team_is_a_thread_of_its_channel_that_mentions_the_agent_alone(
    sales: Sales,
) -> None:
    async with sales.house.visitor() as vera:
        await vera.asks_for_a_person()
        card = await sales.thread()
        assert card.pings == (sales.ann.id,), "Ann is notified, and nobody else"
        assert cards(sales.ann) == []
        await sales.house.shows(sales.ann, card, "I'm finding someone for you.")
        assert (await sales.ann.presses("Accept", on=card)).ok
        await vera.sees("= Ann Lee is here")
        await vera.writes("Hello, Ann")
        await sales.house.shows(sales.ann, card, "Hello, Ann")
        await sales.ann.writes("Hello, Vera", in_thread=card)
        await vera.sees("Ann Lee: Hello, Vera")
        await sales.ben.writes("Vera is a good one", in_thread=card)
        await sales.house.slack.until(lambda: sales.ben.ephemerals)
        assert vera.heard == ["Hello, Vera"]


async def test_the_next_agent_of_the_pool_gets_a_thread_of_their_own_and_the_first_one_says_so(
    sales: Sales,
) -> None:
    async with sales.house.visitor() as vera:
        await vera.asks_for_a_person()
        first = await sales.thread()
        assert (await sales.ann.presses("Decline", on=first)).ok
        second = await sales.thread(2)
        assert second.pings == (sales.ben.id,)
        await sales.house.shows(sales.ann, first, "You declined this conversation.")
        assert sales.threads(sales.ann)[0].buttons == ()
        await sales.house.shows(sales.ben, second, "I'm finding someone for you.")
        await sales.ben.writes("I am Ben", in_thread=second)
        await vera.sees("Ben Ito: I am Ben")


async def test_a_channel_that_refuses_us_costs_nobody_the_chat(opens: Opens) -> None:
    async with opens() as house:
        sales = await sales_in(house, invited=False)
        async with house.visitor() as vera:
            await vera.asks_for_a_person()
            card = await house.offer(sales.ann)
            await house.shows(sales.ann, card, "its former thread cannot be used any more (not_in_channel)")
            assert (await sales.ann.presses("Accept", on=card)).ok
            await vera.sees("= Ann Lee is here")
            assert "/invite @Threadline" in await house.commands("check")


async def test_an_agent_who_wants_direct_messages_has_them_whatever_the_team_has(sales: Sales) -> None:
    answer = await sales.ann.types("/livechat", "notify where dm")
    assert "new chats: in direct messages" in str(answer.body)
    async with sales.house.visitor() as vera:
        await vera.asks_for_a_person()
        await sales.house.offer(sales.ann)
        assert sales.threads(sales.ann) == []


async def test_an_agent_who_wants_both_is_led_to_the_thread_by_a_direct_message(opens: Opens) -> None:
    async with opens() as house:
        sales = await sales_in(house, inbox="dm")
        await sales.ann.types("/livechat", "notify where both")
        async with house.visitor() as vera:
            await vera.asks_for_a_person()
            card = await sales.thread()
            assert card.pings == (sales.ann.id,)
            await house.slack.until(lambda: posted(sales.ann))
            [told] = posted(sales.ann)
            assert told.pings == (sales.ann.id,)
            assert "Vera would like to talk" in told.shown
            [link] = [
                element["url"]
                for element in told.message.blocks[0]["elements"][0]["elements"]
                if element["type"] == "link"
            ]
            assert card.ts.replace(".", "") in link


async def test_an_offer_that_is_not_answered_is_reminded_of_once_in_its_thread(opens: Opens) -> None:
    async with opens(accept_window=30) as house:
        sales = await sales_in(house)
        await sales.ann.types("/livechat", "notify offer-reminder 1s")
        async with house.visitor() as vera:
            await vera.asks_for_a_person()
            card = await sales.thread()
            await house.shows(sales.ann, card, "Vera is still waiting for somebody to accept.")
            reminders = [one for one in sales.ann.thread(card) if "still waiting" in one.shown]
            assert [one.pings for one in reminders] == [(sales.ann.id,)]
            assert not reminders[0].message.broadcast


async def test_a_visitor_who_waits_for_a_reply_is_brought_to_mind_once(opens: Opens) -> None:
    async with opens() as house:
        sales = await sales_in(house, inbox="dm")
        await sales.ann.types("/livechat", "notify reply-reminder 1s")
        async with house.visitor() as vera:
            card = await house.chat(sales.ann, vera)
            await sales.ann.writes("Hello!", in_thread=card)
            await vera.sees("Ann Lee: Hello!")
            await vera.writes("Are you there?")
            await house.shows(sales.ann, card, "Vera is waiting for your reply.")
            await vera.writes("Please?")
            await house.shows(sales.ann, card, "Please?")
            assert seen(sales.ann.thread(card)).count("waiting for your reply") == 1


async def test_options_are_shown_set_and_explained_and_set_for_others_by_admins_only(sales: Sales) -> None:
    shown = str((await sales.ann.types("/livechat", "notify")).body)
    assert "after half the time to accept" in shown
    assert "after 2 minutes" in shown
    assert "never" in str((await sales.ann.types("/livechat", "notify reply-reminder off")).body)
    wrong = str((await sales.ann.types("/livechat", "notify offer-reminder soon")).body)
    assert "1 second to 60 minutes" in wrong
    wrong = str((await sales.ann.types("/livechat", "notify where everywhere")).body)
    assert "`team`, `dm`, `channel`, `both`" in wrong
    refused = str((await sales.ann.types("/livechat", "notify where dm @ben.ito")).body)
    assert "Only admins" in refused
    assert "*Ben Ito* is notified now" in await sales.house.commands("notify where dm @ben.ito")


async def test_who_comes_back_is_told_in_direct_messages_what_happened(opens: Opens, store_url: str) -> None:
    async with opens(capacity=1) as house, connect(store_url) as redis:
        sales = await sales_in(house, inbox="dm")
        await sales.ben.types("/livechat", "away")
        async with house.visitor() as vera, house.visitor(name="Tom") as tom:
            await house.chat(sales.ann, vera)
            await tom.asks_for_a_person(email="tom@example.com")
            await tom.sees("= number 1 in line")
            now = int(time.time() * 1000)
            agent = agent_id(person("slack", sales.ann.account.team.id, sales.ann.id))
            away = f"{agent}\n{now - 3_600_000}\n{now}"
            await redis.rpush(Keys(SiteId(house.site)).plain("returns"), away)
            await house.slack.until(lambda: any("Welcome back" in one.shown for one in posted(sales.ann)))
            [told] = [one for one in posted(sales.ann) if "Welcome back" in one.shown]
            assert told.pings == (sales.ann.id,)
            assert "You were away for 1 h 0 min." in told.shown
            assert "1 visitor waits in line" in told.shown
