"""The offers that are made to agents, and what becomes of them."""

from __future__ import annotations

from typing import Literal

from bot.events.agent import AgentCard
from bot.events.event import Event
from bot.ids import ThreadNumber


class OfferMade(Event, frozen=True, kw_only=True):
    """The router reserved a place of `agent`, who is now asked in a new thread."""

    thread: ThreadNumber
    agent: AgentCard
    pool: str = ""
    """The pool by which they were found."""


class OfferDeclined(Event, frozen=True, kw_only=True):
    """The agent who was asked pressed Decline."""

    thread: ThreadNumber


class OfferExpired(Event, frozen=True, kw_only=True):
    """The agent who was asked did not answer within the accept window, or the visitor's wait was over."""

    thread: ThreadNumber


class OfferWithdrawn(Event, frozen=True, kw_only=True):
    """The agent to whom a conversation was to be transferred cannot be asked any more."""

    thread: ThreadNumber
    why: Literal["agent_removed", "unreachable"]


class AgentSentAway(Event, frozen=True, kw_only=True):
    """The agent has missed `missed` offers in a row, the last one in this thread, and is away since."""

    thread: ThreadNumber
    missed: int


class AgentReminded(Event, frozen=True, kw_only=True):
    """The agent is reminded of an offer that they have not answered, or of a visitor who waits for a reply."""

    thread: ThreadNumber
    of: Literal["offer", "reply"]


OfferEvent = OfferMade | OfferDeclined | OfferExpired | OfferWithdrawn | AgentSentAway | AgentReminded
