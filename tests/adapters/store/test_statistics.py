"""What commits count is in the store: once, on the day of the site's time zone."""

from __future__ import annotations

import asyncio

from msgspec.structs import replace

from bot.adapters.store.statistics import RedisStatistics
from bot.events import VisitorWrote
from bot.ids import MessageId
from bot.ports import Shown, Told
from bot.statistics import Count, Figures, Of
from tests.conftest import Store
from tests.conversation.commits import Carried, change
from tests.conversation.scenes import NOW, requested, started


DAY = "2027-01-15"
SITE = Told(DAY, "")


async def of(store: Store, what: Of, day: str = DAY) -> Figures:
    """What was counted of the only thing of a kind."""
    [figures] = (await RedisStatistics(store.redis, store.keys).figures(what, [day])).values()
    return figures


def wrote(at: int = NOW) -> VisitorWrote:
    return VisitorWrote(at=at, message=MessageId("m"), text="Hi")


async def test_what_a_commit_counts_is_counted_with_it(store: Store) -> None:
    c = Carried(store.conversations)
    await c.goes_on(started(), requested())
    await c.goes_on(wrote(), wrote())
    site = await of(store, Of.SITE)
    assert [site.number(one) for one in (Count.ENGAGED, Count.REQUESTED, Count.FROM_VISITORS)] == [1, 1, 2]
    assert await of(store, Of.DIALOGUE) == site


async def test_a_repeat_and_a_stale_commit_count_nothing(store: Store) -> None:
    c = Carried(store.conversations)
    await c.goes_on(started(), requested())
    again = change(c.now, wrote(), dedupe=("visitor:m",))
    outcomes = [(await store.conversations.commit(again)).outcome for _ in range(3)]
    other = change(c.now, wrote(), dedupe=("visitor:n",))
    outcomes.append((await store.conversations.commit(other)).outcome)
    assert outcomes == ["stored", "seen", "seen", "stale"]
    assert (await of(store, Of.SITE)).number(Count.FROM_VISITORS) == 1


async def test_the_day_is_one_of_the_sites_time_zone(store: Store) -> None:
    store.conversations.zone = lambda: "Pacific/Kiritimati"  # 14 hours ahead
    c = Carried(store.conversations)
    late = NOW + 3 * 3_600_000  # 11 o'clock in UTC
    await c.goes_on(replace(started(), at=late), replace(requested(), at=late))
    assert (await of(store, Of.SITE, "2027-01-16")).number(Count.REQUESTED) == 1


async def test_a_dialogue_is_shown_once_to_whoever_comes_back_to_it_and_begins_it(store: Store) -> None:
    statistics = RedisStatistics(store.redis, store.keys)
    seen = [Shown(DAY, "welcome", "c1"), Shown(DAY, "welcome", "c2"), Shown(DAY, "other", "c3")]
    await asyncio.gather(*(statistics.add_shown(seen) for _ in range(3)))
    await Carried(store.conversations).goes_on(started())  # c1 begins
    found = await statistics.figures(Of.DIALOGUE, [DAY])
    assert {told.name: figures.triggered for told, figures in found.items()} == {"welcome": 2, "other": 1}
    assert (await of(store, Of.SITE)).triggered == 3


async def test_many_days_are_read_in_their_order(store: Store) -> None:
    await Carried(store.conversations).goes_on(started(), requested())
    days = [f"2027-01-{day:02}" for day in range(1, 32)] + [f"2027-02-{day:02}" for day in range(1, 29)]
    found = await RedisStatistics(store.redis, store.keys).figures(Of.SITE, days)
    assert list(found) == [SITE]
