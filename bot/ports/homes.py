"""Homes that platforms show, and who of several processes looks after them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.home import Home
from bot.ids import Person


class OpenHomes(Protocol):
    """Who has looked at their home lately. All methods raise `StoreUnavailable`."""

    async def opened(self, person: Person, at: int) -> None:
        """Remember that somebody looked at it, at `at` in milliseconds since 1970."""

    async def since(self, at: int) -> Sequence[Person]:
        """Name who has looked at it since then."""


class Leadership(Protocol):
    """One process for each job that only one needs to do."""

    async def lead(self, job: str, lease: float) -> bool:
        """Say whether this process does the job for the next `lease` seconds. Raises `StoreUnavailable`."""


class PresencePlatform(Protocol):
    """A platform that shows who is there. May raise `Throttled`, `Unreachable`, `InDoubt` and `Refused`."""

    async def is_present(self, person: Person) -> bool:
        """Say whether somebody is there and may be disturbed."""


class HomePlatform(Protocol):
    """A platform that shows homes. May raise `Throttled`, `Unreachable`, `InDoubt` and `Refused`."""

    async def show_home(self, person: Person, home: Home) -> None:
        """Show somebody their home, in place of what they were shown before. May be repeated at will."""
