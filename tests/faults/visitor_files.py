"""A visitor's file, by HTTP as the widget sends it: again, under the same id, until it is accepted or refused."""

from __future__ import annotations

import asyncio
from typing import NamedTuple

import aiohttp


AGAIN = ("too_fast", "unavailable")
"""Codes with which the gateway asks for the same once more."""
PAUSE = 0.2
PATIENT_FOR = aiohttp.ClientTimeout(total=5)


class SentFile(NamedTuple):
    """A file that a visitor sent, and whether they were told that it was accepted."""

    wish: str
    name: str
    content: bytes
    accepted: bool


async def send(address: str, token: str, wish: str, name: str, content: bytes) -> SentFile:
    """Send it to the `address` of the conversation's files."""
    headers = {"Authorization": f"Bearer {token}"}
    async with aiohttp.ClientSession(timeout=PATIENT_FOR) as session:
        while True:
            try:
                async with session.post(
                    address, params={"id": wish, "name": name}, data=content, headers=headers
                ) as answer:
                    frame = await answer.json(content_type=None)
            except (aiohttp.ClientError, OSError, TimeoutError, ValueError):
                frame = {"code": AGAIN[0]}
            if frame.get("code") not in AGAIN:
                return SentFile(wish, name, content, frame.get("type") == "accepted")
            await asyncio.sleep(PAUSE)
