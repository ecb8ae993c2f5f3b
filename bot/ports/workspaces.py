"""The workspaces of a platform where the app may be installed while we run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol


class Workspace(NamedTuple):
    """One workspace."""

    id: str
    name: str
    lost: str = ""
    """Why the app is there no more; empty if it is there."""


class Workspaces(Protocol):
    """Where the app is, and how it comes into another workspace. All methods raise `StoreUnavailable`."""

    def link(self) -> str:
        """Make a link by which the app can be installed in one more workspace: once, within a day."""

    async def workspaces(self) -> Sequence[Workspace]:
        """List those where the app is, and those where it was."""
