"""What all connections of visitors to one site share, and what carries the frames of one."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from aiohttp import WSMessage

from bot.ports import Conversations
from bot.seldom import Seldom
from visitor_gateway.admission import Admission
from visitor_gateway.conversing import Conversing
from visitor_gateway.hub import Hub
from visitor_gateway.limits import Limit
from visitor_gateway.presence import Presence
from visitor_gateway.tokens import VisitorTokens
from visitor_gateway.waiting_room import WaitingRoom


class Site(NamedTuple):
    """What all connections of a site share."""

    conversing: Conversing
    conversations: Conversations
    hub: Hub
    room: WaitingRoom
    presence: Presence
    tokens: VisitorTokens
    admission: Admission
    messages: Limit
    beginnings: Limit
    readings: Limit
    """How often one visitor, or an address with new ones, may say hello. A long conversation costs much more to read
    than asking for it."""
    message_length: int
    frames_per_second: int
    file_bytes: int
    """How large a file of a visitor may be; 0: none are taken."""
    aways: Seldom
    refusals: Seldom
    """Who says how often the store was away for a visitor, and how often one was turned away."""


class Socket(Protocol):
    """What carries frames to a visitor and back: aiohttp's WebSocket, or a `Stream`. It ends with `ConnectionResetError`."""

    @property
    def closed(self) -> bool:
        """Whether it is over."""

    async def receive(self, timeout: float | None = None) -> WSMessage:
        """The next frame, as a text, or that it is over. Raises `TimeoutError` after so many seconds."""

    async def send_str(self, data: str) -> None:
        """Say a frame."""

    async def close(self, *, code: int, message: bytes = b"") -> bool:
        """End it."""
