"""Who may change what, and who changed what, as the core needs it kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from bot.ids import Person, TeamName
from bot.ports.by import By


class Role(NamedTuple):
    """What somebody may do."""

    admin: bool
    agent: bool
    leads: tuple[TeamName, ...]
    """The teams that they lead."""


class AuditLine(NamedTuple):
    """One change: who made it, what it was, and when in milliseconds since 1970."""

    who: Person
    """Empty where nobody did: a schedule, a timer, or whoever owns the machine."""
    what: str
    at: int


class Admins(Protocol):
    """The admins of one site, and the audit log. All methods raise `StoreUnavailable`."""

    async def is_admin(self, person: Person) -> bool:
        """Say whether somebody may change agents, teams and settings."""

    async def admins(self) -> list[Person]:
        """List the admins."""

    async def role_of(self, person: Person) -> Role:
        """Say what somebody may do."""

    async def claim(self, person: Person, code: str, by: By) -> bool:
        """Make somebody the first admin if `code` is the one-time code. The code works once."""

    async def add(self, person: Person, by: By) -> bool:
        """Make somebody an admin. Says whether they are new."""

    async def remove(self, person: Person, by: By) -> bool:
        """Take it away again. False: they are the last one, or none; then nothing is changed, however many try at once."""

    async def audit(self, limit: int, of: str = "") -> Sequence[AuditLine]:
        """Read the newest lines of the audit log, newest first: those that have `of` in them, without regard to case."""

    async def note(self, what: str, by: By) -> None:
        """Write a line to the audit log for what changes nothing here, such as what was refused."""
