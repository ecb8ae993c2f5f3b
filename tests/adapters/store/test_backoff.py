"""The pauses between restarts."""

from __future__ import annotations

from bot.adapters.store.backoff import LONGEST_PAUSE, STEADY, Backoff


def test_the_first_death_is_answered_at_once() -> None:
    assert Backoff().pause_after(0.5) == 0


def test_quick_deaths_are_answered_more_and_more_slowly() -> None:
    backoff = Backoff()
    assert [backoff.pause_after(0) for _ in range(8)] == [0, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, LONGEST_PAUSE]


def test_the_pause_never_exceeds_the_longest() -> None:
    backoff = Backoff()
    assert max(backoff.pause_after(0) for _ in range(2_000)) == LONGEST_PAUSE


def test_a_steady_run_is_forgiven() -> None:
    backoff = Backoff()
    for _ in range(5):
        backoff.pause_after(0)
    assert backoff.pause_after(STEADY) == 0
