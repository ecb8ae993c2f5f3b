"""The token goes to allowed hosts by https, and to an origin that somebody wrote down."""

from __future__ import annotations

import pytest

from bot.adapters.teams.reachable import base_of, is_allowed
from bot.errors import Refused
from config.settings import Teams


HOSTS = Teams().service_hosts
STAND_IN = "http://127.0.0.1:4999"


@pytest.mark.parametrize(
    "url",
    [
        "https://smba.trafficmanager.net/emea/8a3b1f00-0000-4000-8000-000000000001/",
        "https://SMBA.trafficmanager.net/teams",
        "https://smba.infra.gcc.teams.microsoft.com/gcc",
        "https://smba.infra.gov.teams.microsoft.us/gcch/",
        "https://europe.api.botframework.com:443/",
    ],
)
def test_microsofts_connectors_are_allowed(url: str) -> None:
    assert is_allowed(url, HOSTS)


@pytest.mark.parametrize(
    "url",
    [
        "http://smba.trafficmanager.net/teams/",
        "https://smba.trafficmanager.net.evil.example/teams/",
        "https://evil.example/smba.trafficmanager.net/",
        "https://evil-smba.trafficmanager.net/",
        "https://evilbotframework.com/",
        "https://teams.microsoft.com.evil.example/",
        "https://user@smba.trafficmanager.net/teams/",
        "https://smba.trafficmanager.net@evil.example/",
        "https://smba.trafficmanager.net\\@evil.example/",
        "https://smba.trafficmanager.net:x/",
        "https://[::1/",
        "//smba.trafficmanager.net/teams/",
        "ftp://smba.trafficmanager.net/",
        "https:///teams/",
        "",
        STAND_IN,
    ],
)
def test_everything_else_is_not(url: str) -> None:
    assert not is_allowed(url, HOSTS)
    with pytest.raises(Refused, match="service_hosts"):
        base_of(url, HOSTS)


@pytest.mark.parametrize("end", ["?to=evil.example", "?", "#evil.example"])
def test_nothing_that_methods_cannot_be_put_behind_is_a_connector(end: str) -> None:
    with pytest.raises(Refused):
        base_of(f"https://smba.trafficmanager.net/teams/{end}", HOSTS)


def test_a_stand_in_is_allowed_where_it_is_configured_and_on_its_own_port_alone() -> None:
    assert is_allowed(f"{STAND_IN}/emea/", (*HOSTS, STAND_IN))
    assert not is_allowed("http://127.0.0.1:5000/", (*HOSTS, STAND_IN))
    assert not is_allowed("https://127.0.0.1:4999/", (*HOSTS, STAND_IN))


def test_the_base_has_no_slash_at_its_end() -> None:
    assert (
        base_of("https://smba.trafficmanager.net/teams//", HOSTS) == "https://smba.trafficmanager.net/teams"
    )
