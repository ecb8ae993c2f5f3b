"""What one section finds out and later ones need."""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import dataclass

from aiohttp import ClientSession

from bot.commands.parts import Parts
from bot.ports import Installations, Shelf
from config.settings import Settings


@dataclass
class Found:
    """One examination. `stack` holds what is closed at its end."""

    settings: Settings
    session: ClientSession
    stack: AsyncExitStack
    running: bool = False
    """A Threadline answers at the address of the settings."""
    parts: Parts | None = None
    """What commands work with, where the store can be read."""
    installations: Installations | None = None
    """Where the app is installed, where the store can be read."""
    shelf: Shelf | None = None
    """What adapters keep, where the store can be read."""
