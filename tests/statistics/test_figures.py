"""What follows from what was counted: means, medians, rates."""

from __future__ import annotations

from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.statistics.figures import NOTHING, Figures, rate, together
from bot.statistics.measures import BOUNDS, Count, Time, bucket, bucket_field, sum_field


def of_times(*seconds: float) -> Figures:
    fields: dict[str, int] = {sum_field(Time.WAIT): int(sum(seconds) * 1000)}
    for one in seconds:
        field = bucket_field(Time.WAIT, bucket(int(one * 1000)))
        fields[field] = fields.get(field, 0) + 1
    return Figures(fields)


def test_of_nothing_there_is_no_mean_no_median_and_no_rating() -> None:
    wait = NOTHING.times(Time.WAIT)
    assert (wait.count, wait.mean, wait.median, NOTHING.rating) == (0, None, None, None)


@pytest.mark.parametrize(
    ("seconds", "number"), [(0, 0), (5, 0), (5.001, 1), (7200, 14), (7201, 15), (10**9, 15)]
)
def test_a_time_falls_into_the_bucket_that_ends_at_it_or_after_it(seconds: float, number: int) -> None:
    assert bucket(int(seconds * 1000)) == number


@given(st.lists(st.integers(1, 7200), min_size=1, max_size=60))
def test_the_median_lies_in_the_bucket_of_the_true_one(seconds: list[int]) -> None:
    found = of_times(*seconds).times(Time.WAIT).median
    lower, upper = sorted(seconds)[(len(seconds) - 1) // 2], sorted(seconds)[len(seconds) // 2]
    assert found is not None
    first, last = bucket(lower * 1000), bucket(upper * 1000)
    assert (BOUNDS[first - 1] if first else 0) <= found <= BOUNDS[last]
    assert lower <= median(seconds) <= upper


def test_a_median_beyond_the_last_bound_is_told_as_that_bound() -> None:
    assert of_times(10_000, 20_000).times(Time.WAIT).median == BOUNDS[-1]


def test_days_are_put_together_field_by_field() -> None:
    day = Figures({"goals": 2, "stars": 9, "ratings": 2}, shown=3)
    both = together([day, Figures({"goals": 1}, shown=1), NOTHING])
    assert (both.number(Count.GOALS), both.triggered, both.rating) == (3, 4, 4.5)


def test_whoever_engaged_was_shown_something_whatever_a_crash_left_uncounted() -> None:
    assert Figures({"engaged": 5}, shown=3).triggered == 5


@pytest.mark.parametrize(("part", "whole", "share"), [(1, 4, 0.25), (0, 0, None), (3, 2, 1.0)])
def test_a_share_of_nothing_is_none_and_never_more_than_all(
    part: int, whole: int, share: float | None
) -> None:
    assert rate(part, whole) == share
