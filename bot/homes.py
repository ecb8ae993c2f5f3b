"""Keeps the homes of agents up to date, within what platforms allow.

Whoever opens their home, or presses its switch, is shown it anew at once. Besides, one process of all compares now and
then what stands in the homes that are in use with what it showed there last, and shows what is otherwise: so a home
follows whatever concerns its person, and however much happens, it is not shown more often than that.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence

import structlog

from bot.arrivals import HomePressed
from bot.errors import PlatformError
from bot.home import Home, HomeAction
from bot.ids import Person
from bot.ports import By, Directory, HomePlatform, Leadership, OpenHomes, serving


IN_USE = 8 * 3_600_000
"""Milliseconds for which a home is kept up to date after it was looked at: Slack does not say when somebody closes it."""
EVERY = 5.0
"""Seconds between two comparisons."""
AT_ONCE = 4
"""Homes shown after one comparison: 48 a minute. Slack allows views.publish, of tier 4, "100+ per minute"."""
LEASE = 15.0
SHOWN = 10_000
"""Homes of which is remembered what was shown last."""

Read = Callable[[Sequence[Person]], Awaitable[Mapping[Person, Home]]]
"""Says what stands in the homes of these people. Raises `StoreUnavailable`."""

log = structlog.get_logger(__name__)


class Homes:
    """The homes of one site."""

    def __init__(
        self,
        read: Read,
        directory: Directory,
        open_homes: OpenHomes,
        leadership: Leadership,
        platforms: Mapping[str, HomePlatform],
    ) -> None:
        self._read = read
        self._directory = directory
        self._open = open_homes
        self._leadership = leadership
        self._platforms = platforms
        self._shown: OrderedDict[Person, Home] = OrderedDict()

    def __repr__(self) -> str:
        return f"<Homes {len(self._shown)} shown>"

    async def opened(self, person: Person, at: int) -> None:
        """Somebody looks at their home. Raises `StoreUnavailable`."""
        await self._open.opened(person, at)
        await self._show(person, (await self._read([person]))[person])

    async def pressed(self, pressed: HomePressed) -> None:
        """Act on the switch; whoever is no agent has none. `opened` shows what came of it. Raises `StoreUnavailable`."""
        agent = await self._directory.agents.agent_of(pressed.person)
        if agent is not None:
            await self._directory.attendance.switch(
                agent.id, By(pressed.person, pressed.at), available=pressed.action is HomeAction.AVAILABLE
            )

    async def refresh(self, at: int) -> None:
        """Show the homes in use that are otherwise than before, if it is on us to do so. Raises `StoreUnavailable`."""
        if not await self._leadership.lead("homes", LEASE):
            return
        in_use = await self._open.since(at - IN_USE)
        people = [one for one in in_use if serving(self._platforms, one)]
        if not people:
            return
        now = await self._read(people)
        changed = [person for person in people if self._shown.get(person) != now[person]]
        # Who was shown theirs longest ago comes first, so nobody waits for ever behind a busy colleague.
        order = {person: place for place, person in enumerate(self._shown)}
        changed.sort(key=lambda person: order.get(person, -1))
        for person in changed[:AT_ONCE]:
            await self._show(person, now[person])

    async def _show(self, person: Person, home: Home) -> None:
        platform = serving(self._platforms, person)
        if platform is None:
            return
        self._shown.pop(person, None)
        try:
            await platform.show_home(person, home)
        except PlatformError as error:  # the next comparison tries again
            log.warning("> home not shown", person=person, why=str(error))
            return
        self._shown[person] = home
        if len(self._shown) > SHOWN:
            self._shown.popitem(last=False)
