"""The conversation: a pure state machine over one append-only log.

``state``        the snapshot, and what can be read off it
``transitions``  the table of what may follow what, and `receive(conversation, event)`
``decisions``    what a person's doing means in the present state: the events to receive
``members``      likewise, of who comes, goes, hands over and takes over
``going``        likewise, of who has to go
``timing``       likewise, of a timer, the router and delivery
``attention``    reminders, and signals of how the visitor is
``audited``      what of it stands in the audit log
``card``         what the card of the conversation in a thread says, read off a snapshot
``transcript``   what was said, read off the log
"""

from __future__ import annotations

from bot.conversation.state import Conversation, State, Thread, ThreadStatus
from bot.conversation.transitions import receive, replay


__all__ = ["Conversation", "State", "Thread", "ThreadStatus", "receive", "replay"]
