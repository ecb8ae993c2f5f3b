"""Delivery: from the log to the platforms. It works the outbox and knows no platform.

``worker``  takes leases, and decides by the class of an error what comes next
``step``    one step of one lane: look up what is in doubt, send, settle
``threads`` opens a thread, and brings cards up to date
``posting`` puts words and files into a thread, piece by piece
``notifying``  reminds, asks and notifies
``whispering`` tells one person something, and again where nobody knows whether they heard it
``doubt``   what became of a post whose answer never came
``held``    a lane under its lease, and what is asked of its platform meanwhile
``admitting``  makes calls wait for the limits of a workspace or a channel
``keeping`` prolongs a lease while a call to the platform takes
``composing``  which post a delivery is, by what is in the store
``words``   which text a delivery is, and which deliveries go out as one post
"""

from __future__ import annotations

from bot.delivery.worker import Delivery


__all__ = ["Delivery"]
