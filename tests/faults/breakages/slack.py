"""A Slack that answers after its own events, and lines of Socket Mode."""

from __future__ import annotations

import asyncio
import random

from tests.faults.breakages.fault import NoOccasion
from tests.faults.breakages.platforms import POSTS
from tests.faults.town import Town


# --- events


async def events_first(town: Town, dice: random.Random) -> None:
    """The event of a post, and replies to it, come before the answer to the post."""
    town.slack.settings.answer_after_event = True
    for method in POSTS["slack"]:
        town.slack.fail(method, "slow_after_storing", times=dice.randint(1, 6), delay=2.0)
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
