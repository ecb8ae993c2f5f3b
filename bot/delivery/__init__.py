"""Delivery: from the log to the platforms. It works the outbox and knows no platform.

``worker``  takes leases, and decides by the class of an error what comes next
``step``    one step of one lane: look up what is in doubt, send, settle
``admitting``  makes calls wait for the limits of a workspace
``keeping`` prolongs a lease while a call to the platform takes
``words``   which text a delivery is, and which deliveries go out as one post
"""

from __future__ import annotations

from bot.delivery.worker import Delivery


__all__ = ["Delivery"]
