"""What is sealed can be opened with the key, with an older key beside it, and not otherwise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sealing import CannotOpen, Seal


OLD, NEW = "an old key of thirty-two characters", "a new key of thirty-two characters"
DATA = b'{"token": "xoxb-1"}'


@given(st.binary(max_size=200))
def test_what_was_sealed_is_opened_again(data: bytes) -> None:
    seal = Seal([NEW], "x")
    assert seal.open(seal.close(data)) == data


def test_nothing_of_it_can_be_read_and_twice_the_same_differs() -> None:
    seal = Seal([NEW], "x")
    sealed = seal.close(DATA)
    assert b"xoxb" not in sealed
    assert sealed != seal.close(DATA)


def test_an_old_key_beside_the_new_one_opens_what_it_sealed() -> None:
    sealed = Seal([OLD], "x").close(DATA)
    both = Seal([NEW, OLD], "x")
    assert both.open(sealed) == DATA
    assert not both.is_current(sealed)
    assert both.is_current(both.close(DATA))
    assert Seal([NEW], "x").open(both.close(DATA)) == DATA


@pytest.mark.parametrize("other", [Seal([OLD], "x"), Seal([NEW], "y")])
def test_another_key_or_another_purpose_opens_nothing(other: Seal) -> None:
    with pytest.raises(CannotOpen):
        other.open(Seal([NEW], "x").close(DATA))


@pytest.mark.parametrize("at", [0, 9, 30, -1])
def test_what_was_changed_is_not_opened(at: int) -> None:
    seal = Seal([NEW], "x")
    sealed = bytearray(seal.close(DATA))
    sealed[at] = ord("A") if sealed[at] != ord("A") else ord("B")
    with pytest.raises(CannotOpen):
        seal.open(bytes(sealed))


@pytest.mark.parametrize("sealed", [b"", b"x", b"\xff" * 100])
def test_what_was_never_sealed_is_not_opened(sealed: bytes) -> None:
    with pytest.raises(CannotOpen):
        Seal([NEW], "x").open(sealed)


def test_a_seal_without_a_key_is_none() -> None:
    with pytest.raises(ValueError, match="needs a key"):
        Seal([], "x")
