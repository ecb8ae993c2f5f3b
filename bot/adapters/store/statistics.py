"""What was counted, in the store: fills `Statistics` of bot/ports/."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from bot.adapters.store.connection import Client, store_errors, text, together
from bot.adapters.store.keys import TALLY_LIFETIME, Keys
from bot.adapters.store.scripting import Script
from bot.conversation.counting import counts
from bot.events import ConversationStarted
from bot.ports import Commit, Shown, Told
from bot.routing.pools import team_of_pool
from bot.statistics import Figures, Of
from bot.statistics.days import day_of
from bot.statistics.figures import together as in_all


AT_ONCE = 31
"""Days, or dialogues on a day, that are read in one go."""
SHOWN = "shown"
"""The field that says of a dialogue that there is something to count."""

_pack = msgspec.msgpack.Encoder()


def counted(change: Commit, zone: str) -> list[list[str | int]]:
    """What a commit adds, as scripts/commit.lua reads it: the key's end, the field, and how much. Pure."""
    added: dict[tuple[str, str], int] = {}
    for of, name, field, by in counts(change.before, change.events, change.after):
        key = (of, f"{name}|{field}")
        added[key] = added.get(key, 0) + by
    if not added:
        return []
    day = day_of(change.events[0].at, zone)
    return [[f"{of}|{day}", field, by] for (of, field), by in added.items()]


def begun_with(change: Commit, zone: str) -> dict[str, object]:
    """The dialogue with which a conversation begins was shown: the conversation bears its opening's name. Pure."""
    first = change.events[0]
    if not isinstance(first, ConversationStarted) or first.preview or not first.dialogue:
        return {}
    return {"shown": {"day": day_of(first.at, zone), "dialogue": first.dialogue}}


class RedisStatistics:
    """What was counted on one site."""

    def __init__(self, redis: Client, keys: Keys) -> None:
        self._redis = redis
        self._keys = keys
        self._add_shown = Script(redis, keys, "add_shown")

    async def figures(self, of: Of, days: Sequence[str]) -> Mapping[Told, Figures]:
        """What was counted on each of these days."""
        fields: dict[Told, dict[str, int]] = {}
        for some in (days[first : first + AT_ONCE] for first in range(0, len(days), AT_ONCE)):
            asked = (("HGETALL", self._keys.of("figures", f"{of}|{day}")) for day in some)
            for day, found in zip(some, await self._together(*asked), strict=True):
                for packed, count in found.items():
                    name, _, field = text(packed).rpartition("|")
                    of_name = fields.setdefault(Told(day, name), {})
                    if field != SHOWN:
                        of_name[field] = int(count)
        if of is Of.TEAM:
            return await self._of_teams(fields)
        shown = await self._shown(of, days, fields)
        return {told: Figures(fields.get(told, {}), shown.get(told, 0)) for told in {**fields, **shown}}

    async def _of_teams(self, fields: Mapping[Told, dict[str, int]]) -> Mapping[Told, Figures]:
        """Put what was counted under former names of a team under its present one."""
        with store_errors():
            renamed = await self._redis.hgetall(self._keys.plain("renamed"))
        now_called = {team_of_pool(text(old)): team_of_pool(text(new)) for old, new in renamed.items()}
        found: dict[Told, list[Figures]] = {}
        for told, counted_so in fields.items():
            name = now_called.get(told.name, told.name)
            found.setdefault(told._replace(name=name), []).append(Figures(counted_so))
        return {told: in_all(each) for told, each in found.items()}

    async def _shown(self, of: Of, days: Sequence[str], counted: Iterable[Told]) -> dict[Told, int]:
        """To how many visitors each dialogue was shown, or any of them, where it was to somebody."""
        wanted = {Of.SITE: [Told(day, "") for day in days], Of.DIALOGUE: list(counted)}.get(of, [])
        shown: dict[Told, int] = {}
        for some in (wanted[first : first + AT_ONCE] for first in range(0, len(wanted), AT_ONCE)):
            asked = (("PFCOUNT", self._keys.of("shown", f"{one.day}|{one.name}")) for one in some)
            found = await self._together(*asked)
            shown |= {one: int(count) for one, count in zip(some, found, strict=True) if count}
        return shown

    async def _together(self, *asked: tuple[str, ...]) -> list[Any]:
        with store_errors():
            return await together(self._redis, *asked)

    async def add_shown(self, shown: Sequence[Shown]) -> None:
        """Count that dialogues were shown. What was counted before is not counted again."""
        with store_errors():
            await self._add_shown(_pack.encode(shown), TALLY_LIFETIME)
