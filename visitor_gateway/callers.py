"""Who calls: from which website, and from which address. Pure."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence


def allowed_origin(origin: str | None, host: str, origins: Sequence[str], public_url: str) -> bool:
    """Say whether a browser page of `origin` may connect; what is no browser says no origin, and is no danger here."""
    if origin is None or "*" in origins:
        return True
    own = (f"http://{host}", f"https://{host}", public_url)
    return origin.lower() in {one.lower() for one in (*origins, *own) if one}


def household(address: str) -> str:
    """What limits count as one address: of IPv6 the network of 64 bits, out of which one household picks as it likes."""
    try:
        one = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if one.version == 4:
        return str(one)
    return str(one.ipv4_mapped or ipaddress.ip_network((one, 64), strict=False))


def client_address(peer: str, forwarded: Sequence[str], trusted: Sequence[str]) -> str:
    """Where a connection comes from: the peer's address, or what a trusted proxy says it forwards for.

    `forwarded` are all X-Forwarded-For headers, in their order: some proxies add one instead of extending the last.
    """
    hops = [*(hop.strip() for line in forwarded for hop in line.split(",") if hop.strip()), peer]
    while len(hops) > 1 and _trusted(hops[-1], trusted):
        hops.pop()
    return hops[-1]


def _trusted(address: str, trusted: Sequence[str]) -> bool:
    try:
        one = ipaddress.ip_address(address)
        return any(one in ipaddress.ip_network(network, strict=False) for network in trusted)
    except ValueError:
        return False
