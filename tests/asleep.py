"""A client that says one thing over a WebSocket and never reads what comes."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Mapping

import msgspec


def masked(text: bytes) -> bytes:
    """A text frame of 126 to 65,535 bytes, or less, as browsers send it; the mask is all zeros."""
    return bytes([0x81, 0x80 | 126]) + len(text).to_bytes(2, "big") + bytes(4) + text


async def asleep_at(
    port: int, path: str, says: object, headers: Mapping[str, str] | None = None
) -> socket.socket:
    """Connect over a small window, say it, and sleep."""
    loop = asyncio.get_running_loop()
    raw = socket.socket()
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    raw.setblocking(False)
    await loop.sock_connect(raw, ("127.0.0.1", port))
    given = {
        "Host": f"127.0.0.1:{port}",
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
        **(headers or {}),
    }
    lines = [f"GET {path} HTTP/1.1", *(f"{name}: {value}" for name, value in given.items())]
    await loop.sock_sendall(raw, "\r\n".join([*lines, "", ""]).encode())
    await loop.sock_sendall(raw, masked(msgspec.json.encode(says)))
    return raw
