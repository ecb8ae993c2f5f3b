"""Links and sessions: who holds one is that person, until it expires, and nobody can make one."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from bot.adapters.desk.links import Purpose, seal, sign_link, unseal
from bot.errors import BadToken
from tests.adapters.desk.served import ANN, SECRET


def key_of(link: str) -> str:
    [key] = parse_qs(urlsplit(link).query)["key"]
    return key


def test_a_link_leads_to_the_desk_and_says_who_it_is_for() -> None:
    link = sign_link(SECRET, ANN, "http://127.0.0.1:8080/", 600, now=1000)
    assert link.startswith("http://127.0.0.1:8080/desk?key=")
    assert unseal(SECRET, "link", key_of(link), now=1599) == (ANN, 1600)


def test_an_expired_link_is_refused() -> None:
    link = sign_link(SECRET, ANN, "http://127.0.0.1:8080", 600, now=1000)
    with pytest.raises(BadToken, match="expired"):
        unseal(SECRET, "link", key_of(link), now=1600)


def test_a_link_of_another_installation_is_refused() -> None:
    sealed = seal("another secret", "link", ANN, until=9999)
    with pytest.raises(BadToken):
        unseal(SECRET, "link", sealed, now=1000)


@pytest.mark.parametrize(("made", "read"), [("link", "session"), ("session", "link")])
def test_a_link_is_not_a_session_nor_the_other_way_round(made: Purpose, read: Purpose) -> None:
    sealed = seal(SECRET, made, ANN, until=9999)
    with pytest.raises(BadToken):
        unseal(SECRET, read, sealed, now=1000)


def test_a_link_with_any_letter_changed_is_refused() -> None:
    sealed = seal(SECRET, "link", ANN, until=9999)
    # The last letter is left out: base64 carries two bits there that mean nothing.
    for place in range(len(sealed) - 1):
        forged = sealed[:place] + ("A" if sealed[place] != "A" else "B") + sealed[place + 1 :]
        with pytest.raises(BadToken):
            unseal(SECRET, "link", forged, now=1000)


@pytest.mark.parametrize("junk", ["", ".", "a.b", "é", "\x00", "x" * 10_000])
def test_junk_is_refused(junk: str) -> None:
    with pytest.raises(BadToken):
        unseal(SECRET, "session", junk, now=1000)
