"""What people do in the Home tab: opening it, and pressing its switch."""

from __future__ import annotations

from collections.abc import Mapping

import structlog

from bot import payloads
from bot.adapters.slack import wire
from bot.adapters.slack.home import HOME_PREFIX
from bot.adapters.slack.identity import Me
from bot.arrivals import HomePressed
from bot.errors import StoreUnavailable
from bot.home import HomeAction
from bot.ids import Person
from bot.in_order import InFlight
from bot.takers import TakesHomes


_ACTIONS = {HOME_PREFIX + action: action for action in HomeAction}

log = structlog.get_logger(__name__)


class AtHome:
    """Passes it on, and has the home shown once Slack has its answer."""

    def __init__(self, homes: TakesHomes, in_flight: InFlight) -> None:
        self._homes = homes
        self._in_flight = in_flight

    def opened(self, event: Mapping[str, object], me: Me, *, at: int) -> bool:
        """Show somebody their home who opened that tab; the other tab sends the same event."""
        read = payloads.read(event, wire.HomeOpened)
        if read.tab == "home":
            self._in_flight.spawn(self._show(me.person(read.user), at))
        return read.tab == "home"

    async def pressed(self, payload: wire.BlockActions, me: Me, *, at: int) -> bool:
        """Act on the switch. False: it was something else. Raises `StoreUnavailable`, and then nothing was changed."""
        action = _ACTIONS.get(payload.actions[0].action_id) if payload.actions else None
        if action is None:
            return False
        person = me.person(payload.user.id)
        await self._homes.pressed(HomePressed(person=person, at=at, action=action))
        self._in_flight.spawn(self._show(person, at))
        return True

    async def _show(self, person: Person, at: int) -> None:
        try:
            await self._homes.opened(person, at)
        except StoreUnavailable as error:  # opening it again tries again
            log.warning("slack_home_not_shown", error=str(error))
