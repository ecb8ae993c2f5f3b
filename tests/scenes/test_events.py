"""Slack delivers twice, late, and in any order. The visitor sees each reply once, in the order it was sent."""

from __future__ import annotations

import asyncio

from tests.fake_slack import FakeSlack
from tests.scenes.conftest import OpensHouses
from tests.scenes.house import House, Way, in_this_process


REPLIES = ["one", "two", "three", "four", "five"]


async def test_every_event_twice_is_heard_once(slack_of_way: FakeSlack, store_url: str, way: Way) -> None:
    slack_of_way.settings.copies = 2
    async with in_this_process(slack_of_way, store_url, f"twice-{way.replace('_', '-')}", {}) as house:
        ann = await house.hire("Ann Lee")
        async with house.visitor() as vera:
            card = await house.chat(ann, vera)
            for reply in REPLIES:
                await ann.writes(reply, in_thread=card)
            await vera.sees("Ann Lee: five")
            await house.slack.settled()
            assert sorted(vera.heard) == sorted(REPLIES)
            assert len(house.slack.events.attempts) >= 2 * len(REPLIES)


async def test_the_same_event_delivered_ten_times_at_once_is_heard_once(house: House) -> None:
    ann = await house.hire("Ann Lee")
    async with house.visitor() as vera:
        card = await house.chat(ann, vera)
        await ann.writes("Once", in_thread=card)
        event = house.slack.events.emitted[-1]["event_id"]
        house.slack.events.repeat(event, times=10)
        await house.slack.settled()
        await ann.writes("And no more", in_thread=card)
        await vera.sees("Ann Lee: And no more")
        assert vera.heard == ["Once", "And no more"]


async def test_replies_delivered_backwards_are_shown_in_the_order_they_were_sent(house: House) -> None:
    ann = await house.hire("Ann Lee")
    async with house.visitor() as vera:
        card = await house.chat(ann, vera)
        house.slack.events.hold()
        for reply in REPLIES:
            await ann.writes(reply, in_thread=card)
            # The order is by Slack's time, of which we keep milliseconds.
            await asyncio.sleep(0.002)
        house.slack.events.release("reversed")
        await vera.sees("Ann Lee: one")
        assert vera.heard == REPLIES
        async with house.visitor(token=vera.token) as reloaded:
            await reloaded.sees("Ann Lee: one")
            assert reloaded.view == vera.view


async def test_a_forged_event_is_refused_and_changes_nothing(house: House) -> None:
    assert await house.slack.forge("bad_signature") == 401
    assert await house.slack.forge("stale") == 401
    assert await house.slack.forge("unsigned") == 401


async def test_a_burst_of_words_keeps_slacks_pace_and_loses_nothing(
    slack: FakeSlack, opens: OpensHouses
) -> None:
    slack.settings.pace = True
    async with opens(pace=1.0) as house:
        ann = await house.hire("Ann Lee")
        async with house.visitor() as vera:
            card = await house.chat(ann, vera)
            said = [f"word {number}" for number in range(20)]
            for text in said:
                await vera.writes(text)
            await house.shows(ann, card, "word 19")
            posts = [one for one in ann.thread(card) if one.author == "Vera (visitor)"]
            assert [line for post in posts for line in post.text.split("\n")] == said
            assert len(posts) < 5
            assert slack.throttled == 0
