"""The sections of the doctor, in the order in which trouble is best mended."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack

from aiohttp import ClientSession, ClientTimeout

from bot.commands.routing_points import routing
from bot.doctor import address, dialogues, machine, slack, store, teams
from bot.doctor.finding import Found
from bot.errors import StoreUnavailable
from bot.ports import Point
from config.settings import Settings


PATIENCE = ClientTimeout(total=10, connect=5)
"""Slower is not well either: Slack gives up after 3 seconds."""

Begun = Callable[[str], None]
"""Is told which section is being looked at."""


async def examine(settings: Settings, begun: Begun) -> dict[str, Sequence[Point]]:
    """Look at everything, section by section. What cannot be looked at is a point; it raises nothing."""
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(ClientSession(timeout=PATIENCE))
        found = Found(settings, session, stack)
        looked: dict[str, Sequence[Point]] = {}
        for title, look in SECTIONS:
            begun(title)
            if points := await look(found):
                looked[title] = points
        return looked


async def _routing(found: Found) -> Sequence[Point]:
    """Look at what admins arrange, where the store can be read."""
    if found.parts is None:
        return ()
    try:
        return await routing(found.parts)
    except StoreUnavailable:  # its own section says so
        return ()


SECTIONS: tuple[tuple[str, Callable[[Found], Awaitable[Sequence[Point]]]], ...] = (
    ("This machine", machine.look),
    ("Store", store.look),
    ("Public address", address.look),
    ("Slack", slack.look),
    ("Microsoft Teams", teams.look),
    ("Dialogues", dialogues.look),
    ("Routing", _routing),
)
