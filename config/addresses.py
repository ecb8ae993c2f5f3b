"""What makes a web address or a host name usable. Each check answers with the remedy, or None if all is well."""

from __future__ import annotations

import re
from ipaddress import ip_address, ip_network
from urllib.parse import SplitResult, urlsplit


_HOST = re.compile(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?", re.IGNORECASE)
_DEFAULT_PORTS = {"http": 80, "https": 443}


def origin_remedy(address: str) -> str | None:
    """Browsers send an origin in one spelling only (RFC 6454 §6.2): another one would never match."""
    if address == "*":
        return None
    canonical = _origin(address if "://" in address else f"https://{address}")
    if canonical == address:
        return None
    return f"Write it as {canonical}." if canonical else "Write for example https://www.example.com."


def public_url_remedy(address: str) -> str | None:
    """The address under which browsers reach us: an origin, or empty for "as the server listens"."""
    return origin_remedy(address) if address != "*" else "Write for example https://chat.example.com."


def api_url_remedy(address: str) -> str | None:
    """The base of a web API: method names are put behind its last slash."""
    parts = _split(address)
    if parts is None or parts.query or parts.fragment or not _origin(f"{parts.scheme}://{parts.netloc}"):
        return "Write for example https://slack.com/api/."
    return None if address.endswith("/") else f"Put a slash at its end: {address}/"


def address_remedy(address: str) -> str | None:
    """The whole address of something on the web, without a question behind it."""
    parts = _split(address)
    if parts is None or parts.query or parts.fragment or not _origin(f"{parts.scheme}://{parts.netloc}"):
        return "Write a whole address, for example https://login.example.com/."
    return None


def host_remedy(host: str) -> str | None:
    """An address to listen on: an IP address or a name, without scheme and port."""
    if _is_host(host):
        return None
    return "Write for example 127.0.0.1 (this machine only) or 0.0.0.0 (everybody); the port is a key of its own."


def network_remedy(network: str) -> str | None:
    """An IP address, or a network of them."""
    try:
        ip_network(network, strict=False)
    except ValueError:
        return "Write for example 10.0.0.7 or 10.0.0.0/8."
    return None


def _split(address: str) -> SplitResult | None:
    try:
        parts = urlsplit(address)
        _ = parts.port  # only looking at it tells whether it is a port
    except ValueError:
        return None
    return parts if parts.scheme in _DEFAULT_PORTS and parts.hostname else None


def _origin(address: str) -> str | None:
    """The spelling of browsers: lower case, punycode, no default port, no path."""
    parts = _split(address)
    if parts is None or "@" in parts.netloc:
        return None
    host = _ascii(parts.hostname or "")
    if host is None or not _is_host(host):
        return None
    name = f"[{host}]" if ":" in host else host
    port = f":{parts.port}" if parts.port not in (None, _DEFAULT_PORTS[parts.scheme]) else ""
    return f"{parts.scheme}://{name}{port}"


def _ascii(host: str) -> str | None:
    try:
        return host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        return None


def _is_host(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return len(host) <= 253 and _HOST.fullmatch(host) is not None  # RFC 1035 §2.3.4
    return True
