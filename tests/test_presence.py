"""Agents come and go as their platform shows them, if they or the site want that, and never against anybody's word."""

from __future__ import annotations

import pytest

from bot.adapters.store.homes import RedisLeadership
from bot.errors import Throttled, Unreachable
from bot.ids import Person
from bot.ports import By
from bot.presence import EACH, PresenceSync
from bot.routing.notify import NotifyOptions
from tests.conftest import Store
from tests.conversation.commits import BY, agent
from tests.conversation.scenes import NOW


class Shows:
    """A platform that shows who is there, and writes down who was asked about."""

    def __init__(self) -> None:
        self.gone: set[Person] = set()
        self.asked: list[Person] = []
        self.fails: Exception | None = None

    async def is_present(self, person: Person) -> bool:
        self.asked.append(person)
        if self.fails:
            raise self.fails
        return person not in self.gone


class Followed:
    """Ada, who is followed, and a clock that goes a round with each look."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.shows = Shows()
        self.ada = agent("ada")
        self.at = NOW
        self.sync = PresenceSync(
            store.directory, RedisLeadership(store.redis, store.keys), {"desk": self.shows}
        )

    async def round(self) -> None:
        """Everybody who is followed is asked about once."""
        self.at += EACH
        await self.sync.step(self.at)
        while self.sync._due:
            await self.sync.step(self.at)

    async def stands(self) -> tuple[bool, str]:
        [status] = await self.store.directory.agents.statuses(self.at)
        return status.available, status.stand.why

    async def says(self, *, available: bool, why: str = "self") -> None:
        by = By(self.ada.person, self.at)
        await self.store.directory.attendance.switch(self.ada.id, by, available=available, why=why)  # type: ignore[arg-type]  # a word of the table

    async def chooses(self, presence: str) -> None:
        options = NotifyOptions(presence=presence)  # type: ignore[arg-type]  # likewise
        await self.store.directory.agents.set_notify(self.ada.id, options, BY)


@pytest.fixture
async def followed(store: Store) -> Followed:
    made = Followed(store)
    await store.directory.agents.put(made.ada, None, BY)
    await made.chooses("on")
    return made


async def test_who_is_away_on_their_platform_is_away_here_until_they_are_back(followed: Followed) -> None:
    followed.shows.gone.add(followed.ada.person)
    await followed.round()
    assert await followed.stands() == (False, "presence")
    followed.shows.gone.clear()
    await followed.round()
    assert await followed.stands() == (True, "always")


async def test_nobody_is_asked_about_who_does_not_want_it(followed: Followed) -> None:
    await followed.chooses("site")
    await followed.round()
    assert followed.shows.asked == []
    await followed.store.directory.settings.set("follow_presence", value=True, by=BY)
    await followed.round()
    assert followed.shows.asked == [followed.ada.person]
    await followed.chooses("off")
    await followed.round()
    assert len(followed.shows.asked) == 1


async def test_who_is_followed_no_longer_is_not_kept_away(followed: Followed) -> None:
    followed.shows.gone.add(followed.ada.person)
    await followed.round()
    await followed.chooses("off")
    await followed.round()
    assert await followed.stands() == (True, "always")


async def test_an_agents_own_word_goes_before_what_is_shown(followed: Followed) -> None:
    followed.shows.gone.add(followed.ada.person)
    await followed.round()
    await followed.says(available=True)
    await followed.round()
    assert await followed.stands() == (True, "self"), "they are there, whatever Slack shows"
    followed.shows.gone.clear()
    await followed.round()
    assert await followed.stands() == (True, "always"), "nothing is left of it once both say the same"
    await followed.says(available=False)
    await followed.round()
    assert await followed.stands() == (False, "self"), "being active brings nobody back who went away"


@pytest.mark.parametrize("why", ["admin", "missed", "unreachable"])
async def test_being_active_undoes_nothing_that_somebody_else_decided(followed: Followed, why: str) -> None:
    await followed.says(available=False, why=why)
    await followed.round()
    assert await followed.stands() == (False, why)


async def test_an_agent_is_asked_about_once_a_minute_and_by_one_process_only(followed: Followed) -> None:
    other = PresenceSync(
        followed.store.directory,
        RedisLeadership(followed.store.redis, followed.store.keys, "other"),
        {"desk": followed.shows},
    )
    await followed.round()
    for second in range(0, EACH, 2000):
        await followed.sync.step(followed.at + second)
        await other.step(followed.at + EACH + second)
    assert len(followed.shows.asked) == 1


async def test_a_platform_that_says_slower_is_left_alone_for_so_long(followed: Followed) -> None:
    followed.shows.fails = Throttled(300)
    await followed.round()
    for _ in range(4):
        await followed.round()
    assert len(followed.shows.asked) == 1
    await followed.round()
    assert len(followed.shows.asked) == 2


async def test_a_platform_that_is_down_changes_nothing(followed: Followed) -> None:
    followed.shows.gone.add(followed.ada.person)
    await followed.round()
    followed.shows.fails = Unreachable("down")
    await followed.round()
    assert await followed.stands() == (False, "presence")
