"""Who looks at their home, and which process leads a job."""

from __future__ import annotations

from bot.adapters.store.homes import RedisHomes, RedisLeadership
from bot.ids import person
from tests.conftest import Store
from tests.waiting import until


ANN, BEN = person("slack", "T1", "U1"), person("slack", "T1", "U2")


async def test_who_has_looked_at_their_home_is_known_by_when_they_did_last(store: Store) -> None:
    homes = RedisHomes(store.redis, store.keys)
    await homes.opened(ANN, 10)
    await homes.opened(BEN, 20)
    await homes.opened(ANN, 30)
    assert list(await homes.since(15)) == [BEN, ANN]
    assert list(await homes.since(25)) == [ANN]


async def test_one_process_leads_until_its_lease_is_over(store: Store) -> None:
    one, other = (RedisLeadership(store.redis, store.keys, process) for process in ("one", "other"))
    assert await one.lead("homes", 0.2)
    assert not await other.lead("homes", 0.2)
    assert await one.lead("homes", 0.2), "it may go on with its own"
    assert await other.lead("presence", 9), "another job is another's"

    async def taken_over() -> bool:
        return await other.lead("homes", 9)

    await until(taken_over)
    assert not await one.lead("homes", 9)
