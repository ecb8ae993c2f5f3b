"""Rules, accounts and settings of a site as the core needs them kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from bot.ports.by import By
from bot.routing.hours import Holiday, Schedule
from bot.routing.rules import Rule
from bot.routing.settings import RoutingSettings


class Rules(Protocol):
    """The custom rules of one site. All methods raise `StoreUnavailable`; changes `UnknownKey` for no such rule."""

    async def rules(self) -> Sequence[Rule]:
        """List all rules in the order in which they are gone through."""

    async def add(self, rule: Rule, by: By) -> Rule | None:
        """Add a rule; its id and age are given here. None: there is one of that name, without regard to case.

        Raises `UnknownKey` for a target that is not there.
        """

    async def change(self, rule: Rule, by: By) -> None:
        """Put the rule in place of the one with the same id. Raises `UnknownKey` for a target that is not there."""

    async def move(self, rule: str, place: int, by: By) -> bool:
        """Put a rule, by its id, at another place in the order, 1 is first. Says whether it was elsewhere.

        It takes the priority of the rule that stands there.
        """

    async def remove(self, rule: str, by: By) -> None:
        """Remove a rule, by its id. Visitors who wait for its own pool alone get the fallback message."""


class Accounts(Protocol):
    """E-mail domains that are sent to an agent or a team, by the target's pool word. All methods raise `StoreUnavailable`."""

    async def accounts(self) -> Mapping[str, str]:
        """List them: from the domain, in its compared form, to the pool word."""

    async def put(self, accounts: Mapping[str, str], by: By) -> int:
        """Add some or put them in place of others, all or none. Says how many are new or otherwise than before.

        Raises `UnknownKey` for a target that is not there.
        """

    async def remove(self, domain: str, by: By) -> bool:
        """Remove one. Says whether it was there."""


class SiteSettings(Protocol):
    """The numbers, texts, hours and holidays of one site. All methods raise `StoreUnavailable`."""

    async def settings(self) -> RoutingSettings:
        """As they hold now: the file's, and on top of them what was changed by commands."""

    async def changed(self) -> Mapping[str, object]:
        """What differs from the file, by its name."""

    async def set(self, name: str, value: object, by: By) -> None:
        """Change one setting; `value` was read by `routing.settings.read`. Raises `BadInput` for one that cannot be."""

    async def reset(self, name: str, by: By) -> bool:
        """Follow the file again. Says whether it differed."""

    async def hours(self) -> Schedule | None:
        """The site's hours; None is always."""

    async def set_hours(self, schedule: Schedule | None, by: By) -> None:
        """Set the site's hours."""

    async def holidays(self) -> Sequence[Holiday]:
        """List the holidays, by date."""

    async def add_holiday(self, holiday: Holiday, by: By) -> bool:
        """Add one; one on the same date is replaced. Says whether anything changed."""

    async def remove_holiday(self, holiday: Holiday, by: By) -> bool:
        """Remove the one on this date, and of this year if it has one. Says whether it was there."""
