"""The pictures that a message names, as a client fetches them to show them.

https://learn.microsoft.com/microsoftteams/platform/bots/how-to/format-your-bot-messages: at most 1024 x 1024 and 1 MB, in
PNG, JPEG or GIF.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

import aiohttp

from .platform import Platform
from .visible import seen
from .world import Message


LARGEST = 1024 * 1024
LONGEST_SIDE = 1024
LOCAL = "http://127.0.0.1"
"""Only what is on this machine is fetched."""


@dataclass(frozen=True, kw_only=True)
class Picture:
    """What came from an address. `side` is the longer one in pixels, 0 where it is not known."""

    status: int
    content_type: str
    size: int
    side: int

    @property
    def wrong(self) -> str:
        """Why a client does not show it, "" if it does."""
        if self.content_type not in ("image/png", "image/jpeg", "image/gif"):
            return f"a picture of {self.content_type}"
        if self.size > LARGEST or self.side > LONGEST_SIDE:
            return f"a picture of {self.size} bytes and {self.side} pixels"
        return ""


async def look_at(platform: Platform, message: Message) -> None:
    """Fetch the pictures of a message; what cannot be shown is an offence, what is not there is just not shown."""
    addresses = [address for address in seen(message).images if address.startswith(LOCAL)]
    if not addresses:
        return
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session:
        for address in addresses:
            try:
                picture = await _fetched(session, address)
            except (aiohttp.ClientError, TimeoutError, OSError):
                continue
            platform.pictures[address] = picture
            if picture.status == 200 and picture.wrong:
                platform.offences.note(f"{picture.wrong} at {address}")
            platform.changes.notify()


async def _fetched(session: aiohttp.ClientSession, address: str) -> Picture:
    async with session.get(address) as answer:
        content = await answer.read()
        return Picture(
            status=answer.status, content_type=answer.content_type, size=len(content), side=_side(content)
        )


def _side(content: bytes) -> int:
    """The longer side of a PNG or a GIF."""
    if content.startswith(b"\x89PNG") and len(content) >= 24:
        return int(max(struct.unpack(">II", content[16:24])))
    if content.startswith(b"GIF8") and len(content) >= 10:
        return int(max(struct.unpack("<HH", content[6:10])))
    return 0
