"""Which agents are on the conversation."""

from __future__ import annotations

from typing import Literal

from bot.events.agent import AgentCard
from bot.events.event import Event
from bot.ids import AgentId, Person, ThreadNumber


class AgentAccepted(Event, frozen=True, kw_only=True):
    """The agent who was asked took the conversation, by the button or by replying."""

    thread: ThreadNumber
    agent: AgentCard


class AgentJoined(Event, frozen=True, kw_only=True):
    """A further agent is on the conversation: in a thread that there is, or in the next one, of their own."""

    thread: ThreadNumber
    agent: AgentCard


class AgentAssigned(Event, frozen=True, kw_only=True):
    """The conversation is now that of `agent`, who is on it already; whose it was stays on it until they leave."""

    thread: ThreadNumber
    agent: AgentCard
    why: Literal["took_over", "handed_over", "left_behind"]
    """`left_behind`: whose it was is gone, and `agent` was there as well."""


class AgentLeft(Event, frozen=True, kw_only=True):
    """An agent is not on the conversation any more, which is somebody else's."""

    thread: ThreadNumber
    agent: AgentCard
    why: Literal["left", "transferred", "taken_over", "removed", "unreachable"]


class AgentRemoved(Event, frozen=True, kw_only=True):
    """The agent lost the permission: the offer is withdrawn, or (`handed_over`) somebody else goes on with the chat."""

    thread: ThreadNumber
    agent: AgentId
    handed_over: bool = False


class TransferRequested(Event, frozen=True, kw_only=True):
    """Somebody on the conversation wants another agent, or one of a team, to take it."""

    thread: ThreadNumber
    person: Person
    pools: tuple[str, ...]
    to: str
    """The agent or the team by name, for people."""
    note: str = ""
    """For the next one. It never reaches the visitor."""


class TransferEnded(Event, frozen=True, kw_only=True):
    """Nobody took the transfer: the conversation stays whose it is."""

    why: Literal["nobody_free", "not_taken"]


MemberEvent = (
    AgentAccepted | AgentJoined | AgentAssigned | AgentLeft | AgentRemoved | TransferRequested | TransferEnded
)
