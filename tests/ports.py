"""Ports that stay ours while nobody listens on them."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit


class Reserved:
    """Ports that are bound and never listened on: nobody else is given them while their process is away."""

    def __init__(self) -> None:
        self._sockets: list[socket.socket] = []

    def port(self) -> int:
        """One more."""
        kept = socket.socket()
        kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        kept.bind(("127.0.0.1", 0))
        self._sockets.append(kept)
        return int(kept.getsockname()[1])

    def close(self) -> None:
        """Give them back."""
        for kept in self._sockets:
            kept.close()


@contextmanager
def held_port() -> Iterator[int]:
    """One to listen on later; ours until the block ends."""
    reserved = Reserved()
    try:
        yield reserved.port()
    finally:
        reserved.close()


def port_of(url: str) -> int:
    """The port in an address."""
    return urlsplit(url).port or 80
