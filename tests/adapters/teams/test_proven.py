"""What is remembered of tokens that were proven: so many, each by its digest, with what it was proven for."""

from __future__ import annotations

import pytest

from bot.adapters.teams.proven import Proof, Proven


URL = "https://smba.trafficmanager.net/teams/"
PROOF = Proof(URL, "k1", object(), since=100.0, until=200.0)


@pytest.mark.parametrize(
    ("url", "now", "holds"),
    [
        (URL, 100.0, True),
        (URL, 199.0, True),
        (URL, 200.0, False),
        (URL, 99.0, False),
        (URL[:-1], 150.0, False),
        ("", 150.0, False),
    ],
)
def test_a_proof_holds_for_its_address_from_when_it_was_made_until_its_end(
    url: str, now: float, *, holds: bool
) -> None:
    assert PROOF.holds(url, now) is holds


@pytest.mark.parametrize("other", ["", "Bearer", "Bearer a.b.d", "bearer a.b.c", "Bearer  a.b.c"])
def test_a_token_is_known_to_the_last_sign(other: str) -> None:
    proven = Proven()
    proven.remember("Bearer a.b.c", PROOF)
    assert proven.of("Bearer a.b.c") is PROOF
    assert proven.of(other) is None


def test_bytes_that_are_no_text_are_looked_up_like_any_other() -> None:
    assert Proven().of(b"Bearer \xff".decode(errors="surrogateescape")) is None


def test_those_that_were_of_no_use_for_longest_give_way() -> None:
    proven = Proven(most=2)
    for name in ("a", "b"):
        proven.remember(name, PROOF)
    assert proven.of("a")
    proven.remember("c", PROOF)
    assert [bool(proven.of(name)) for name in ("a", "b", "c")] == [True, False, True]
    assert repr(proven) == "<Proven, 2 tokens>"


def test_no_token_is_kept_itself() -> None:
    proven = Proven()
    proven.remember("Bearer secret.secret.secret", PROOF)
    assert "secret" not in str(vars(proven))
