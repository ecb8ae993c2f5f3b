"""A workspace's limits, which its channels share: who waits for a call of a kind, and is not to try in vain."""

from __future__ import annotations

from bot.ports import Call, Lease, Outbox, Scope, ThreadPlatform


RESTS: dict[Call, Scope] = {
    "post": "channel",
    "file": "channel",
    "whisper": "conversation",
    "card": "conversation",
}
"""What rests while a call waits. A card or a whisper is no reason for the words of others to wait."""


class NotYet(Exception):
    """Raised when a call must wait, `after` seconds, so that the workspace's limit is kept. Nothing was sent."""

    def __init__(self, after: float, scope: Scope) -> None:
        super().__init__(f"the limit of the workspace leaves room in {after:g} s")
        self.after = after
        self.scope: Scope = scope


async def admit(outbox: Outbox, platform: ThreadPlatform, lease: Lease, call: Call) -> None:
    """Return when the call may be made now. Raises `NotYet`, and `StoreUnavailable`."""
    limit = platform.limits.get(call)
    if limit and (wait := await outbox.admit(lease, call, limit)):
        raise NotYet(wait, RESTS[call])
