"""What is said of a store that does not do its work: words that people understand, and which docs/operations.md explains."""

from __future__ import annotations

import pytest
from redis.exceptions import AuthenticationError, BusyLoadingError, RedisError, ResponseError
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

from bot.adapters.store.connection import REFUSALS, in_words, store_errors, whereabouts
from bot.errors import StoreUnavailable
from tests.pages import ROOT


PAGE = (ROOT / "docs" / "operations.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (RedisConnectionError("Error 111 connecting to 10.0.0.7:6379."), "the store cannot be reached"),
        (ConnectionRefusedError(111, "refused"), "the store cannot be reached"),
        (RedisTimeoutError("Timeout reading from 10.0.0.7"), "the store does not answer in time"),
        (TimeoutError(), "the store does not answer in time"),
        (BusyLoadingError("Redis is loading", status_code="LOADING"), REFUSALS["LOADING"]),
        (
            AuthenticationError("invalid username-password pair", status_code="WRONGPASS"),
            REFUSALS["WRONGPASS"],
        ),
        (AuthenticationError("Client sent AUTH"), REFUSALS["WRONGPASS"]),
        (
            ResponseError("MISCONF Errors writing to the AOF file: No space left on device"),
            REFUSALS["MISCONF"],
        ),
        (ResponseError("OOM command not allowed. script: 1a2b, on @user_script:53."), REFUSALS["OOM"]),
        (ResponseError("user_script:53: attempt to index nil"), "the store does not do what we ask of it"),
    ],
    ids=repr,
)
def test_an_error_of_the_library_becomes_words(error: RedisError | OSError, words: str) -> None:
    assert in_words(error) == words
    with pytest.raises(StoreUnavailable, match=f"^{words}$"), store_errors():
        raise error


def test_what_people_may_read_on_readyz_is_on_the_operators_page() -> None:
    said = [*REFUSALS.values(), *(in_words(error) for error in (OSError(), TimeoutError(), RedisError()))]
    for words in said:
        assert words.removeprefix("the store ") in PAGE, words


@pytest.mark.parametrize(
    ("url", "where"),
    [
        ("redis://:hunter2@10.0.0.7:6380/2", "10.0.0.7:6380"),
        ("rediss://user:hunter2@store.example", "store.example:6379"),
        ("redis://[::1]:6379", "::1:6379"),
        ("unix:///run/store.sock?db=1", "/run/store.sock"),
    ],
)
def test_people_are_told_where_a_server_is_and_no_password(url: str, where: str) -> None:
    assert whereabouts(url) == where
