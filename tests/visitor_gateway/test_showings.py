"""To how many visitors dialogues were shown, and what came of it: counted once, whoever comes back."""

from __future__ import annotations

from bot.statistics import Count, Figures, Of
from bot.statistics.days import day_of
from bot.statistics.figures import together
from tests.visitor_gateway.site import Served
from tests.waiting import until


async def figures(site: Served) -> Figures:
    """What was counted of the site today, and at the time by which Ann lives in these tests."""
    days = [day_of(site.house.clock.now(), "UTC"), day_of(0, "UTC")]
    return together((await site.house.statistics.figures(Of.SITE, days)).values())


async def shown(site: Served, times: int) -> None:
    async def so_often() -> bool:
        return (await figures(site)).shown == times

    await until(so_often)


async def test_a_visitor_who_comes_back_was_shown_one_thing_and_one_who_answers_engages(site: Served) -> None:
    first = await site.tab()
    await site.tab(like=first)
    await site.tab()
    await shown(site, 2)
    assert (await first.wish("answer", card="talk", answer="Yes, please"))["type"] == "accepted"
    await site.tab(like=first)
    await site.tab()
    await shown(site, 3)
    assert (await figures(site)).number(Count.ENGAGED) == 1


async def test_a_chat_is_counted_from_its_opening_to_its_end(site: Served) -> None:
    tab = await site.live()
    await site.agent_writes(tab, "Hello!")
    await tab.sees("agent_wrote")
    await tab.wish("message", text="Hi")
    await tab.wish("end")
    counted = await figures(site)
    wanted = (
        Count.ENGAGED,
        Count.COMPLETED,
        Count.REQUESTED,
        Count.CONNECTED,
        Count.FROM_AGENTS,
        Count.FROM_VISITORS,
    )
    assert [counted.number(one) for one in wanted] == [1] * 6
    assert counted.triggered == 1
