"""Where the app was installed, as the core needs it kept: sealed records that the store cannot read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol


class Installations(Protocol):
    """The workspaces of one site on one platform. All methods raise `StoreUnavailable`; changes are told on the bus."""

    async def all(self) -> Mapping[str, bytes]:
        """Read every record, by its workspace."""

    async def of(self, workspace: str) -> bytes | None:
        """Read the record of one workspace."""

    async def install(self, workspace: str, record: bytes, link: str) -> bool:
        """Put a record in the place of the one before it, and spend the link that allowed it.

        False, and nothing is changed: the link was spent before. Whether it was lost is left for `regain` to say.
        """

    async def change(self, workspace: str, before: bytes, after: bytes) -> bool:
        """Put a record in the place of `before`. False, and nothing is changed: another one is there by now."""

    async def lose(self, workspace: str, why: str) -> None:
        """Remove the record, if there is one, and remember why the app is there no more."""

    async def lost(self) -> Mapping[str, str]:
        """The workspaces where the app was and is no more, each with the reason."""

    async def regain(self, workspace: str) -> bool:
        """The app is there again, by whatever way. Says whether it was lost."""

    async def hear(self, workspace: str, at: int) -> None:
        """Remember when an event came from there, in milliseconds since 1970: that any comes is what matters."""

    async def heard(self) -> Mapping[str, int]:
        """When an event came last, by workspace, give or take a minute."""

    async def is_spent(self, link: str) -> bool:
        """Say whether somebody has installed by this link."""

    async def begin(self, state: str, link: str) -> None:
        """Remember for ten minutes by which link somebody has begun."""

    async def finish(self, state: str) -> str:
        """Say by which link, once; empty for a state that is unknown, used up, or too old."""
