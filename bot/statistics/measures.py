"""The words for what is counted, as the store keeps them. Pure."""

from __future__ import annotations

from bisect import bisect_left
from enum import StrEnum


class Of(StrEnum):
    """Of what something is counted."""

    SITE = "site"
    TEAM = "team"
    AGENT = "agent"
    DIALOGUE = "dialogue"


class Count(StrEnum):
    """What is counted. Of a visitor who comes back to one conversation each is counted once, but for messages."""

    ENGAGED = "engaged"
    """The visitor answered, or wrote, for the first time."""
    GOALS = "goals"
    """The dialogue passed a goal card."""
    COMPLETED = "completed"
    """The dialogue came to its end: the live chat card, or its last card."""
    REQUESTED = "requested"
    """A live chat was asked for."""
    CONNECTED = "connected"
    """An agent took it. Of agents each chat that they took is counted, also from another agent."""
    MISSED = "missed"
    """Nobody took it, and the visitor was told so."""
    OFFERED = "offered"
    """An agent was asked."""
    DECLINED = "declined"
    """They said no."""
    IGNORED = "ignored"
    """They did not answer in time."""
    FROM_VISITORS = "from_visitors"
    """Messages of visitors."""
    FROM_AGENTS = "from_agents"
    """Messages of agents."""
    RATINGS = "ratings"
    """Chats that were rated."""
    STARS = "stars"
    """The sum of the ratings, each 1 to 5."""


class Time(StrEnum):
    """How long something took."""

    WAIT = "wait"
    """From asking for a live chat to the agent who took it."""
    FIRST_RESPONSE = "first_response"
    """From asking for a live chat to the agent's first words."""
    LENGTH = "length"
    """From the agent who took it to the end."""


BOUNDS = (5, 10, 20, 30, 45, 60, 90, 120, 180, 300, 600, 900, 1800, 3600, 7200)
"""Seconds up to which a time falls into each bucket; the last bucket has no end."""


def bucket(milliseconds: int) -> int:
    """The number of the bucket into which a time falls."""
    return bisect_left(BOUNDS, milliseconds / 1000)


def sum_field(time: Time) -> str:
    """The field that holds the sum of all such times, in milliseconds."""
    return f"{time}.sum"


def bucket_field(time: Time, number: int) -> str:
    """The field that holds how many of such times fell into a bucket."""
    return f"{time}.{number}"
