"""The relay: load → receive → commit → done. No rules live here.

``changes``   applies what `bot.conversation.decisions` decided, and repeats when somebody else was first
``unsent``    who wrote what is handed on to nobody is told
``doubling``  who writes in the other copy of a thread is told where to write
``inboxes``   agents as conversations see them, and where the next thread of theirs is
``signalling`` how each other is: typing, reading, here or gone
``whose``     whose a thread is, and which are open to somebody
``offers``    what becomes of offers and chats where somebody is removed, comes, or is blocked
``lost``      threads that cannot be used any more, and the places where they were
``ringing``   timers that are due, and what a commit makes due at once
``amends``    edits, deletions and reactions; ``fetched``: files of agents, when they are here
``erasing``   forgetting a visitor and all that they said
``ranks`` ``choices`` ``canned`` ``followers``  what the directory knows: what somebody is, and whom they may have
``relay``     from the visitor, from the agent, from a timer, from delivery
"""

from __future__ import annotations

from bot.relay.changes import Changes
from bot.relay.relay import Relay


__all__ = ["Changes", "Relay"]
