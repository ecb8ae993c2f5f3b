"""Looking for somebody who takes the conversation: by which rules, the line, and what happens when nobody does."""

from __future__ import annotations

from typing import Literal

from bot.events.agent import AgentCard
from bot.events.dialogue import FieldShown
from bot.events.event import Event, Value
from bot.ids import AgentId, Channel, MessageId, TeamName, ThreadNumber


class Line(Value, frozen=True, kw_only=True):
    """How a visitor waits in line."""

    limit: int
    """How many may wait."""
    priority: int = 0
    """Higher is taken first."""


class Fallback(Value, frozen=True, kw_only=True):
    """What happens when nobody can take the conversation."""

    text: str
    """What the visitor reads."""
    fields: tuple[FieldShown, ...] = ()
    """The form for an e-mail address and a message, in the visitor's language; without fields nothing is asked."""
    booking: bool = False
    """Whether they get the booking link of the first agent tried."""
    channel: Channel = Channel("")
    """Which channel is told, or empty."""
    team: TeamName = TeamName("")
    """Whose visitor it was, or empty."""


NobodyBecause = Literal["no_rule", "nobody_on_duty", "queue_full", "offers_used_up", "wait_limit"]
"""Why a visitor reads the fallback message."""


class Terms(Value, frozen=True, kw_only=True):
    """The rules that hold for one live chat, as they were when it was requested. Times in milliseconds."""

    pools: tuple[str, ...]
    """Whom to ask, pool by pool; empty when the fallback message comes at once."""
    rest: str = ""
    """The pool that is tried when the first look found nobody in `pools`, or empty."""
    accept_window: int
    wait_limit: int
    max_offers: int
    """How many agents of one pool are asked."""
    away_after_missed: int = 0
    """How many offers missed in a row set an agent away; 0 for never."""
    line: Line | None = None
    """None when nobody waits in line."""
    fallback: Fallback
    reason: NobodyBecause = "nobody_on_duty"
    """Why nobody takes the conversation when nobody was asked."""
    idle: int = 0
    """After how long without a word from either side the conversation ends; 0 for never."""
    idle_warning: int = 0
    """How long before that both sides are warned."""
    reopen_within: int = 0
    """For how long after the end a message of the visitor re-opens the conversation; 0 for not at all."""
    rating: bool = False
    """Whether the visitor is asked for a rating after the end."""


class LiveChatRequested(Event, frozen=True, kw_only=True):
    """The dialogue reached its live chat card."""

    card: str
    terms: Terms


class VisitorQueued(Event, frozen=True, kw_only=True):
    """Everybody who could take the conversation is busy; the visitor waits in line, at `position` when it was told."""

    position: int


class PickVoided(Event, frozen=True, kw_only=True):
    """The agent whom the router reserved is no agent any more; somebody else is picked."""

    agent: AgentId


class FallbackShown(Event, frozen=True, kw_only=True):
    """Nobody could take the conversation, and the visitor was told. With `fields` they may leave a message for later."""

    reason: NobodyBecause | Literal["nobody_eligible"]
    """`nobody_eligible` is the former word for `nobody_on_duty`, in old logs only."""
    text: str
    fields: tuple[FieldShown, ...] = ()
    booking: str = ""
    """The address where the visitor can book a meeting, or empty."""


class FollowUpLeft(Event, frozen=True, kw_only=True):
    """The visitor left a message, to be answered by e-mail."""

    message: MessageId
    email: str
    text: str


class FollowUpOpened(Event, frozen=True, kw_only=True):
    """Those who follow up on visitors whom nobody answered are told in a new thread of their channel."""

    thread: ThreadNumber
    team: AgentCard
    """Who they are and where their channel is; nobody in person."""


RoutingEvent = LiveChatRequested | VisitorQueued | PickVoided | FallbackShown | FollowUpLeft | FollowUpOpened
