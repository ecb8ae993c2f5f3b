"""The Home tab: how I stand, my chats, who waits, my hours, my day; and that it is never shown too often."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator

import pytest

from tests.fake_slack import FakeSlack
from tests.fake_slack.human import Human
from tests.scenes.house import House, in_this_process
from tests.waiting import until


_sites = itertools.count(1)
pytestmark = pytest.mark.timeout(40)


@pytest.fixture
async def house(slack_of_way: FakeSlack, store_url: str) -> AsyncIterator[House]:
    """A house in each way in which Slack reaches us."""
    async with in_this_process(slack_of_way, store_url, f"home{next(_sites)}", {"capacity": 1}) as house:
        yield house


def shown(human: Human) -> str:
    """What stands in somebody's Home tab."""
    return "\n".join([human.home.text, *human.home.buttons]) if human.home else ""


async def shows(human: Human, *texts: str) -> None:
    """Wait until all of it stands there."""

    async def look() -> bool:
        return all(text in shown(human) for text in texts)

    try:
        await until(look, seconds=15)
    except AssertionError:
        raise AssertionError(f"{human.name} does not see {texts}, but:\n{shown(human)}") from None


async def test_who_is_no_agent_reads_how_to_become_one(house: House) -> None:
    kim = house.slack.user("Kim Oh")
    await house.hire("Ann Lee")
    await kim.opens_home()
    await shows(kim, "You are not an agent yet.")
    assert house.slack.calls("chat.postMessage") == []


async def test_the_other_tab_publishes_nothing(house: House) -> None:
    ann = await house.hire("Ann Lee")
    await ann.opens_messages()
    await ann.opens_home()
    await shows(ann, "You are available")
    assert len(house.slack.calls("views.publish")) == 1


async def test_the_switch_changes_how_an_agent_stands_and_the_home_says_so(house: House) -> None:
    ann = await house.hire("Ann Lee")
    await ann.opens_home()
    await shows(ann, "You are available", "I am away")
    assert ann.home
    assert (await ann.presses("I am away", on=ann.home)).ok
    await shows(ann, "You are away", "I am available")
    assert (await ann.presses("I am available", on=ann.home)).ok
    await shows(ann, "You are available")


async def test_a_home_follows_the_chats_of_its_agent_with_links_to_their_threads(house: House) -> None:
    ann = await house.hire("Ann Lee")
    await ann.opens_home()
    await shows(ann, "Your chats: 0 of 1 chat", "Nobody waits in line.")
    async with house.visitor() as vera, house.visitor(name="Tom") as tom:
        card = await house.chat(ann, vera)
        await tom.asks_for_a_person(email="tom@example.com")
        await shows(
            ann, "Your chats: 1 of 1 chat", "Vera waits for a reply", "Tom, since", "Chats taken: *1*"
        )
        assert ann.home
        [way] = [block["accessory"]["url"] for block in ann.home.view["blocks"] if "accessory" in block]
        assert card.ts.replace(".", "") in way
        await ann.writes("!end", in_thread=card)
        await shows(ann, "Tom waits for you to accept")


async def test_a_home_is_shown_again_only_when_something_in_it_is_otherwise(house: House) -> None:
    ann = await house.hire("Ann Lee")
    for _ in range(3):
        await ann.opens_home()
    await shows(ann, "You are available")

    async def compared_twice() -> bool:
        return len(house.slack.calls("views.publish")) == 3

    await until(compared_twice)
    await house.slack.settled()
    async with house.visitor() as vera:
        await house.chat(ann, vera)
        await shows(ann, "Vera")
    assert len(house.slack.calls("views.publish")) <= 6
