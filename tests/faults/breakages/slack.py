"""A Slack that answers badly or not at all, or after its own events, and lines of Socket Mode."""

from __future__ import annotations

import asyncio
import random

from tests.faults.breakages.fault import Breakage, NoOccasion
from tests.faults.town import Town


POST = "chat.postMessage"
HOUR = 3600.0


def slack_fails(fault: str, *, times: int = 3, delay: float = 1.0, retry_after: int | None = 1) -> Breakage:
    """Slack does something else with the next posts."""

    async def happen(town: Town, dice: random.Random) -> None:
        town.slack.fail(POST, fault, times=dice.randint(1, times), delay=delay, retry_after=retry_after)

    return happen


async def slack_dark(town: Town, dice: random.Random) -> None:
    """Slack cannot be reached, and forgets nothing."""
    proxy = town.proxies["slack"]
    proxy.refuse()
    await asyncio.sleep(2 + dice.random() * 4)
    proxy.heal()


async def slack_down_for_an_hour(town: Town, dice: random.Random) -> None:
    """Slack is away in both directions while the hour passes on every clock: longer than any pause, window or retry."""
    lines = [town.proxies["slack"], *([town.proxies["events"]] if town.way == "socket_mode" else [])]
    for line in lines:
        line.refuse()
    town.slack.events.hold()
    await asyncio.sleep(2 + dice.random() * 2)
    town.time_passes(HOUR)
    await asyncio.sleep(3 + dice.random() * 3)
    for line in lines:
        line.heal()
    town.slack.events.release("same", waiting=False)


# --- events


async def events_first(town: Town, dice: random.Random) -> None:
    """The event of a post, and replies to it, come before the answer to the post."""
    town.slack.settings.answer_after_event = True
    town.slack.fail(POST, "slow_after_storing", times=dice.randint(1, 6), delay=2.0)
    await asyncio.sleep(1 + dice.random() * 2)
    town.slack.settings.answer_after_event = False


# --- Socket Mode


async def socket_refreshed(town: Town, dice: random.Random) -> None:
    """The end of a connection is announced, and comes ten seconds later."""
    town.slack.sockets.warn(_socket(town, dice), dice.choice(("warning", "refresh_requested")))


async def socket_dropped(town: Town, dice: random.Random) -> None:
    """A connection ends without a word."""
    town.slack.sockets.drop(_socket(town, dice))


async def socket_half_open(town: Town, dice: random.Random) -> None:
    """A connection stays, and nothing passes; Slack finds it out before we do."""
    sockets = town.slack.sockets
    chosen = sockets.connections[_socket(town, dice)]
    chosen.half_open = True
    await asyncio.sleep(2 + dice.random() * 4)
    if chosen in sockets.connections:
        sockets.drop(sockets.connections.index(chosen))


async def acknowledgements_lost(town: Town, dice: random.Random) -> None:
    """What was acknowledged comes again, over whichever connection."""
    town.slack.settings.lost_acks += dice.randint(1, 4)


def _socket(town: Town, dice: random.Random) -> int:
    if not town.slack.sockets.connections:
        raise NoOccasion
    return dice.randrange(len(town.slack.sockets.connections))
