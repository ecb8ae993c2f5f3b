"""Which hosts get our token, and are called at all. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from bot.errors import Refused


def is_allowed(url: str, hosts: Sequence[str]) -> bool:
    """Say whether a host is on the list: by name, by ``*.`` and a domain, both by https, or by a whole origin.

    An origin, ``http://127.0.0.1:4999``, is what somebody wrote down on purpose: a proxy, or a stand-in.
    """
    try:
        parts = urlsplit(url)
        _ = parts.port  # only looking at it tells whether it is a port
    except ValueError:
        return False
    host = (parts.hostname or "").lower()
    if not host or parts.username is not None or parts.scheme not in ("http", "https"):
        return False
    return any(_matches(entry.lower(), parts.scheme, host, parts.netloc.lower()) for entry in hosts)


def _matches(entry: str, scheme: str, host: str, netloc: str) -> bool:
    if "://" in entry:
        return entry.rstrip("/") == f"{scheme}://{netloc}"
    if scheme != "https":
        return False
    return host.endswith(entry[1:]) if entry.startswith("*.") else host == entry


def is_service_address(url: str, hosts: Sequence[str]) -> bool:
    """Say whether a connector may be at an address: on the list, and one behind which the names of methods can be put."""
    return is_allowed(url, hosts) and "?" not in url and "#" not in url


def base_of(url: str, hosts: Sequence[str]) -> str:
    """The address below which a connector's methods are, without a slash at its end. Raises `Refused`."""
    if not is_service_address(url, hosts):
        raise Refused("the service address is none of teams.service_hosts, so it gets no token")
    return url.rstrip("/")
