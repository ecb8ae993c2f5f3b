"""The pace of a platform, by its own account: of a channel, and of a workspace whose channels share a limit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from types import MappingProxyType

import pytest

from bot.adapters.slack.limits import limits
from bot.adapters.teams import limits as teams
from bot.ids import Channel, ConversationId
from bot.ports import Call, RateLimit
from tests.delivery.house import House
from tests.delivery.world import World


MINUTE = 60_000
SLACK = MappingProxyType(limits(1.0))
ALLOWED: dict[str, int] = {"post": 300, "open": 300, "post_file": 100, "whisper": 100, "refresh": 50}
"""What Slack allows in a minute to a workspace."""


class Counted(World):
    """Notes when it was called, and refuses to be called too early."""

    limits = SLACK

    def __init__(self, house: House) -> None:
        super().__init__(house)
        self._house = house
        self.times: dict[str, list[int]] = defaultdict(list)
        self.mistakes: list[str] = []
        """Calls that came too early."""
        self._posted: dict[Channel, int] = {}

    async def _call(self, name: str, channel: Channel, done: Callable[[], None]) -> None:
        now = self._house.at
        if name == "refresh" and now - self._posted.get(channel, 0) >= 1000:
            lane = self._house.store.keys.of("lane", channel)
            waiting = await self._house.store.redis.zcount(lane, "-inf", now)
            self._expect(not waiting, f"a card goes before words in {channel}")
        if name in ("post", "open", "notify"):
            rested = now - self._posted.get(channel, 0)
            self._expect(rested >= 1000, f"{name} in {channel} after {rested} ms")
            self._posted[channel] = now
        times = self.times[name]
        times.append(now)
        a_minute = [at for at in times if at > now - MINUTE]
        self._expect(len(a_minute) <= ALLOWED.get(name, 300), f"{len(a_minute)} times {name} in a minute")
        await super()._call(name, channel, done)

    def _expect(self, kept: bool, mistake: str) -> None:
        if not kept:
            self.mistakes.append(mistake)


@pytest.fixture
def counted(house: House) -> Counted:
    """A house whose platform counts."""
    house.world = Counted(house)
    house.worker = type(house.worker)(house)
    return house.world


async def works(house: House, seconds: float, *, step: float = 0.25) -> None:
    """Let so much time pass, and have all done that is due meanwhile."""
    for _ in range(int(seconds / step)):
        await house.worker.works()
        house.later(step)


async def begin(house: House, inboxes: int, each: int) -> list[ConversationId]:
    """So many conversations, which are in so many channels."""
    for n in range(inboxes):
        await house.agent(f"a{n}", capacity=each)
    names = [
        await house.asks(f"c{n}", f"agent:a{n % inboxes}", visitor=f"V{n}") for n in range(inboxes * each)
    ]
    await house.until_quiet(step=1.0, most=400)
    house.world.posts.clear()
    return names


@pytest.mark.timeout(60)
async def test_in_a_channel_of_thirty_conversations_words_go_first_and_each_has_its_turn(
    house: House, counted: Counted
) -> None:
    names = await begin(house, inboxes=1, each=30)
    await house.agent("alone")
    other = await house.asks("alone", "agent:alone")
    await house.until_quiet(step=1.0)
    counted.posts.clear()
    for burst in range(3):
        for name in [*names, other]:
            await house.writes(name, f"{name} {burst}")
    await house.ends(names[0])
    await works(house, 31)
    assert [post.text for post in counted.posts if post.channel == house.inbox("alone")] == [
        "alone 0\nalone 1\nalone 2"
    ]
    in_channel = [post for post in counted.posts if post.channel == house.inbox("a0")]
    assert counted.posts.index(in_channel[1]) > counted.posts.index(
        next(post for post in counted.posts if post.text.startswith("alone"))
    ), "another channel is not held up"
    assert len({post.thread for post in in_channel[:30]}) == 30, "nobody has a second turn before all had one"
    await house.until_quiet(step=1.0)
    assert counted.mistakes == []
    for name in names:
        assert "".join(post.text for post in counted.posts if post.text.startswith(f"{name} ")) == "\n".join(
            f"{name} {burst}" for burst in range(3)
        )


@pytest.mark.timeout(60)
async def test_the_cards_of_many_channels_keep_the_limit_of_their_workspace_and_each_comes_to_be_right(
    house: House, counted: Counted
) -> None:
    names = await begin(house, inboxes=80, each=1)
    for name in names:
        await house.ends(name)
    house.later(MINUTE)
    await works(house, 60)
    assert len(counted.times["refresh"]) > 30, "the limit is used"
    await house.until_quiet(step=1.0, most=200)
    assert counted.mistakes == []
    assert {card.conversation for card in counted.cards if card.status != "offered"} == set(names)


async def test_who_waits_for_a_workspace_is_admitted_in_the_order_of_asking(house: House) -> None:
    limit = limits(1.0)["card"]
    outbox = house.outbox()
    leases = []
    for n in range(12):
        await house.agent(f"a{n}")
        await house.asks(f"c{n}", f"agent:a{n}")
    taken, _ = await outbox.take(100)
    leases = sorted(taken, key=lambda lease: lease.conversation)
    call: Call = "card"
    waits = [await outbox.admit(lease, call, limit, None) for lease in leases]
    assert waits == [0.0] * 9 + [1.5, 3.0, 4.5]
    house.later(3.0)
    assert [await outbox.admit(lease, call, limit, None) for lease in reversed(leases[9:])] == [1.5, 0.0, 0.0]
    house.later(60)
    late = [await outbox.admit(lease, call, limit, None) for lease in leases]
    assert late == waits, "who comes much later than they might asks anew"


# --- a channel that allows fewer in the long run than at once


TEAMS = MappingProxyType(teams.channel_limits(teams.PACE))
WINDOWS = {1: 7, 2: 8, 30: 60, 3600: 1800}
"""What Teams allows in a channel: so many in so many seconds, whatever they are."""


class CountedTogether(World):
    """Notes when a channel was called, and refuses to be called too often."""

    pace = teams.PACE
    limits: Mapping[Call, RateLimit] = MappingProxyType(teams.limits(teams.PACE))
    channel_limits: Mapping[Call, RateLimit] = TEAMS

    def __init__(self, house: House) -> None:
        super().__init__(house)
        self._house = house
        self.mistakes: list[str] = []
        self.times: dict[Channel, list[int]] = defaultdict(list)

    async def _call(self, name: str, channel: Channel, done: Callable[[], None]) -> None:
        now, times = self._house.at, self.times[channel]
        times.append(now)
        for seconds, most in WINDOWS.items():
            within = sum(at > now - seconds * 1000 for at in times)
            if within > most:
                self.mistakes.append(f"{name}: {within} in {seconds} s")
        await super()._call(name, channel, done)


@pytest.mark.timeout(120)
async def test_thirty_conversations_in_one_channel_keep_what_it_allows_in_the_long_run(house: House) -> None:
    house.world = world = CountedTogether(house)
    house.worker = type(house.worker)(house)
    names = await begin(house, inboxes=1, each=30)
    for burst in range(3):
        for name in names:
            await house.writes(name, f"{name} {burst}")
        await works(house, 20, step=0.5)
    for name in names[:10]:
        await house.ends(name)
    await house.until_quiet(step=1.0, most=400)
    assert world.mistakes == []
    last_words = max(n for n, _ in enumerate(world.posts))
    assert last_words > 40, "the bursts are merged, and each has its turn"
    for name in names:
        said = "\n".join(post.text for post in world.posts if post.text.startswith(f"{name} "))
        assert said == "\n".join(f"{name} {burst}" for burst in range(3))
    assert {card.conversation for card in world.cards if card.status != "offered"} >= set(names[:10])


async def test_many_cards_at_once_keep_the_shortest_windows_of_a_channel(house: House) -> None:
    house.world = world = CountedTogether(house)
    house.worker = type(house.worker)(house)
    names = await begin(house, inboxes=1, each=20)
    house.later(120)
    for name in names:
        await house.ends(name)
    await works(house, 12, step=0.1)
    assert len(world.cards) > 2
    assert world.mistakes == []


async def test_words_go_before_cards_where_they_are_counted_together(house: House) -> None:
    house.world = world = CountedTogether(house)
    house.worker = type(house.worker)(house)
    await house.agent(capacity=3)
    names = [await house.talks(f"c{n}", "agent:ada") for n in range(3)]
    world.channel_limits = MappingProxyType(dict.fromkeys(TEAMS, RateLimit(10.0, 0, "channel")))
    house.later(60)
    await house.ends(names[0])
    for n in range(4):
        await house.writes(names[1], f"one {n}")
        await house.writes(names[2], f"two {n}")
        await works(house, 10)
    assert (len(world.said()), world.cards) == (4, []), "no card has taken the place of words"
    await house.until_quiet(step=1.0, most=200)
    assert [card.conversation for card in world.cards] == [names[0]]


async def test_cards_that_wait_for_their_channel_do_not_ask_one_by_one(house: House) -> None:
    await house.agent(capacity=9)
    names = [await house.talks(f"c{n}", "agent:ada") for n in range(9)]
    house.world.channel_limits = MappingProxyType({"card": RateLimit(60.0, 0)})
    for name in names:
        await house.ends(name)
    await works(house, 30)
    assert len(house.world.cards) == 1
    assert house.worker.eager.asked == 2


async def test_an_hour_of_asking_keeps_each_window_of_a_channel(house: House) -> None:
    await house.agent()
    await house.asks("c1", "agent:ada")
    outbox = house.outbox()
    (lease,), _ = await outbox.take(1)
    admitted: list[int] = []
    calls: list[Call] = ["post", "card", "whisper", "file"]
    for n in range(4000):
        call = calls[n % 4]
        if await outbox.admit(lease, call, None, TEAMS[call]) == 0:
            admitted.append(house.at)
        house.later(1.0)
    for seconds, most in WINDOWS.items():
        if seconds >= 30:
            within = max(sum(start <= at < start + seconds * 1000 for at in admitted) for start in admitted)
            assert within <= most
    assert len(admitted) > 1900, "what is allowed is used"


async def test_who_is_turned_away_by_either_limit_is_counted_by_neither(house: House) -> None:
    for name in ("ada", "bob"):
        await house.agent(name)
        await house.asks(f"c-{name}", f"agent:{name}")
    outbox = house.outbox()
    leases, _ = await outbox.take(9)
    ada, bob = sorted(leases, key=lambda lease: lease.channel)
    everywhere, here = RateLimit(1.0, 0), RateLimit(10.0, 0)
    assert await outbox.admit(ada, "post", everywhere, here) == 0
    house.later(5)
    assert await outbox.admit(ada, "post", everywhere, here) == 5
    assert await outbox.admit(bob, "post", everywhere, here) == 0, "the workspace has counted nothing"
    house.later(5)
    assert await outbox.admit(bob, "whisper", everywhere, here) == 0, "what is not counted together is apart"
    assert await outbox.admit(ada, "post", RateLimit(100.0, 0, "x"), None) == 0
    assert await outbox.admit(bob, "card", RateLimit(100.0, 0, "x"), here) == 100
    house.later(100)
    assert await outbox.admit(bob, "card", RateLimit(100.0, 0, "x"), here) == 0
