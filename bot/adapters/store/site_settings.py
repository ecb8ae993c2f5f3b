"""The site's settings in the store: fills `SiteSettings` of bot/ports/."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from bot.adapters.store.arranging import HOURS, Arranger, Decide, Plan, written
from bot.adapters.store.attendance import TEAM
from bot.adapters.store.connection import store_errors, text
from bot.adapters.store.structure import Structure, team_changes
from bot.errors import BadInput
from bot.ports import SYSTEM, By
from bot.routing.hours import Holiday, Schedule
from bot.routing.settings import RoutingSettings, merged, shown


FILE = "file"
"""Where the hash `site` keeps what the settings file said when everybody was placed by it."""
ORDER = "order"
"""Where the hash `site` keeps the order of turns, for scripts/with/turns.lua."""
PLACING = frozenset(["capacity", "order"])
"""Settings by which every agent stands otherwise."""


class RedisSiteSettings:
    """The numbers, texts, hours and holidays of one site."""

    def __init__(self, arranger: Arranger) -> None:
        self._arranger = arranger

    async def settings(self) -> RoutingSettings:
        """As they hold now."""
        return (await self._arranger.structure()).settings

    async def changed(self) -> Mapping[str, object]:
        """What differs from the file, by its name."""
        return (await self._arranger.structure()).changed

    async def set(self, name: str, value: object, by: By) -> None:
        """Change one setting. Raises `BadInput` for one that cannot be."""
        kept = msgspec.to_builtins(value)
        if name not in RoutingSettings.__struct_fields__:
            raise BadInput(f"There is no setting {name}.")

        async def decide(structure: Structure) -> Plan | None:
            if name in structure.changed and structure.changed[name] == kept:
                return None
            order = self._order({**structure.changed, name: kept})
            put = {"settings": {name: written(kept)}, "site": {ORDER: order}}
            return Plan(put=put, audit=[f"set {name} to {shown(name, value)}"])

        await self._carry_out(name, decide, by)

    async def reset(self, name: str, by: By) -> bool:
        """Follow the file again. Says whether it differed."""

        async def decide(structure: Structure) -> Plan | None:
            if name not in structure.changed:
                return None
            others = {one: value for one, value in structure.changed.items() if one != name}
            put = {"site": {ORDER: self._order(others)}}
            return Plan(put=put, drop={"settings": [name]}, audit=[f"reset {name}"])

        return await self._carry_out(name, decide, by)

    def _order(self, changed: Mapping[str, object]) -> str:
        try:
            return merged(self._arranger.defaults, changed).order
        except msgspec.ValidationError as error:
            raise BadInput(str(error)) from error

    async def _carry_out(self, name: str, decide: Decide, by: By) -> bool:
        changed = await self._arranger.arrange(by, decide)
        if changed and name in PLACING:
            await self._arranger.place_everybody(by)
        return changed

    async def follow_file(self, at: int) -> bool:
        """Place everybody by what the settings file says, if it says something else than when they were placed."""
        said = written(self._arranger.defaults)

        async def decide(structure: Structure) -> Plan:
            return Plan(put={"site": {FILE: said, ORDER: structure.settings.order}})

        with store_errors():
            kept = await self._arranger.redis.hget(self._arranger.keys.plain("site"), FILE)
        if kept is not None and text(kept) == said:
            return False
        await self._arranger.place_everybody(By(SYSTEM, at))
        return await self._arranger.arrange(By(SYSTEM, at), decide)

    # --- hours and holidays

    async def hours(self) -> Schedule | None:
        """The site's hours; None is always."""
        return (await self._arranger.structure()).hours

    async def set_hours(self, schedule: Schedule | None, by: By) -> None:
        """Set the site's hours."""

        async def decide(structure: Structure) -> Plan | None:
            if structure.hours == schedule:
                return None
            said = ["set the hours of the site"]
            if schedule is None:
                return Plan(drop={"site": [HOURS]}, audit=said)
            return Plan(put={"site": {HOURS: written(schedule)}}, audit=said)

        await self._arranger.arrange(by, decide)

    async def holidays(self) -> Sequence[Holiday]:
        """List the holidays, by date."""
        return (await self._arranger.structure()).holidays

    async def add_holiday(self, holiday: Holiday, by: By) -> bool:
        """Add one; one on the same date is replaced. Says whether anything changed."""

        async def decide(structure: Structure) -> Plan | None:
            if holiday in structure.holidays:
                return None
            others = tuple(one for one in structure.holidays if _date(one) != _date(holiday))
            then = structure._replace(holidays=(*others, holiday))
            put = {"holidays": {_date(holiday): written(holiday)}}
            said = f"added holiday {_date(holiday)} {holiday.name}".rstrip()
            return Plan(put=put, rota=_rota(then, by.at), audit=[said])

        return await self._holidays_changed(decide, by)

    async def remove_holiday(self, holiday: Holiday, by: By) -> bool:
        """Remove the one on this date, and of this year if it has one. Says whether it was there."""

        async def decide(structure: Structure) -> Plan | None:
            others = tuple(one for one in structure.holidays if _date(one) != _date(holiday))
            if len(others) == len(structure.holidays):
                return None
            then = structure._replace(holidays=others)
            said = f"removed holiday {_date(holiday)}"
            return Plan(drop={"holidays": [_date(holiday)]}, rota=_rota(then, by.at), audit=[said])

        return await self._holidays_changed(decide, by)

    async def _holidays_changed(self, decide: Decide, by: By) -> bool:
        changed = await self._arranger.arrange(by, decide)
        if changed:
            await self._arranger.place_everybody(by)
        return changed


def _date(holiday: Holiday) -> str:
    """Where a holiday is kept: under its date, with the year if it is of one year only."""
    year = f"{holiday.year:04}-" if holiday.year else ""
    return f"{year}{holiday.month:02}-{holiday.day:02}"


def _rota(structure: Structure, at: int) -> dict[str, int]:
    return {TEAM + name: team_changes(kept, structure.holidays, at) for name, kept in structure.teams.items()}
