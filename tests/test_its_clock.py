"""A platform's time of day, by what it answers."""

from __future__ import annotations

from email.utils import formatdate

import pytest

from bot.its_clock import GOOD_FOR, ItsClock


THERE = 1_800_000_000


class Ours:
    """Our clocks: one that somebody sets, and one that nobody does."""

    def __init__(self) -> None:
        self.own = THERE + 3_600.0
        self.monotonic = 1_000.0

    def later(self, seconds: float) -> None:
        """Time passes on both."""
        self.own += seconds
        self.monotonic += seconds


@pytest.fixture
def ours() -> Ours:
    return Ours()


@pytest.fixture
def its(ours: Ours) -> ItsClock:
    return ItsClock(lambda: ours.own, lambda: ours.monotonic)


def date(seconds: float) -> str:
    return formatdate(seconds, usegmt=True)


def test_it_is_our_own_until_the_platform_tells(ours: Ours, its: ItsClock) -> None:
    ours.later(7)
    assert its.now() == THERE + 3_607


def test_it_is_the_platforms_from_its_first_answer_on(ours: Ours, its: ItsClock) -> None:
    its.hear(date(THERE))
    ours.later(2.5)
    assert its.now() == THERE + 2.5
    assert its.milliseconds() == THERE * 1000 + 2_500


@pytest.mark.parametrize("jump", [-266.0, 266.0, 86_400.0])
def test_nobody_who_sets_our_clock_changes_it(ours: Ours, its: ItsClock, jump: float) -> None:
    its.hear(date(THERE))
    ours.own += jump
    assert its.now() == THERE


def test_a_sleep_of_the_machine_is_mended_by_an_answer_soon_after(ours: Ours, its: ItsClock) -> None:
    its.hear(date(THERE))
    ours.later(GOOD_FOR)
    its.hear(date(THERE + 3_600))
    assert its.now() == THERE + 3_600


@pytest.mark.parametrize("wrong", [-7_200, -30, 30, 7_200])
@pytest.mark.parametrize("at", [(7,), (7, 9, 20)])
def test_a_wrong_date_among_others_moves_nothing(
    ours: Ours, its: ItsClock, wrong: int, at: tuple[int, ...]
) -> None:
    for seconds in range(int(GOOD_FOR)):
        its.hear(date(THERE + seconds + (wrong if seconds in at else 0)))
        assert its.now() == THERE + seconds
        ours.later(1)


@pytest.mark.parametrize("jump", [-7_200, 3_600])
def test_two_that_say_the_same_are_believed(ours: Ours, its: ItsClock, jump: int) -> None:
    its.hear(date(THERE))
    for _ in range(2):
        ours.later(1)
        its.hear(date(THERE + jump + int(ours.monotonic) - 1_000))
    assert its.now() == THERE + jump + 2


def test_of_several_answers_the_one_that_says_the_latest_is_nearest(ours: Ours, its: ItsClock) -> None:
    it_is = THERE + 0.75
    for after in (0.0, 0.5, 0.875, 0.75):
        ours.later(after)
        it_is += after
        its.hear(date(int(it_is)))
        assert its.now() <= it_is, "never ahead"
    assert it_is - its.now() == 0.125


def test_a_clock_there_that_was_set_back_is_believed_after_a_while(ours: Ours, its: ItsClock) -> None:
    its.hear(date(THERE + 3_600))
    for _ in range(2):
        ours.later(GOOD_FOR)
        its.hear(date(int(ours.monotonic)))
    assert its.now() == int(ours.monotonic)


def test_what_was_heard_long_ago_does_not_count(ours: Ours, its: ItsClock) -> None:
    its.hear(date(THERE))
    ours.later(2 * GOOD_FOR)
    its.hear(date(THERE + 2 * GOOD_FOR - 5))
    assert its.now() == THERE + 2 * GOOD_FOR - 5, "ours goes too fast"


@pytest.mark.parametrize(
    "said", ["", "now", "Sun, 99 Nov 2026 01:00:00 GMT", "Sun, 22 Nov 99999 01:00:00 GMT"]
)
def test_what_is_no_date_changes_nothing(ours: Ours, its: ItsClock, said: str) -> None:
    its.hear(date(THERE))
    ours.later(1)
    its.hear(said)
    assert its.now() == THERE + 1
    its.hear(date(THERE + 2))
    assert its.now() == THERE + 2, "the next one that is a date is heard"
