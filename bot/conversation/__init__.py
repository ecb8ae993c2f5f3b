"""The conversation: a pure state machine over one append-only log.

``state``        the snapshot, and what can be read off it
``transitions``  the table of what may follow what, and `receive(conversation, event)`

What somebody's doing means in the present state, as events to receive:

``decisions``    of visitors and agents; ``saying``: what an agent's message is; ``amending``: edits, deletions, reactions
``actions``      all that can be done from a thread, as one table; ``asking``: who asks; ``acting``: what it means
``members``      who comes, goes, hands over and takes over; ``coming``: from outside of the threads; ``going``: who has to
``missing``      nobody can take it; ``chain``: who is to be asked next; ``pick``: whom the router found
``timing``       of a timer, the router and delivery

What follows from an event:

``remembering``  in the snapshot; ``moving``: who is on it; ``milestones``: what is passed once
``consequences`` as effects, which are in ``offering``, ``transferring``, ``among_agents``, ``in_threads``, ``attention``, ``ending``
``counting``     what is counted of it; ``audited``: what of it stands in the audit log

What people read:

``card``         what the card of the conversation in a thread says, read off a snapshot
``transcript``   what was said, read off the log; ``latest``: what of an entry still holds
``told`` ``helping`` ``canned_words``  lines for agents, help, and canned replies; ``whom``: whose name begins a text
"""

from __future__ import annotations

from bot.conversation.state import Conversation, State, Thread, ThreadStatus
from bot.conversation.transitions import receive, replay


__all__ = ["Conversation", "State", "Thread", "ThreadStatus", "receive", "replay"]
