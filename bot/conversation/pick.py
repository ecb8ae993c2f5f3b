"""What the router found for a conversation. Pure."""

from __future__ import annotations

from typing import Literal, NamedTuple

from bot.ids import AgentId


class Pick(NamedTuple):
    """An agent whose place is reserved, or why there is none."""

    found: Literal["agent", "queued", "nobody", "full"]
    """`queued`: the conversation waits in line; `full`: nobody is free, and the line has no room."""
    word: str
    """As the store keeps it: two picks are the same when their words are."""
    agent: AgentId = AgentId("")
    pool: str = ""
    """The pool by which the agent was found."""
    taken: bool = False
    """The agent took the conversation out of the line themselves, and thereby accepts it."""
