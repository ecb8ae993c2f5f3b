"""What the core needs from outside, as small Protocols. `bot/app.py` says which adapter fills which."""

from __future__ import annotations

from bot.ports.clock import Clock
from bot.ports.conversations import Commit, Committed, Conversations, Due, Found
from bot.ports.directory import Agent, AgentStatus, Directory, Picture
from bot.ports.outbox import Backlog, Doubt, Lease, Memory, Outbox, Scope, Threads
from bot.ports.platforms import People, Profile, ThreadPlatform
from bot.ports.shelf import Shelf


__all__ = [
    "Agent",
    "AgentStatus",
    "Backlog",
    "Clock",
    "Commit",
    "Committed",
    "Conversations",
    "Directory",
    "Doubt",
    "Due",
    "Found",
    "Lease",
    "Memory",
    "Outbox",
    "People",
    "Picture",
    "Profile",
    "Scope",
    "Shelf",
    "ThreadPlatform",
    "Threads",
]
