"""The home of an agent: how they stand, their chats, who waits, their hours and their day, as platforms show it. Values."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from bot.ids import ThreadRef


class HomeAction(StrEnum):
    """The buttons of a home."""

    AVAILABLE = "available"
    AWAY = "away"


HOME_LABELS = {HomeAction.AVAILABLE: "I am available", HomeAction.AWAY: "I am away"}


class HomeChat(NamedTuple):
    """One chat of the agent's, or one that they are asked to take. The names are the visitors': escape them."""

    visitor: str
    condition: str
    """How it stands, in words."""
    since: int
    """Since when it does, milliseconds since 1970."""
    thread: ThreadRef | None
    """None while its thread is not there yet."""


class HomeWaiter(NamedTuple):
    """A visitor in line whom the agent could take."""

    visitor: str
    since: int


class Home(NamedTuple):
    """What one person is shown. Two that are the same need not be shown twice."""

    heading: str
    """How they stand, as a sentence."""
    action: HomeAction | None = None
    """What the switch does; None for who is no agent."""
    places: str = ""
    """How many chats they have, of how many."""
    chats: tuple[HomeChat, ...] = ()
    waiters: tuple[HomeWaiter, ...] = ()
    """The first of those who wait."""
    waiting: int = 0
    """How many wait in all."""
    hours: str = ""
    today: tuple[tuple[str, str], ...] = ()
    """What was counted today: a label and a number."""
